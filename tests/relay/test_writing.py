"""Writing to each other: places, markers, one message of one form, a day's limit, and when a conversation is over."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from integration.catalogue.models import Entry
from integration.catalogue.phases import Phase
from integration.marketplace.models import Listing
from integration.marketplace.services import hide
from integration.members.models import User
from integration.models import SectionPage
from integration.relay.endings import Ending, ending_of
from integration.relay.models import Conversation, Message
from integration.relay.permissions import user_can_send_message, user_can_start_conversation
from integration.relay.services import DailyLimitError, EndedError, note_read, reply, start
from integration.relay.texts import clean_line, clean_text
from tests.factories import ThreadFactory, UserFactory, restrict
from tests.factories.relay import ConversationFactory, reply_in

pytestmark = pytest.mark.django_db


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def test_what_is_written_stands_in_turn_and_waits_for_the_other_side(
    entry: Entry, member: User, other_member: User
) -> None:
    talk = ConversationFactory(entry=entry, starter=other_member)
    assert (talk.title, talk.owner, talk.starter) == ("24 Etagenbetten mit Matratzen", member, other_member)
    assert list(Conversation.objects.unread_by(member)) == [talk]
    assert not Conversation.objects.unread_by(other_member).exists()
    reply_in(talk, member)
    assert not Conversation.objects.unread_by(member).exists(), "whoever answers has read"
    assert list(Conversation.objects.unread_by(other_member)) == [talk]
    note_read(conversation=talk, user=other_member, position=2)
    note_read(conversation=talk, user=other_member, position=1)
    note_read(conversation=talk, user=other_member, position=99)
    assert (fresh(talk).starter_read, fresh(talk).owner_read, fresh(talk).last_position) == (2, 2, 2)
    assert list(talk.messages.order_by("position").values_list("by_starter", flat=True)) == [True, False]


def test_one_form_makes_one_message_and_a_second_start_goes_on_in_the_same_conversation(
    entry: Entry, other_member: User
) -> None:
    key, form = uuid.uuid4(), {"entry": entry, "sender": other_member, "text": "Einmal"}
    sent = [start(form_key=key, **form) for _ in range(2)]
    assert ([one.created for one in sent], Message.objects.count()) == ([True, False], 1)
    start(form_key=uuid.uuid4(), **form)
    assert (Conversation.objects.count(), Message.objects.count()) == (1, 2)
    talk, key = sent[0].message.conversation, uuid.uuid4()
    answers = [reply(conversation=talk, sender=other_member, text="Noch da?", form_key=key) for _ in range(2)]
    assert answers[0].message == answers[1].message


def test_only_who_is_a_side_writes_and_nobody_to_themselves(entry: Entry, member: User) -> None:
    talk, stranger = ConversationFactory(entry=entry), UserFactory()
    with pytest.raises(EndedError):
        reply_in(talk, stranger)
    with pytest.raises(EndedError):
        start(entry=entry, sender=member, text="An mich", form_key=uuid.uuid4())
    assert not user_can_start_conversation(member, entry)
    assert not user_can_send_message(stranger, talk)


def hide_entry(entry: Entry) -> None:
    hide(listing=Listing.objects.get(pk=entry.object_id))


def finish_entry(entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(phase=Phase.COMPLETED)


def restrict_entry(entry: Entry) -> None:
    restrict(SectionPage.objects.get(kind="listing"), Group.objects.create(name="AG Betten"))
    Listing.objects.get(pk=entry.object_id).save()


def delete_entry(entry: Entry) -> None:
    Listing.objects.get(pk=entry.object_id).delete()
    Entry.objects.filter(pk=entry.pk).delete()


def leave(entry: Entry) -> None:
    User.objects.filter(pk=entry.author_id).update(is_active=False)


@pytest.mark.parametrize(
    ("happens", "ending"),
    [
        (hide_entry, Ending.GONE),
        (delete_entry, Ending.GONE),
        (restrict_entry, Ending.GONE),
        (finish_entry, Ending.DONE),
        (leave, Ending.LEFT),
    ],
)
def test_a_conversation_ends_with_what_it_is_about_and_stays_readable(
    entry: Entry, other_member: User, signed_in: Any, happens: Any, ending: Ending
) -> None:
    talk = ConversationFactory(entry=entry, starter=other_member, text="Wann passt es?")
    assert ending_of(fresh(talk)) is None
    happens(entry)
    assert ending_of(fresh(talk)) == ending
    client, path = signed_in(other_member), talk.get_absolute_url()
    page = client.get(path).content.decode()
    assert str(ending.label) in page
    assert "Wann passt es?" in page
    assert "<textarea" not in page
    answer = client.post(path, {"key": str(uuid.uuid4()), "text": "Lange getippt"})
    assert answer.status_code == 409
    assert "Lange getippt" in answer.content.decode()
    assert Message.objects.count() == 1


def test_nobody_begins_to_write_about_what_is_over_or_whose_author_is_gone(entry: Entry, other_member: User) -> None:
    assert user_can_start_conversation(other_member, entry)
    entry.ends_at = timezone.now() - timedelta(days=1)
    assert not user_can_start_conversation(other_member, entry)
    entry.ends_at, entry.author = None, None
    assert not user_can_start_conversation(other_member, entry)
    with pytest.raises(EndedError):
        start(entry=entry, sender=other_member, text="Hallo", form_key=uuid.uuid4())
    other_member.is_active = False
    assert not user_can_start_conversation(other_member, entry)


def test_a_day_has_an_end_and_the_next_one_begins(entry: Entry, other_member: User, settings: Any) -> None:
    settings.RELAY_CONVERSATIONS_A_DAY = 2
    settings.RELAY_MESSAGES_A_DAY = 4
    talks = [ConversationFactory(starter=other_member) for _ in range(2)]
    with pytest.raises(DailyLimitError) as refused:
        ConversationFactory(entry=entry, starter=other_member)
    assert 23 * 3600 < refused.value.seconds <= 24 * 3600
    for _ in range(2):
        reply_in(talks[0], other_member)
    with pytest.raises(DailyLimitError):
        reply_in(talks[1], other_member)
    reply_in(talks[1], talks[1].owner, "Das zählt bei der anderen Seite.")
    Message.objects.filter(sender=other_member).update(created_at=timezone.now() - timedelta(hours=25))
    reply_in(talks[1], other_member)


def test_what_nobody_sees_does_not_stay_in_a_text() -> None:
    assert clean_text("\x00Guten\tTag\u202e,\r\n\u2066ja\x08 \u2028neu \ud800\n\n") == "Guten Tag,\nja\nneu"
    assert clean_text("می‌خواهم 👩‍👧") == "می‌خواهم 👩‍👧", "joiners are part of words"
    assert clean_line("Betten\r\nBcc: alle@stadt.example") == "Betten Bcc: alle@stadt.example"


def test_a_thread_takes_no_messages_with_a_name_or_without(other_member: User) -> None:
    for shielded in (True, False):
        entry = Entry.objects.get(kind="thread", object_id=ThreadFactory(shielded=shielded).pk)
        assert not user_can_start_conversation(other_member, entry)
