"""A person who is forgotten leaves no trace; what the other side wrote stays with the other side (F2)."""

from typing import Any

import pytest
from django.core import serializers

from integration.catalogue.models import Entry
from integration.members.models import User
from integration.notifications.models import Message as Mail
from integration.relay.anonymise import forget_person
from integration.relay.models import Conversation, Message
from tests.factories import UserFactory
from tests.factories.relay import ConversationFactory, reply_in

pytestmark = pytest.mark.django_db

CANARY = "Zwirbelnachtigall"


def everything() -> str:
    """Return all that the database holds of messages and their mails."""
    rows = [*Conversation.objects.all(), *Message.objects.all(), *Mail.objects.all()]
    return serializers.serialize("json", rows)


def test_who_is_forgotten_is_gone_from_messages_and_mails_and_the_rest_stays_readable(
    entry: Entry, member: User, signed_in: Any
) -> None:
    leaving = UserFactory(first_name=CANARY, last_name=CANARY, email=f"{CANARY.lower()}@stadt.example")
    talk = ConversationFactory(entry=entry, starter=leaving, text=f"Rufen Sie mich an. {CANARY}")
    reply_in(talk, member, "Das mache ich gern.")
    other = ConversationFactory(entry=entry)
    forget_person(leaving)
    assert CANARY.lower() not in everything().lower()
    assert f'"sender": {leaving.pk}' not in everything()
    talk.refresh_from_db()
    assert (talk.starter, talk.owner) == (None, member)
    page = signed_in(member).get(talk.get_absolute_url()).content.decode()
    assert "Ehemaliges Mitglied" in page
    assert "Das mache ich gern." in page
    assert "Dieser Text wurde mit dem Konto der Person gelöscht" in page
    assert "Eine Seite ist nicht mehr im Portal." in page
    assert "Ehemaliges Mitglied" in signed_in(member).get("/nachrichten/").content.decode()
    assert Mail.objects.filter(recipient=member.email).count() == 1, "mails of others stay"
    forget_person(member)
    assert list(Conversation.objects.all()) == [other]
    assert other.messages.get().text
