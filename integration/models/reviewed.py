"""How a contribution stands with the editors, whether it is a page or a snippet."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from wagtail.models import TaskState, WorkflowState

from integration.catalogue.models import Entry
from integration.catalogue.services import recorded_once

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Reviewed:
    """Reads the state from Wagtail's workflow; for models with `WorkflowMixin` and `DraftStateMixin`."""

    live: bool
    first_published_at: datetime | None
    last_published_at: datetime | None
    current_workflow_state: WorkflowState | None
    workflow_states: "QuerySet[WorkflowState]"
    archived_at: Any = None  # a column where things can be archived

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and record once everything is saved: the event comes before topics, tags and people are."""
        with recorded_once():
            super().save(*args, **kwargs)  # type: ignore[misc]

    def publish(self, *args: Any, **kwargs: Any) -> None:
        """Publish a version, and record once: saving and publishing are two events."""
        with recorded_once():
            super().publish(*args, **kwargs)  # type: ignore[misc]

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Take back what is published, and record once."""
        with recorded_once():
            super().unpublish(*args, **kwargs)  # type: ignore[misc]

    def review_state(self) -> str:
        """Return the state of the contribution in the words of `Entry.State`."""
        active = self.current_workflow_state
        if active is not None:
            needs_changes = active.status == WorkflowState.STATUS_NEEDS_CHANGES
            return Entry.State.CHANGES_REQUESTED if needs_changes else Entry.State.IN_REVIEW
        if self.live:
            return Entry.State.PUBLISHED
        last = self.workflow_states.select_related("current_task_state").order_by("-created_at", "-pk").first()
        if self.archived_at is not None and (last is None or last.created_at <= self.archived_at):
            return Entry.State.ARCHIVED
        if self.was_declined(last):
            return Entry.State.DECLINED
        withdrawn = self.first_published_at or (last and last.status == WorkflowState.STATUS_CANCELLED)
        return Entry.State.WITHDRAWN if withdrawn else Entry.State.DRAFT

    def was_declined(self, last: WorkflowState | None) -> bool:
        """Return whether the editors ended this last review for good, and nothing was published since.

        They leave a comment at the task that they cancel; who takes a contribution back does not.
        """
        if last is None or last.status != WorkflowState.STATUS_CANCELLED:
            return False
        return is_refusal(last.current_task_state, self.last_published_at)


def is_refusal(task: TaskState | None, published_at: datetime | None) -> bool:
    """Return whether the editors declined with this step what was handed in, and nothing was published since."""
    if task is None or task.status != TaskState.STATUS_CANCELLED or not task.comment or task.finished_at is None:
        return False
    return published_at is None or task.finished_at > published_at
