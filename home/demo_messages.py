"""The messages of the demo: written as people write them, then set back to the days on which they were."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from integration.catalogue.models import Entry
from integration.catalogue.registry import kinds
from integration.members.models import User
from integration.relay.models import Conversation, Message
from integration.relay.services import note_read, reply, start


def load_conversations(specs: Iterable[dict[str, Any]], users: dict[str, User]) -> list[Conversation]:
    """Write each conversation about the entry that its spec names by kind and title.

    A portal without that kind goes without. Raises `LookupError` for a title that nothing has.
    """
    return [_load(spec, users) for spec in specs if spec["kind"] in kinds()]


def _load(spec: dict[str, Any], users: dict[str, User]) -> Conversation:
    entry = Entry.objects.filter(kind=spec["kind"], title=spec["title"], live=True).select_related("author").first()
    if entry is None or entry.author is None:
        raise LookupError(f"conversations.json: there is no {spec['kind']} called “{spec['title']}”")
    sides = {"starter": users[spec["starter"]], "owner": entry.author}
    first, *others = spec["messages"]
    sent = start(entry=entry, sender=sides["starter"], text=first["text"], form_key=uuid4()).message
    written = [sent]
    for item in others:
        answer = reply(conversation=sent.conversation, sender=sides[item["by"]], text=item["text"], form_key=uuid4())
        written.append(answer.message)
    for place, (message, item) in enumerate(zip(written, spec["messages"], strict=True)):
        at = (
            timezone.now().replace(hour=8, minute=12) - timedelta(days=item["days_ago"]) + timedelta(minutes=47 * place)
        )
        Message.objects.filter(pk=message.pk).update(created_at=at)
        moments = {"last_message_at": at} | ({} if place else {"created_at": at})
        Conversation.objects.filter(pk=sent.conversation_id).update(**moments)
    talk = Conversation.objects.get(pk=sent.conversation_id)
    if not spec["is_new"]:
        for person in sides.values():
            note_read(conversation=talk, user=person, position=talk.last_position)
    return talk


def remove_conversations() -> None:
    """Remove every conversation with its messages."""
    Conversation.objects.all().delete()
