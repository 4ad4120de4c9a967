"""What the preview of an own contribution offers first."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import WorkflowState

from integration.contribute.services import submit
from integration.members.models import User
from integration.models import ProjectPage
from tests.factories import ProjectPageFactory, draft

pytestmark = pytest.mark.django_db
PRIMARY = '<a class="kern-btn kern-btn--primary" href="{}"'
SECONDARY = '<a class="kern-btn kern-btn--secondary" href="{}"'


def bar_of(page: ProjectPage, client: Client) -> str:
    return client.get(reverse("contribute:preview", args=[page.pk])).content.decode()


@pytest.mark.parametrize("action", ["decline", "reject"])
def test_after_the_editors_said_something_writing_on_comes_before_handing_in(
    action: str, member: User, editor: User, signed_in: Callable[[User], Client]
) -> None:
    page = draft(ProjectPageFactory, owner=member)
    submit(page=page, user=member)
    step = WorkflowState.objects.active().for_instance(page).get().current_task_state
    step.task.specific.on_action(step, editor, action, comment="Bitte das Datum.")
    bar = bar_of(page, signed_in(member))
    edit = bar.index(PRIMARY.format(reverse("contribute:edit", args=[page.pk])))
    assert edit < bar.index(SECONDARY.format(reverse("contribute:submit", args=[page.pk])))


def test_a_draft_is_offered_to_be_handed_in_first(member: User, signed_in: Callable[[User], Client]) -> None:
    page = draft(ProjectPageFactory, owner=member)
    bar = bar_of(page, signed_in(member))
    submit_at = bar.index(PRIMARY.format(reverse("contribute:submit", args=[page.pk])))
    assert submit_at < bar.index(SECONDARY.format(reverse("contribute:edit", args=[page.pk])))
