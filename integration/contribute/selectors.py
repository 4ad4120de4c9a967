"""How somebody's contributions stand, gathered in a few queries."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, TaskState

from integration.catalogue.models import Entry
from integration.catalogue.registry import contributable_kinds
from integration.members.models import User

WAITING_FOR_AUTHOR = (Entry.State.CHANGES_REQUESTED, Entry.State.DRAFT, Entry.State.WITHDRAWN)


@dataclass(frozen=True)
class Item:
    """One contribution with the newest word of the editors on it, and since when it is with them."""

    entry: Entry
    comment: str = ""
    commented_by: str = ""
    since: datetime | None = None

    @property
    def can_change(self) -> bool:
        """Whether the front end has a form for it, and nothing is in the way at the moment."""
        return self.entry.kind in contributable_kinds() and self.entry.state != Entry.State.IN_REVIEW


@dataclass(frozen=True)
class Board:
    """Contributions of one person: those that wait for the person, and the others."""

    waiting: list[Item]
    others: list[Item]


def board_of(user: User) -> Board:
    """Return the person's contributions, each with what "Meine Beiträge" says of it."""
    entries = list(Entry.objects.visible_to(user).written_by(user).for_rows().order_by("-updated_at"))
    newest: dict[int, TaskState] = {}
    reviews = TaskState.objects.filter(
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
        workflow_state__object_id__in=[str(entry.object_id) for entry in entries],
    )
    for review in reviews.select_related("workflow_state", "finished_by").order_by("started_at"):
        newest[int(review.workflow_state.object_id)] = review
    items = [_item(entry, newest.get(entry.object_id)) for entry in entries]
    order = {str(state): number for number, state in enumerate(WAITING_FOR_AUTHOR)}
    waiting = sorted((i for i in items if i.entry.state in order), key=lambda i: order[i.entry.state])
    return Board(waiting=waiting, others=[i for i in items if i.entry.state not in order])


def _item(entry: Entry, review: TaskState | None) -> Item:
    if review is not None and entry.state == Entry.State.CHANGES_REQUESTED:
        person = review.finished_by
        return Item(entry, review.comment, person.display_name if person else "", review.finished_at)
    if review is not None and entry.state == Entry.State.IN_REVIEW:
        return Item(entry, since=review.started_at)
    return Item(entry, since=entry.published_at if entry.live else entry.updated_at)
