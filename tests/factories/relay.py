"""Conversations, written as people write them: `ConversationFactory(entry=…)`, `reply_in(conversation, person)`."""

import uuid
from typing import Any

import factory
from factory.django import DjangoModelFactory

from integration.catalogue.services import entry_of
from integration.members.models import User
from integration.relay.models import Conversation, Message
from integration.relay.services import reply, start
from tests.factories.marketplace import ListingFactory
from tests.factories.people import UserFactory


class ConversationFactory(DjangoModelFactory):
    """Begun by `starter` with `text`, about an `entry` whose author is the other side."""

    class Meta:
        model = Conversation

    entry = factory.LazyFunction(lambda: entry_of(ListingFactory()))
    starter = factory.SubFactory(UserFactory)
    text = "Guten Tag, ist das noch da?"

    @classmethod
    def _create(cls, model_class: type[Conversation], *args: Any, **kwargs: Any) -> Conversation:
        sent = start(
            entry=kwargs["entry"], sender=kwargs["starter"], text=kwargs["text"], form_key=uuid.uuid4()
        ).message
        return Conversation.objects.get(pk=sent.conversation_id)


def reply_in(conversation: Conversation, sender: User | None, text: str = "Ja, kommen Sie gern vorbei.") -> Message:
    """Have somebody answer in a conversation."""
    assert sender is not None
    return reply(conversation=conversation, sender=sender, text=text, form_key=uuid.uuid4()).message
