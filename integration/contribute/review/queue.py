"""What waits for the editors: everything with a running review, whatever it is, and what was published at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from wagtail.models import TaskState, WorkflowState

from integration.contribute.models import EditorialReview, LaterReview
from integration.contribute.review.survey import Survey, survey
from integration.contribute.review.words import key_of, words_on
from integration.members.models import User

PAGE_SIZE = 25


@dataclass(frozen=True)
class Waiting:
    """One row of the queue."""

    state: WorkflowState
    survey: Survey
    kind_label: str
    author: User | None
    since: datetime
    is_change: bool
    is_again: bool  # the editors have said something to an earlier version

    @property
    def age(self) -> str:
        return age_of(self.since)


@dataclass(frozen=True)
class Published:
    """One row of what was published at once."""

    later: LaterReview
    survey: Survey
    kind_label: str

    @property
    def age(self) -> str:
        return age_of(self.later.published_at)


def age_of(moment: datetime) -> str:
    """Return since when something waits, in whole days as people count them."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    if days <= 0:
        return gettext("since today")
    if days == 1:
        return gettext("since yesterday")
    return ngettext("since %(days)d day", "since %(days)d days", days) % {"days": days}


def kind_label_of(model: type[Model]) -> str:
    """Return the kind as people see it, also for what is no kind of the catalogue."""
    return str(getattr(model, "kind_label", "") or capfirst(str(model._meta.verbose_name)))


def waiting_states() -> QuerySet[WorkflowState]:
    """Return every running editorial review, the one that waits longest first."""
    return WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        current_task_state__status=TaskState.STATUS_IN_PROGRESS,
        current_task_state__task__in=EditorialReview.objects.values("pk"),
    ).order_by("current_task_state__started_at", "pk")


def of_kind(states: QuerySet[WorkflowState], kind: str) -> QuerySet[WorkflowState]:
    """Return those of one kind, by the name of its model."""
    return states.filter(content_type__model=kind) if kind else states


def kinds_waiting() -> list[tuple[str, str, int]]:
    """Return (name of the model, label, how many) for every kind of which something waits."""
    counted = waiting_states().order_by().values_list("content_type").annotate(number=Count("pk"))
    found = []
    for pk, number in counted:
        content_type = ContentType.objects.get_for_id(pk)
        model = content_type.model_class()
        if model is not None:
            found.append((content_type.model, kind_label_of(model), number))
    return sorted(found, key=lambda kind: kind[1])


def rows(states: Iterable[WorkflowState]) -> list[Waiting]:
    """Return rows for these states; ask for them with `for_rows`."""
    known = []
    for state in states:
        model = ContentType.objects.get_for_id(state.content_type_id).model_class()
        if model is not None and state.content_object is not None:
            known.append((state, model, state.requested_by or getattr(state.content_object, "owner", None)))
    surveys = survey([(model, state.current_task_state.revision, author) for state, model, author in known])
    said = words_on([state for state, _model, _author in known])
    return [
        Waiting(
            state=state,
            survey=found,
            kind_label=kind_label_of(model),
            author=author,
            since=state.current_task_state.started_at,
            is_change=bool(getattr(state.content_object, "live", False)),
            is_again=bool(said.get(key_of(state))),
        )
        for (state, model, author), found in zip(known, surveys, strict=True)
    ]


def for_rows(states: QuerySet[WorkflowState]) -> QuerySet[WorkflowState]:
    """Return the states with all that a row shows, in a constant number of queries."""
    return states.select_related("requested_by", "current_task_state__revision").prefetch_related("content_object")


def published_rows() -> list[Published]:
    """Return what trusted people published and nobody looked at yet, the oldest first."""
    unseen = (
        LaterReview.objects.filter(seen_at=None).select_related("page", "revision", "user").order_by("published_at")
    )
    found = []
    for later in unseen[:PAGE_SIZE]:
        model = ContentType.objects.get_for_id(later.revision.content_type_id).model_class()
        if model is not None:
            found.append((later, model))
    surveys = survey([(model, later.revision, later.user) for later, model in found])
    return [
        Published(later, looked, kind_label_of(model)) for (later, model), looked in zip(found, surveys, strict=True)
    ]


def next_after(state: WorkflowState, kind: str = "") -> WorkflowState | None:
    """Return what waits next after this one, from the beginning again at the end; None where nothing else waits."""
    others = list(of_kind(waiting_states(), kind).exclude(pk=state.pk).select_related("current_task_state"))
    place = (state.current_task_state.started_at, state.pk) if state.current_task_state else None
    if place is not None:
        for other in others:
            if (other.current_task_state.started_at, other.pk) > place:
                return other
    return others[0] if others else None
