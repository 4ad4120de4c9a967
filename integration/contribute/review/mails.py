"""What the editors' decisions write beside Wagtail's own mails."""

from wagtail.models import Page, WorkflowState

from integration.members.models import User
from integration.notifications.models import Message
from integration.notifications.services import queue_message


def author_of(state: WorkflowState) -> User | None:
    """Return who handed the contribution in, else who owns it."""
    author: User | None = state.requested_by or getattr(state.content_object, "owner", None)
    return author


def tell_declined(*, state: WorkflowState, editor: User, comment: str) -> Message | None:
    """Write to the author that a contribution is not taken, and why; nobody is told of the own decision."""
    author = author_of(state)
    if author is None or author == editor or not author.is_active:
        return None
    thing = state.content_object
    return queue_message(
        recipient=author.email,
        user=author,
        template="contribution_declined",
        context={
            "title": thing.get_admin_display_title() if isinstance(thing, Page) else str(thing),
            "editor": editor.display_name,
            "comment": comment,
            "still_public": getattr(thing, "live", False),
        },
    )
