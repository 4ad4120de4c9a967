"""What approval does. Imports no model: Wagtail loads this module while it defines its own."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from integration.members.models import User


def publish_reviewed_revision(workflow_state: "WorkflowState", user: "User | None" = None) -> None:
    """Publish the very revision that was reviewed; Wagtail's default would publish the latest, reviewed or not."""
    workflow_state.current_task_state.revision.publish(user=user, skip_permission_checks=True)
