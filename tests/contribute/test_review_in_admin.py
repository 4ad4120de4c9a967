"""The editors' decisions in the admin: on the version that they saw, and with a word where something should change."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState
from wagtail.test.utils.form_data import querydict_from_html

from integration.contribute.services import submit, withdraw
from integration.members.models import User
from integration.models import ProjectPage
from tests.factories import ProjectPageFactory, draft

pytestmark = pytest.mark.django_db
APPROVE = {"action-workflow-action": "1", "workflow-action-name": "approve"}


@pytest.fixture
def waiting(member: User) -> ProjectPage:
    page = draft(ProjectPageFactory, title="Erste Fassung", owner=member)
    submit(page=page, user=member)
    page.refresh_from_db()
    return page


def opened(client: Client, page: ProjectPage) -> dict[str, str]:
    """Return the fields of the editor as it is opened now."""
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    return querydict_from_html(html, form_id="page-edit-form").dict() | {"body-count": "0"}


def reload(page: ProjectPage) -> ProjectPage:
    return ProjectPage.objects.get(pk=page.pk)


@pytest.mark.parametrize("decision", [APPROVE, {"action-publish": "1"}])
def test_a_form_opened_before_a_newer_version_decides_nothing(
    decision: dict[str, str], waiting: ProjectPage, member: User, editor: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(editor)
    stale = opened(client, waiting)
    withdraw(page=waiting, user=member, was_published=False)
    changed = reload(waiting)
    changed.title = "Zweite Fassung"
    changed.save_revision(user=member)
    submit(page=changed, user=member)

    answer = client.post(reverse("wagtailadmin_pages:edit", args=[waiting.pk]), stale | decision)

    assert answer.status_code == 409
    assert "Es wurde nichts freigegeben." in answer.content.decode()
    after = reload(waiting)
    assert not after.live
    assert after.get_latest_revision_as_object().title == "Zweite Fassung"
    assert after.current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS


def test_a_form_with_the_newest_version_decides(
    waiting: ProjectPage, editor: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(editor)
    client.post(reverse("wagtailadmin_pages:edit", args=[waiting.pk]), opened(client, waiting) | APPROVE)
    assert reload(waiting).live


def test_asking_for_changes_takes_a_comment(
    waiting: ProjectPage, editor: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(editor)
    task = waiting.current_workflow_task_state
    for name in ("workflow_action", "collect_workflow_action_data"):
        url = reverse(f"wagtailadmin_pages:{name}", args=[waiting.pk, "reject", task.pk])
        answer = client.post(url, {"comment": "  "}, headers={"x-requested-with": "XMLHttpRequest"})
        assert "Bitte schreiben Sie, was anders sein soll." in answer.json()["html"]
        assert reload(waiting).current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS
    url = reverse("wagtailadmin_pages:workflow_action", args=[waiting.pk, "reject", task.pk])
    client.post(url, {"comment": "Bitte das Datum."}, headers={"x-requested-with": "XMLHttpRequest"})
    assert TaskState.objects.get(pk=task.pk).status == TaskState.STATUS_REJECTED


def test_approving_takes_no_comment(waiting: ProjectPage, editor: User, signed_in: Callable[[User], Client]) -> None:
    task = waiting.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[waiting.pk, "approve", task.pk])
    signed_in(editor).post(url, {"comment": ""})
    assert Page.objects.get(pk=waiting.pk).live


def test_during_a_review_the_button_releases_and_nothing_leads_past_it(
    waiting: ProjectPage, editor: User, signed_in: Callable[[User], Client]
) -> None:
    html = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[waiting.pk])).content.decode()
    menu = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[waiting.pk])).context["action_menu"]
    assert menu.default_item.name == "approve"
    assert [item.name for item in menu.menu_items][:2] == ["reject", "decline"]
    for name in ("action-publish", "action-cancel-workflow", "action-restart-workflow"):
        assert f'name="{name}"' not in html
    assert "Freigeben" in html


def test_without_a_review_editors_publish_as_ever(editor: User, signed_in: Callable[[User], Client]) -> None:
    page = draft(ProjectPageFactory, title="Ohne Prüfung", owner=editor)
    html = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'name="action-publish"' in html


def test_publishing_past_a_running_review_is_refused(
    waiting: ProjectPage, editor: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(editor)
    url = reverse("wagtailadmin_pages:edit", args=[waiting.pk])
    answer = client.post(url, opened(client, waiting) | {"action-publish": "1"})
    assert answer.status_code == 409
    assert "Dieser Beitrag ist in Prüfung" in answer.content.decode()
    assert not reload(waiting).live


@pytest.mark.parametrize("name", ["reject", "decline"])
@pytest.mark.parametrize(
    "extra", ["", "{}", '{"comment": " "}', '{"comment": null}', "kaputt", "[]", '{"comment": "", "place": "text"}']
)
def test_a_hand_made_decision_without_a_word_is_refused(
    name: str, extra: str, waiting: ProjectPage, editor: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(editor)
    made = {"action-workflow-action": "1", "workflow-action-name": name, "workflow-action-extra-data": extra}
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[waiting.pk]), opened(client, waiting) | made)
    assert answer.status_code == 422
    assert reload(waiting).current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS
    assert reload(waiting).latest_revision_id == waiting.latest_revision_id


def test_declining_works_from_the_editor_too(
    waiting: ProjectPage, editor: User, signed_in: Callable[[User], Client]
) -> None:
    task = waiting.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[waiting.pk, "decline", task.pk])
    signed_in(editor).post(url, {"comment": "Das ist Werbung."})
    assert reload(waiting).review_state() == "declined"
