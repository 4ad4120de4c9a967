"""The inbox, conversations and forms as members see them: what is shown, what is kept, and what it costs."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from integration.catalogue.models import Entry
from integration.catalogue.services import entry_of
from integration.members.models import User
from integration.notifications.models import Message as Mail
from integration.relay.models import Conversation, Message
from integration.relay.reportable import ReportableMessage
from tests.factories import ListingFactory, TopicProposalFactory, UserFactory
from tests.factories.relay import ConversationFactory, reply_in

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
INBOX = reverse("relay:inbox")
AT_MOST = 10  # queries of a page for somebody signed in


def write_url(entry: Entry) -> str:
    return reverse("relay:write", args=[entry.pk])


def sheet(text: str) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "text": text}


def cost(client: Client, path: str) -> int:
    """Count the queries of a page, the second time that it is opened."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def fill(talk: Conversation, number: int) -> None:
    """Have a conversation hold this many messages, without the work of writing each."""
    Message.objects.bulk_create(
        Message(
            conversation=talk,
            position=position,
            by_starter=position % 2 == 1,
            sender=talk.starter if position % 2 else talk.owner,
            text=f"Nummer {position}.",
        )
        for position in range(talk.last_position + 1, number + 1)
    )
    Conversation.objects.filter(pk=talk.pk).update(last_position=number)
    talk.refresh_from_db()


def test_one_writes_the_other_answers_and_both_read(
    entry: Entry, member: User, other_member: User, signed_in: SignedIn
) -> None:
    asking, owning = signed_in(other_member), signed_in(member)
    page = asking.get(write_url(entry)).content.decode()
    assert member.display_name in page
    sent = asking.post(write_url(entry), sheet("Wann <b>passt</b> es?"))
    talk = Conversation.objects.get()
    assert sent["Location"] == f"/nachrichten/{talk.pk}/?seite=1#nachricht-1"
    assert "Wann &lt;b&gt;passt&lt;/b&gt; es?" in asking.get(sent["Location"]).content.decode()

    inbox = owning.get(INBOX).content.decode()
    assert "1 neu" in inbox
    assert other_member.display_name in inbox
    assert "1 neu" in owning.get(reverse("contribute:mine")).content.decode()
    assert "Nachricht 1, von " in owning.get(talk.get_absolute_url()).content.decode()
    assert "1 neu" not in owning.get(INBOX).content.decode()
    assert owning.post(talk.get_absolute_url(), sheet("Morgen um zehn.")).status_code == 302
    assert "1 neu" in asking.get(INBOX).content.decode()
    page = asking.get(talk.get_absolute_url()).content.decode()
    assert "Morgen um zehn." in page
    assert "Neu seit Ihrem letzten Besuch" in page
    assert asking.get(write_url(entry))["Location"] == talk.get_absolute_url()


def test_no_page_and_no_mail_holds_the_address_of_the_other_side(
    entry: Entry, member: User, signed_in: SignedIn
) -> None:
    for person in (UserFactory(), UserFactory(first_name="", last_name="", email="qx7@stadt.example")):
        talk = ConversationFactory(entry=entry, starter=person)
        reply_in(talk, member)
        for reader, other in ((person, member), (member, person)):
            client = signed_in(reader)
            for path in (INBOX, talk.get_absolute_url(), write_url(entry)):
                page = client.get(path, follow=True).content.decode()
                assert other.email not in page, path
                assert other.phone not in page, path
                if not other.first_name:
                    assert ">QX<" not in page, "letters of an address"


def test_what_was_typed_comes_back_whatever_is_wrong(
    entry: Entry, other_member: User, signed_in: SignedIn, settings: Any
) -> None:
    client = signed_in(other_member)
    answer = client.post(write_url(entry), sheet(" \u202e\r\n "))
    assert answer.status_code == 422
    assert "Bitte schreiben Sie etwas." in answer.content.decode()
    long = "Wort " * 2000
    answer = client.post(write_url(entry), sheet(long))
    assert answer.status_code == 422
    assert long.strip() in answer.content.decode()

    settings.RELAY_MESSAGES_A_DAY = 1
    assert client.post(write_url(entry), sheet("Eins")).status_code == 302
    answer = client.post(Conversation.objects.get().get_absolute_url(), sheet("Zwei"))
    assert (answer.status_code, 23 * 3600 < int(answer["Retry-After"]) <= 24 * 3600) == (429, True)
    assert "Zwei</textarea>" in answer.content.decode()
    assert "In etwa 24 Std." in answer.content.decode()
    settings.RELAY_CONVERSATIONS_A_DAY = 1
    answer = client.post(write_url(entry_of(ListingFactory())), sheet("Drei"))
    assert answer.status_code == 429
    assert "Drei</textarea>" in answer.content.decode()


def test_who_writes_without_a_pause_is_asked_to_wait_and_loses_nothing(
    entry: Entry, other_member: User, signed_in: SignedIn
) -> None:
    client, talk = signed_in(other_member), ConversationFactory(entry=entry, starter=other_member)
    path = talk.get_absolute_url()
    statuses = [client.post(path, sheet(f"Nummer {number}")).status_code for number in range(15)]
    assert set(statuses) == {302}
    answer = client.post(path, sheet("Eine zu viel"))
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Eine zu viel</textarea>" in answer.content.decode()
    assert Message.objects.count() == 16
    assert Mail.objects.count() == 16


def test_a_click_too_many_makes_one_message(entry: Entry, other_member: User, signed_in: SignedIn) -> None:
    client, data = signed_in(other_member), sheet("Einmal")
    places = {client.post(write_url(entry), data)["Location"] for _ in range(3)}
    assert (len(places), Message.objects.count()) == (1, 1)
    talk, data = Conversation.objects.get(), sheet("Noch einmal")
    places = {client.post(talk.get_absolute_url(), data)["Location"] for _ in range(3)}
    assert (len(places), Message.objects.count()) == (1, 2)
    client.post(talk.get_absolute_url(), data | {"text": "Nach dem Zurückgehen geändert"})
    assert talk.messages.get(position=3).text == "Nach dem Zurückgehen geändert"


def test_the_page_of_an_entry_offers_the_form_to_everybody_but_its_author(
    member: User, other_member: User, signed_in: SignedIn
) -> None:
    listing = ListingFactory(author=member)
    entry = entry_of(listing)
    path = listing.get_absolute_url()
    page = signed_in(other_member).get(path).content.decode()
    assert f'action="{write_url(entry)}"' in page
    assert "Hier schreiben Ihnen andere" in signed_in(member).get(path).content.decode()
    ConversationFactory(entry=entry, starter=other_member)
    assert "Sie schreiben sich dazu schon." in signed_in(other_member).get(path).content.decode()
    User.objects.filter(pk=member.pk).update(is_active=False)
    page = signed_in(UserFactory()).get(path).content.decode()
    assert f'action="{write_url(entry)}"' not in page
    assert cost(signed_in(UserFactory()), path) <= 16


def test_a_page_of_a_kind_that_takes_no_messages_offers_nothing(
    member: User, other_member: User, signed_in: SignedIn
) -> None:
    proposal = TopicProposalFactory(owner=member)
    client, path = signed_in(other_member), proposal.get_absolute_url()
    assert "nachricht" not in client.get(path).content.decode().partition("<main")[2].partition("</main")[0].lower()
    assert client.get(write_url(entry_of(proposal))).status_code == 404


def test_inbox_and_conversation_cost_the_same_at_any_size(
    entry: Entry, member: User, other_member: User, signed_in: SignedIn
) -> None:
    talk, client = ConversationFactory(entry=entry, starter=other_member), signed_in(member)
    fill(talk, 20)
    path = talk.get_absolute_url()
    few = [cost(client, INBOX), cost(client, path)]
    fill(talk, 2_000)
    now, people = timezone.now(), [UserFactory() for _ in range(3)]
    Conversation.objects.bulk_create(
        Conversation(
            title=f"Nummer {number}",
            starter=people[number % 3],
            owner=member,
            last_position=1,
            last_message_at=now - timedelta(minutes=number),
        )
        for number in range(1, 500)
    )
    client.get(path)
    assert [cost(client, INBOX), cost(client, f"{path}?seite=50")] == few
    assert cost(client, f"{INBOX}?seite=3") == few[0]
    assert max(few) <= AT_MOST, few
    page = client.get(f"{path}?seite=100").content.decode()
    assert "Nummer 2000." in page
    assert "Nummer 1980." not in page


def test_a_long_conversation_opens_at_the_first_unread_message(
    entry: Entry, member: User, other_member: User, signed_in: SignedIn
) -> None:
    talk, client = ConversationFactory(entry=entry, starter=other_member), signed_in(member)
    fill(talk, 45)
    Conversation.objects.filter(pk=talk.pk).update(owner_read=22)
    page = client.get(talk.get_absolute_url()).content.decode()
    assert "Nummer 23." in page
    assert "Neu seit Ihrem letzten Besuch" in page
    assert Conversation.objects.get(pk=talk.pk).owner_read == 40, "what stands on the next page is still new"
    assert "Nummer 45." in client.get(talk.get_absolute_url()).content.decode()
    assert "Nummer 1." not in client.get(f"{talk.get_absolute_url()}?seite=99999").content.decode()


def test_strangers_get_nothing_by_any_number(
    entry: Entry, member: User, other_member: User, contact: User, editor: User, admin: User, signed_in: SignedIn
) -> None:
    """Changed numbers (A8): neither the other municipality nor colleagues, nor editors before a report."""
    talk = ConversationFactory(entry=entry, starter=other_member, text="Nur zwischen uns beiden.")
    path = talk.get_absolute_url()
    for stranger in (UserFactory(), UserFactory(municipality=other_member.municipality), contact, editor, admin):
        client = signed_in(stranger)
        assert client.get(path).status_code == 404
        assert client.post(path, sheet("Mitlesen")).status_code == 404
        assert "Nur zwischen" not in client.get(INBOX).content.decode()
        assert "Nur zwischen" not in client.get("/suche/?q=zwischen").content.decode()
        assert not Conversation.objects.visible_to(stranger).exists()
    assert Message.objects.count() == 1
    hidden = entry_of(ListingFactory())
    Entry.objects.filter(pk=hidden.pk).update(live=False)
    assert signed_in(UserFactory()).get(write_url(hidden)).status_code == 404


def test_editors_read_what_was_reported_and_write_nothing(
    entry: Entry, member: User, other_member: User, editor: User, signed_in: SignedIn
) -> None:
    talk = ConversationFactory(entry=entry, starter=other_member, text="Das war nicht nett.")
    message = talk.messages.get()
    ReportableMessage().note_reported(message.pk)
    client, path = signed_in(editor), talk.get_absolute_url()
    page = client.get(path).content.decode()
    assert "Das war nicht nett." in page
    assert "Sie lesen das als Redaktion" in page
    assert "<textarea" not in page
    assert client.post(path, sheet("Ermahnung")).status_code == 403
    assert "Das war nicht nett" not in client.get(INBOX).content.decode(), "the inbox is the editor's own"
    assert Conversation.objects.get(pk=talk.pk).owner_read == 0, "an editor who reads marks nothing as read"
    assert signed_in(UserFactory()).get(path).status_code == 404
    assert "Eine Nachricht wurde gemeldet." in signed_in(member).get(path).content.decode()
    ReportableMessage().hide(message.pk, editor)
    for side in (member, other_member):
        page = signed_in(side).get(path).content.decode()
        assert "Das war nicht nett." not in page
        assert "Diese Nachricht wurde von der Redaktion entfernt." in page
        assert "Das war nicht nett." not in signed_in(side).get(INBOX).content.decode()
    assert "Das war nicht nett." in client.get(path).content.decode()


def test_a_deactivated_person_reads_and_writes_nothing(entry: Entry, other_member: User, signed_in: SignedIn) -> None:
    talk, client = ConversationFactory(entry=entry, starter=other_member), signed_in(other_member)
    User.objects.filter(pk=other_member.pk).update(is_active=False)
    for answer in (client.get(talk.get_absolute_url()), client.post(talk.get_absolute_url(), sheet("Noch da?"))):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/anmelden/")
    assert Message.objects.count() == 1


def test_markup_stays_text_on_every_page(entry: Entry, member: User, signed_in: SignedIn) -> None:
    evil = '"><img src=x onerror=alert(1)></textarea><script>alert(1)</script>{{ 7*7 }}javascript:alert(1)'
    person = UserFactory(first_name="<svg onload=alert(1)>", last_name="<script>alert(2)</script>")
    talk = ConversationFactory(entry=entry, starter=person, text=evil)
    Conversation.objects.filter(pk=talk.pk).update(title=evil)
    for path in (INBOX, talk.get_absolute_url()):
        page = signed_in(member).get(path).content.decode()
        assert "<img src=x" not in page
        assert "<script>alert" not in page
        assert "<svg onload" not in page
        assert "{{ 7*7 }}" in page
    answer = signed_in(member).post(talk.get_absolute_url(), sheet(evil * 60))
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
