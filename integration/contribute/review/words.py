"""What the editors said to what was handed in before: a second look begins with it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from wagtail.models import Revision, TaskState, WorkflowState

from integration.members.models import User


@dataclass(frozen=True)
class Word:
    """What an editor said when sending a contribution back or declining it."""

    step: TaskState

    @property
    def comment(self) -> str:
        return str(self.step.comment)

    @property
    def editor(self) -> User | None:
        editor: User | None = self.step.finished_by
        return editor

    @property
    def said_at(self) -> datetime | None:
        moment: datetime | None = self.step.finished_at
        return moment

    @property
    def revision(self) -> Revision | None:
        """The version on which it was said."""
        return self.step.revision

    @property
    def is_refusal(self) -> bool:
        return bool(self.step.status == TaskState.STATUS_CANCELLED)


Key = tuple[int, str]


def key_of(state: WorkflowState) -> Key:
    """Return by what Wagtail knows the thing under review."""
    return state.base_content_type_id, state.object_id


def words_on(states: Sequence[WorkflowState]) -> dict[Key, list[Word]]:
    """Return what was said on each of these since it was last released, the newest first; one query for all."""
    wanted = Q(pk__in=())
    ids: dict[int, list[str]] = defaultdict(list)
    for state in states:
        ids[state.base_content_type_id].append(state.object_id)
    for content_type, object_ids in ids.items():
        wanted |= Q(workflow_state__base_content_type=content_type, workflow_state__object_id__in=object_ids)
    finished = (TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED, TaskState.STATUS_CANCELLED)
    steps = TaskState.objects.filter(wanted, status__in=finished)
    found: dict[Key, list[Word]] = defaultdict(list)
    for step in steps.select_related("workflow_state", "finished_by").order_by("finished_at", "pk"):
        key = key_of(step.workflow_state)
        if step.status == TaskState.STATUS_APPROVED:
            found[key] = []
        elif step.comment:  # who takes something back says nothing
            found[key].insert(0, Word(step))
    return dict(found)
