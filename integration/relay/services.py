"""Writing messages, each in one transaction with its place, the marker of its writer and the mail to the other side.

Whoever writes locks the own account first, so that a day's limit holds however many requests come at once, then the
conversation, so that each message has a place of its own. Whether somebody may is decided before; see `permissions.py`.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from integration.catalogue.models import Entry
from integration.members.models import User
from integration.relay.endings import ending_of, is_done
from integration.relay.mails import tell_of_message
from integration.relay.models import TITLE_LENGTH, Conversation, Message, Side
from integration.relay.texts import clean_line, clean_text

DAY = timedelta(hours=24)


class EndedError(Exception):
    """Nobody can write there any more."""


class DailyLimitError(Exception):
    """This person has written as much as one person may in a day; `seconds` says when it goes on."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


@dataclass(frozen=True)
class Sent:
    """The message of a form, and whether this very call made it."""

    message: Message
    created: bool


def made_with(user: User, key: UUID) -> Message | None:
    """Return what was made of this person's form with this key."""
    return Message.objects.filter(sender=user, form_key=key).select_related("conversation").first()


@transaction.atomic
def start(*, entry: Entry, sender: User, text: str, form_key: UUID) -> Sent:
    """Write to the author of an entry; whoever has done so before goes on in the same conversation.

    Once for each key. Raises `EndedError`, `DailyLimitError`.
    """
    _lock_account(sender)
    earlier = made_with(sender, form_key)
    if earlier is not None:
        return Sent(earlier, created=False)
    owner = entry.author
    if owner is None or owner == sender or is_done(entry):
        raise EndedError
    conversation = Conversation.objects.filter(entry=entry, starter=sender, owner=owner).first()
    if conversation is None:
        _keep_to_the_day(sender, is_new=True)
        title = clean_line(entry.title)[:TITLE_LENGTH]
        conversation = Conversation.objects.create(entry=entry, title=title, starter=sender, owner=owner)
    return Sent(_write(conversation, sender, text, form_key), created=True)


@transaction.atomic
def reply(*, conversation: Conversation, sender: User, text: str, form_key: UUID) -> Sent:
    """Write in a conversation; once for each key. Raises `EndedError`, `DailyLimitError`."""
    _lock_account(sender)
    earlier = made_with(sender, form_key)
    if earlier is not None:
        return Sent(earlier, created=False)
    return Sent(_write(conversation, sender, text, form_key), created=True)


def _write(conversation: Conversation, sender: User, text: str, form_key: UUID) -> Message:
    locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
    side = locked.side_of(sender)
    if side is None or ending_of(locked) is not None:
        raise EndedError
    _keep_to_the_day(sender, is_new=False)
    message = Message.objects.create(
        conversation=locked,
        position=locked.last_position + 1,
        sender=sender,
        by_starter=side == Side.STARTER,
        text=clean_text(text),
        form_key=form_key,
    )
    locked.last_position, locked.last_message_at = message.position, message.created_at
    marker = f"{side}_read"  # whoever answers has read what stands above
    setattr(locked, marker, message.position)
    locked.save(update_fields=["last_position", "last_message_at", marker])
    tell_of_message(message=message)
    return message


def note_read(*, conversation: Conversation, user: User, position: int) -> None:
    """Remember how far a side has read; looking at an early page again takes nothing back."""
    side = conversation.side_of(user)
    if side is None:
        return
    marker = f"{side}_read"
    found = Conversation.objects.filter(pk=conversation.pk, **{f"{marker}__lt": position})
    found.filter(last_position__gte=position).update(**{marker: position})


def _lock_account(user: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _keep_to_the_day(user: User, *, is_new: bool) -> None:
    """Raise `DailyLimitError` where the day is used up; counted in the database, so for all workers alike."""
    since = timezone.now() - DAY
    if is_new:
        limit = settings.RELAY_CONVERSATIONS_A_DAY
        begun = Conversation.objects.filter(starter=user, created_at__gt=since).order_by("created_at")
        found = list(begun.values_list("created_at", flat=True))
    else:
        limit = settings.RELAY_MESSAGES_A_DAY
        written = Message.objects.filter(sender=user, created_at__gt=since).order_by("created_at")
        found = list(written.values_list("created_at", flat=True))
    if len(found) >= limit:
        # There is room again as soon as one of the last `limit` is a day old
        oldest = found[len(found) - limit] if limit > 0 else timezone.now()
        raise DailyLimitError(max(60, int((oldest + DAY - timezone.now()).total_seconds())))
