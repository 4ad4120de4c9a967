"""How somebody's contributions stand, gathered in a few queries."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, TaskState, WorkflowState

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
    has_open_changes: bool = False  # a newer version than the published one was saved and not handed in

    @property
    def can_change(self) -> bool:
        """Whether the front end has a form for it, and nothing is in the way at the moment."""
        return self.entry.kind in contributable_kinds() and self.entry.state != Entry.State.IN_REVIEW


@dataclass(frozen=True)
class Board:
    """Contributions of one person: those that wait for the person, and the others.

    For the contact of a municipality also what colleagues have not published yet.
    """

    waiting: list[Item]
    others: list[Item]
    of_colleagues: list[Entry]


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
    published = [entry.object_id for entry in entries if entry.state == Entry.State.PUBLISHED]
    changed = Page.objects.filter(pk__in=published, has_unpublished_changes=True)
    open_changes = set(changed.values_list("pk", flat=True)) if published else set()
    items = [
        _item(entry, newest.get(entry.object_id), has_open_changes=entry.object_id in open_changes) for entry in entries
    ]
    order = {str(state): number for number, state in enumerate(WAITING_FOR_AUTHOR)}
    waiting = sorted(
        (item for item in items if item.entry.state in order or item.has_open_changes),
        key=lambda item: order.get(item.entry.state, len(order)),
    )
    return Board(
        waiting=waiting,
        others=[item for item in items if item not in waiting],
        of_colleagues=_unpublished_of_colleagues(user),
    )


def _unpublished_of_colleagues(user: User) -> list[Entry]:
    if not user.is_municipality_contact or not user.municipality_id:
        return []
    entries = Entry.objects.visible_to(user).filter(live=False, municipality=user.municipality_id)
    return list(entries.exclude(author=user).for_rows().order_by("-updated_at"))


def request_of_editors(page: Page) -> TaskState | None:
    """Return what the editors asked for when they sent a page back, or None where nothing is open."""
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return None
    return state.current_task_state


def _item(entry: Entry, review: TaskState | None, *, has_open_changes: bool) -> Item:
    if review is not None and entry.state == Entry.State.CHANGES_REQUESTED:
        person = review.finished_by
        return Item(entry, review.comment, person.display_name if person else "", review.finished_at)
    if review is not None and entry.state == Entry.State.IN_REVIEW:
        return Item(entry, since=review.started_at)
    since = entry.published_at if entry.live else entry.updated_at
    return Item(entry, since=since, has_open_changes=has_open_changes)
