"""How somebody's contributions stand, gathered in a few queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import DraftStateMixin, Page, TaskState, WorkflowState

from integration.catalogue.contract import BegunForm, Contribution, OwnState
from integration.catalogue.models import Entry
from integration.catalogue.registry import contributable_kinds, kinds
from integration.contribute.life import ARCHIVED_FROM, can_be_handed_in
from integration.contribute.models import ChangeProposal, Draft, SkippedQuestion
from integration.contribute.questions import missing_fields, question_labels
from integration.members.models import User
from integration.models import ContributionPage
from integration.models.reviewed import is_refusal

State = Entry.State
WAITING_FOR_AUTHOR = (State.CHANGES_REQUESTED, State.DRAFT, State.WITHDRAWN, State.DECLINED)
ASKED_ABOUT = (State.DRAFT, State.CHANGES_REQUESTED, State.WITHDRAWN, State.PUBLISHED)
WITH_WORD = (State.CHANGES_REQUESTED, State.DECLINED)  # the editors say why
TAKEN_BACK_FROM = (State.IN_REVIEW, State.CHANGES_REQUESTED, State.PUBLISHED)


@dataclass(frozen=True)
class DraftItem:
    """A form that saved itself and became nothing yet, or changes that were not kept."""

    draft: Draft
    file_count: int
    file_name: str = ""  # of one of its files

    @property
    def title(self) -> str:
        """What tells it from the others: its title, else its link, else one of its files."""
        link = str((self.draft.data.get("link_url") or [""])[0])
        return self.draft.title.strip() or link or self.file_name or gettext("Untitled")

    @property
    def path(self) -> str:
        """Where it is written on."""
        return reverse("contribute:draft", args=[self.draft.key])

    @property
    def kind_label(self) -> str:
        kind = kinds().get(self.draft.kind)
        return str(kind.kind_label) if kind else ""


@dataclass(frozen=True)
class Item:
    """One contribution with the newest word of the editors on it, and since when it is with them."""

    entry: Entry
    comment: str = ""
    commented_by: str = ""
    since: datetime | None = None
    has_open_changes: bool = False  # a newer version than the published one was saved and is not with the editors
    change_declined: bool = False  # the editors did not take a newer version than the published one
    draft: DraftItem | None = None  # changes in the form that are not kept yet
    question: str = ""  # what is missing most, as the form calls it
    proposals: list[ChangeProposal] = field(default_factory=list)  # open ones, the oldest first
    own: OwnState | None = None  # of a kind that stands otherwise than a review says

    @property
    def unnamed(self) -> str:
        """What is said of its author, where nobody but the person and the editors may know who it is."""
        return "" if self.entry.author_id else gettext("without a name: only you and the editors know that it is yours")

    @property
    def kind(self) -> type[Contribution]:
        return kinds()[self.entry.kind]

    @property
    def is_page(self) -> bool:
        """Whether it is a page: other kinds are changed and taken back only."""
        return issubclass(self.kind, Page)

    @property
    def is_no_page(self) -> bool:
        """For templates, which cannot negate what they pass on."""
        return not self.is_page

    @property
    def path(self) -> str:
        """Where its title leads: to where its author goes on with it, else to how it looks."""
        if self.own is not None:
            return self.entry.url
        if self.draft is not None:
            return self.draft.path
        if self.waits and self.can_change:
            return self.entry.edit_url
        return self.entry.url if self.entry.live and not self.waits else self.entry.preview_url

    @property
    def mark(self) -> str:
        """What is said in place of the state, where the state alone would hide something."""
        if self.own is not None:
            return self.own.words
        if self.change_declined:
            return gettext("Your change was declined")
        return gettext("Published, changes not handed in yet") if self.has_open_changes else ""

    @property
    def look(self) -> str:
        """How the mark looks that is said in place of the state."""
        return self.own.look if self.own is not None else "todo"

    @property
    def is_put_away(self) -> bool:
        """Whether it stands at the end, below everything that still goes on."""
        if self.own is not None:
            return self.own.is_over
        return self.entry.state == State.ARCHIVED and not (self.draft or self.proposals)

    @property
    def since_marked(self) -> datetime | None:
        """Since when that is so; of changes that were not handed in it does not matter."""
        if self.own is not None:
            return None
        return self.since if self.change_declined or not self.has_open_changes else None

    @property
    def since_of_row(self) -> datetime | None:
        """Since when its state is so; the words of a state of its own say that themselves."""
        return self.since if self.own is None else None

    @property
    def has_form(self) -> bool:
        """Whether the front end has a form for it."""
        return self.entry.kind in contributable_kinds()

    @property
    def can_change(self) -> bool:
        """Whether the front end has a form for it, and nothing is in the way at the moment."""
        return self.has_form and self.entry.state != State.IN_REVIEW

    @property
    def can_hand_in(self) -> bool:
        """Whether the newest version can go to the editors as it is; changes in the form have to be kept first."""
        possible = can_be_handed_in(self.entry.state, has_open_changes=self.has_open_changes)
        return self.is_page and self.draft is None and possible

    @property
    def can_take_back(self) -> bool:
        return self.entry.state in TAKEN_BACK_FROM and bool(self.entry.withdraw_url)

    @property
    def can_archive(self) -> bool:
        return self.is_page and self.entry.state in ARCHIVED_FROM

    @property
    def can_discard(self) -> bool:
        """Whether it was never handed in, or is a newer version than the published one: nobody else would miss it."""
        return self.is_page and (self.entry.state == State.DRAFT or (self.has_open_changes and self.draft is None))

    @property
    def can_copy(self) -> bool:
        return self.is_page and self.has_form

    @property
    def says_next(self) -> bool:
        """Whether its row says what its state means; of all that is simply published or archived the heading does."""
        return self.entry.state not in (State.PUBLISHED, State.ARCHIVED) or self.has_open_changes

    @property
    def waits(self) -> bool:
        """Whether it is the author's turn."""
        if self.own is not None:
            return self.own.waits
        waiting = self.entry.state in WAITING_FOR_AUTHOR or self.has_open_changes
        return waiting or self.draft is not None or bool(self.proposals)

    @property
    def is_urgent(self) -> bool:
        """Whether somebody waits for the author: the editors, who said why, or who proposed a change."""
        return self.entry.state == State.CHANGES_REQUESTED or self.change_declined or bool(self.proposals)


@dataclass(frozen=True)
class Board:
    """Contributions of one person: those that wait for the person, those that do not, those put away.

    In each the newest first; before all others what somebody else wants an answer to.
    For the contact of a municipality also what colleagues have not published yet.
    """

    drafts: list[DraftItem]
    waiting: list[Item]
    others: list[Item]
    archived: list[Item]
    of_colleagues: list[Entry]
    begun: list[BegunForm]  # of kinds that keep their drafts themselves

    @property
    def urgent(self) -> list[Item]:
        """What stands before the forms that saved themselves."""
        return [item for item in self.waiting if item.is_urgent]

    @property
    def not_urgent(self) -> list[Item]:
        return [item for item in self.waiting if not item.is_urgent]

    @property
    def has_published(self) -> bool:
        return any(item.entry.state == State.PUBLISHED and item.own is None for item in self.others)

    @property
    def is_empty(self) -> bool:
        return not (self.drafts or self.begun or self.waiting or self.others or self.archived or self.of_colleagues)


def board_of(user: User) -> Board:
    """Return the person's contributions, each with what "Meine Beiträge" says of it."""
    unnamed = {name: numbers for name, kind in kinds().items() if (numbers := kind.unnamed_of(user))}
    own = Q(author=user)
    for name, numbers in unnamed.items():
        own |= Q(kind=name, object_id__in=numbers)
    entries = list(Entry.objects.visible_to(user).filter(own).order_by("-updated_at"))
    gathered = _Gathered(user, entries)
    items = [gathered.item(entry) for entry in entries]
    shown = [item for item in items if not item.is_put_away]
    return Board(
        drafts=gathered.new_drafts,
        waiting=sorted((item for item in shown if item.waits), key=lambda item: not item.is_urgent),
        others=[item for item in shown if not item.waits],
        archived=[item for item in items if item not in shown],
        of_colleagues=_unpublished_of_colleagues(user),
        begun=[form for kind in kinds().values() for form in kind.begun_by(user.pk)],
    )


def begun_by(user: User, most: int | None = None) -> list[DraftItem]:
    """Return the forms that became nothing yet, the newest first; no more than so many, where that is said."""
    return _draft_items(Draft.objects.filter(user=user, page=None, proposal=None), most)


def _draft_items(drafts: QuerySet[Draft], most: int | None = None) -> list[DraftItem]:
    files = Count("documents", distinct=True) + Count("images", distinct=True)
    name = Coalesce(Min("documents__title"), Min("images__title"), Value(""))
    drafts = drafts.annotate(file_count=files, file_name=name).order_by("-updated_at")
    return [DraftItem(draft, draft.file_count, draft.file_name) for draft in drafts[:most]]


class _Gathered:
    """What belongs to somebody's contributions, asked for once for all of them."""

    def __init__(self, user: User, entries: list[Entry]) -> None:
        self.user = user
        self.page_type = ContentType.objects.get_for_model(Page)
        pages = {entry.object_id: entry for entry in entries if issubclass(kinds()[entry.kind], Page)}
        self.reviews = self._newest_reviews(entries)
        self.open_changes = _open_changes_beside_pages(entries)
        self.stored: dict[int, dict[str, Any]] = {}
        self.archived_at: dict[int, datetime | None] = {}
        rows = ContributionPage.objects.filter(pk__in=pages).values_list(
            "pk", "has_unpublished_changes", "archived_at", "latest_revision__content"
        )
        for pk, has_unpublished_changes, archived_at, content in rows:
            self.archived_at[pk] = archived_at
            self.stored[pk] = content or {}
            if has_unpublished_changes:
                self.open_changes.add(pages[pk].pk)
        self.new_drafts: list[DraftItem] = []
        self.drafts: dict[int, DraftItem] = {}  # by the page that they change
        self.drafts_of_proposals: dict[int, DraftItem] = {}
        for item in _draft_items(Draft.objects.filter(user=user)):
            draft = item.draft
            if draft.page_id is not None:
                self.drafts[draft.page_id] = item
            elif draft.proposal_id is not None:
                self.drafts_of_proposals[draft.proposal_id] = item
            else:
                self.new_drafts.append(item)
        self.proposals: dict[int, list[ChangeProposal]] = defaultdict(list)
        open_ones = ChangeProposal.objects.filter(page__in=pages, state=ChangeProposal.State.OPEN)
        for proposal in open_ones.select_related("user__municipality").order_by("created_at"):
            self.proposals[proposal.page_id].append(proposal)
        self.skipped: dict[int, set[str]] = defaultdict(set)
        for pk, name in SkippedQuestion.objects.filter(user=user, page__in=pages).values_list("page_id", "field"):
            self.skipped[pk].add(name)
        self.labels: dict[str, dict[str, str]] = {}
        self.own_states = _own_states(entries)

    def _type_of(self, entry: Entry) -> int:
        """Return the content type under which Wagtail keeps the reviews of a contribution."""
        return self.page_type.pk if issubclass(kinds()[entry.kind], Page) else entry.content_type_id

    def _newest_reviews(self, entries: list[Entry]) -> dict[tuple[int, int], TaskState]:
        """Return the newest step of a review of everything that has one."""
        keys: dict[int, list[str]] = defaultdict(list)
        for entry in entries:
            keys[self._type_of(entry)].append(str(entry.object_id))
        which = Q(pk__in=())
        for content_type, object_ids in keys.items():
            which |= Q(workflow_state__base_content_type=content_type, workflow_state__object_id__in=object_ids)
        newest: dict[tuple[int, int], TaskState] = {}
        reviews = TaskState.objects.filter(which).select_related("workflow_state", "finished_by")
        for review in reviews.order_by("started_at", "pk"):
            state = review.workflow_state
            newest[state.base_content_type_id, int(state.object_id)] = review
        return newest

    def item(self, entry: Entry) -> Item:
        """Return the entry with everything that belongs to it."""
        pk = entry.object_id if issubclass(kinds()[entry.kind], Page) else 0
        review = self.reviews.get((self._type_of(entry), entry.object_id))
        comment, commented_by = "", ""
        since = entry.published_at if entry.live else entry.updated_at
        has_open_changes = entry.state == State.PUBLISHED and entry.pk in self.open_changes
        change_declined = has_open_changes and is_refusal(review, entry.updated_at)
        if review is not None and (entry.state in WITH_WORD or change_declined):
            comment, since = review.comment, review.finished_at
            commented_by = review.finished_by.display_name if review.finished_by else ""
        elif review is not None and entry.state == State.IN_REVIEW:
            since = review.started_at
        elif entry.state == State.ARCHIVED:
            since = self.archived_at.get(pk)
        return Item(
            entry,
            comment=comment,
            commented_by=commented_by,
            since=since,
            has_open_changes=has_open_changes,
            change_declined=change_declined,
            draft=self.drafts.get(pk) if pk else self.drafts_of_proposals.get(entry.object_id),
            question=self._question(entry),
            proposals=self.proposals.get(pk, []),
            own=self.own_states.get(entry.pk),
        )

    def _question(self, entry: Entry) -> str:
        kind = contributable_kinds().get(entry.kind)
        if kind is None or not issubclass(kind, Page) or entry.state not in ASKED_ABOUT:
            return ""
        if entry.object_id in self.drafts:
            return ""
        if entry.kind not in self.labels:
            self.labels[entry.kind] = question_labels(kind, self.user)
        labels = self.labels[entry.kind]
        missing = missing_fields(kind, self.stored.get(entry.object_id, {}), self.skipped[entry.object_id])
        return next((labels[name] for name in missing if name in labels), "")


def _open_changes_beside_pages(entries: list[Entry]) -> set[int]:
    """Return the entries of published things that are no pages and have a newer version: one query for each kind."""
    found: set[int] = set()
    of_kind: dict[str, dict[int, int]] = defaultdict(dict)
    for entry in entries:
        kind = kinds()[entry.kind]
        if issubclass(kind, DraftStateMixin) and not issubclass(kind, Page):
            of_kind[entry.kind][entry.object_id] = entry.pk
    for name, numbers in of_kind.items():
        model: Any = kinds()[name]
        changed = model.objects.filter(pk__in=numbers, has_unpublished_changes=True)
        found |= {numbers[pk] for pk in changed.values_list("pk", flat=True)}
    return found


def _own_states(entries: list[Entry]) -> dict[int, OwnState]:
    """Return how those stand whose kind has states of its own, by their entries: one query for each such kind."""
    of_kind: dict[str, dict[int, int]] = defaultdict(dict)
    for entry in entries:
        of_kind[entry.kind][entry.object_id] = entry.pk
    return {
        numbers[pk]: own
        for name, numbers in of_kind.items()
        for pk, own in kinds()[name].own_states(list(numbers)).items()
    }


def _unpublished_of_colleagues(user: User) -> list[Entry]:
    entries = Entry.objects.unpublished_of_colleagues(user)
    return list(entries.select_related("author").order_by("-updated_at"))


def request_of_editors(page: Page) -> TaskState | None:
    """Return what the editors asked for when they sent a page back, or None where nothing is open."""
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return None
    return state.current_task_state


def word_of_editors(page: Page) -> TaskState | None:
    """Return what the editors said when they sent a page back or declined it, where that is how it stands."""
    asked = request_of_editors(page)
    if asked is not None:
        return asked
    last = page.workflow_states.select_related("current_task_state").order_by("-created_at", "-pk").first()
    return last.current_task_state if last is not None and page.specific.was_declined(last) else None
