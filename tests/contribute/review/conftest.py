"""A contribution that waits, and how an editor decides."""

from collections.abc import Callable

import pytest
from wagtail.models import WorkflowState

from integration.contribute.services import submit
from integration.members.models import User
from integration.models import ProjectPage
from tests.factories import ProjectPageFactory, draft


@pytest.fixture
def waiting(member: User) -> ProjectPage:
    """A project that the member handed in."""
    page = draft(ProjectPageFactory, title="Fahrradkurs", owner=member)
    submit(page=page, user=member)
    page.refresh_from_db()
    return page


@pytest.fixture
def decide() -> Callable[..., None]:
    """`decide(page, editor, "approve")` does what the decision does, whatever page it comes from."""

    def act(page: ProjectPage, user: User, action: str, **values: object) -> None:
        state = WorkflowState.objects.active().for_instance(page).get()
        task_state = state.current_task_state
        task_state.task.specific.on_action(task_state, user, action, **values)

    return act
