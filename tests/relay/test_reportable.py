"""What reports of messages ask of this app: which message, what stands around it, taking away and bringing back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integration.catalogue.models import Entry
from integration.members.models import User
from integration.relay.models import Conversation, Message
from integration.relay.reportable import ReportableMessage
from tests.factories import UserFactory
from tests.factories.relay import ConversationFactory, reply_in

pytestmark = pytest.mark.django_db

MESSAGES = ReportableMessage()


def test_only_the_other_side_reports_a_message(entry: Entry, member: User, other_member: User, editor: User) -> None:
    message = ConversationFactory(entry=entry, starter=other_member).messages.get()
    assert MESSAGES.find(message.pk, member) == message
    for person in (other_member, editor, UserFactory()):
        assert MESSAGES.find(message.pk, person) is None
    MESSAGES.note_reported(message.pk)
    assert MESSAGES.find(message.pk, editor) is None, "an editor reads it, but it was written to somebody else"
    MESSAGES.hide(message.pk, editor)
    assert MESSAGES.find(message.pk, member) is None, "what is gone needs no report"
    member.is_active = False
    MESSAGES.restore(message.pk, editor)
    assert MESSAGES.find(message.pk, member) is None


def test_editors_see_a_reported_message_with_what_stands_above_it(
    entry: Entry, member: User, other_member: User
) -> None:
    talk = ConversationFactory(entry=entry, starter=other_member, text="Erste")
    for text in ("Zweite", "Dritte"):
        reply_in(talk, member, text)
    reported = reply_in(talk, other_member, "<script>Vierte</script>")
    others = [ConversationFactory(text="Andere").messages.get() for _ in range(5)]
    with CaptureQueriesContext(connection) as captured:
        found = MESSAGES.contexts([reported.pk, *(other.pk for other in others), 10**9])
    assert len(captured) == 2
    assert set(found) == {reported.pk, *(other.pk for other in others)}
    one = found[reported.pk]
    assert one.title == "Nachricht zu „24 Etagenbetten mit Matratzen“"
    assert one.html == "<p>&lt;script&gt;Vierte&lt;/script&gt;</p>"
    assert [(said.name, said.html) for said in one.before] == [
        (member.display_name, "<p>Zweite</p>"),
        (member.display_name, "<p>Dritte</p>"),
    ]
    assert (one.author, one.hidden, one.url) == (other_member, False, f"/nachrichten/{talk.pk}/?seite=1#nachricht-4")
    assert MESSAGES.contexts([]) == {}


def test_taking_away_and_bringing_back_keeps_the_words(entry: Entry, editor: User) -> None:
    message = ConversationFactory(entry=entry, text="Bleibt").messages.get()
    MESSAGES.hide(message.pk, editor)
    MESSAGES.hide(message.pk, UserFactory())
    message.refresh_from_db()
    assert (message.hidden_by, message.text) == (editor, "Bleibt")
    assert MESSAGES.contexts([message.pk])[message.pk].hidden
    MESSAGES.restore(message.pk, editor)
    message.refresh_from_db()
    assert message.hidden_at is None


def test_the_first_report_opens_a_conversation_to_editors(entry: Entry, editor: User) -> None:
    talk = ConversationFactory(entry=entry)
    assert not Conversation.objects.visible_to(editor).exists()
    MESSAGES.note_reported(talk.messages.get().pk)
    first = Message.objects.get().reported_at
    MESSAGES.note_reported(talk.messages.get().pk)
    assert Message.objects.get().reported_at == first
    assert Conversation.objects.visible_to(editor).get() == talk
