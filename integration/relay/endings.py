"""Why a conversation is over: it stays readable and says so, but nobody can write in it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from integration.catalogue.models import Entry
from integration.catalogue.phases import Phase
from integration.relay.models import Conversation


class Ending(TextChoices):
    """What both sides read in place of the form; it tells neither anything about the other's groups."""

    GONE = "gone", _("This conversation has ended: what it is about is not in the portal any more for both of you.")
    DONE = "done", _("This conversation has ended: what it is about is done.")
    LEFT = "left", _("This conversation has ended: one of you is not in the portal any more.")


def ending_of(conversation: Conversation) -> Ending | None:
    """Return why nobody can write in a conversation any more; None while both can."""
    starter, owner, entry = conversation.starter, conversation.owner, conversation.entry
    if starter is None or owner is None or not (starter.is_active and owner.is_active):
        return Ending.LEFT
    if entry is None or not entry.live:
        return Ending.GONE
    if entry.phase == Phase.COMPLETED:
        return Ending.DONE
    if entry.restricted:
        visible = (Entry.objects.visible_to(person).filter(pk=entry.pk).exists() for person in (starter, owner))
        return None if all(visible) else Ending.GONE
    return None


def is_done(entry: Entry) -> bool:
    """Return whether nobody needs to begin writing about something: it is over, done or not published."""
    return not entry.live or entry.is_over or entry.phase == Phase.COMPLETED
