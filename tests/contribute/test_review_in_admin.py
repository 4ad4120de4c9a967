"""The editors' decisions in the admin: on the version that they saw, and with a word where something should change."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.test.utils.form_data import querydict_from_html

from integration.contribute.models import EditorialReview
from integration.contribute.services import submit, withdraw
from integration.members.models import User
from integration.members.roles import Role
from integration.models import ProjectPage
from tests.factories import ProjectPageFactory, TopicProposalFactory, UserFactory, draft

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]  # Wagtail's editor opened for each
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


# Who comes too late

LATE = {
    "approve": "hat diesen Beitrag schon freigegeben. Ihre Entscheidung wurde nicht ausgeführt.",
    "reject": "hat schon um Änderungen gebeten. Ihre Entscheidung wurde nicht ausgeführt.",
    "decline": "hat diesen Beitrag schon abgelehnt. Ihre Entscheidung wurde nicht ausgeführt.",
    "withdraw": "Dieser Beitrag wurde zurückgezogen. Ihre Entscheidung wurde nicht ausgeführt.",
}
DIALOG = {"x-requested-with": "XMLHttpRequest"}


def end(page: ProjectPage, how: str, *, author: User, by: User) -> None:
    """Let the review end before the editor clicks."""
    if how == "withdraw":
        withdraw(page=page, user=author, was_published=False)
    else:
        task = reload(page).current_workflow_task_state
        task.task.specific.on_action(task, by, how, comment="" if how == "approve" else "Ein Wort.")


@pytest.mark.parametrize("how", LATE)
@pytest.mark.parametrize("click", ["approve", "reject", "decline"])
def test_who_decides_too_late_in_the_editor_reads_what_happened(
    click: str, how: str, waiting: ProjectPage, member: User, editor: User, signed_in: Callable[[User], Client]
) -> None:
    client, other = signed_in(editor), UserFactory(role=Role.EDITOR, first_name="Rita", last_name="Rasch")
    form = opened(client, waiting) | {
        "title": "Von mir verbessert",
        "action-workflow-action": "true",
        "workflow-action-name": click,
        "workflow-action-extra-data": '{"comment": "Mein langer Kommentar", "place": ""}',
    }
    end(waiting, how, author=member, by=other)
    before = reload(waiting)
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[waiting.pk]), form)
    content = answer.content.decode()
    assert answer.status_code == 409
    assert LATE[how] in content
    assert how == "withdraw" or "Rita Rasch" in content
    assert "Mein langer Kommentar</textarea>" in content
    after = reload(waiting)
    assert (after.latest_revision_id, after.review_state()) == (before.latest_revision_id, before.review_state())
    assert client.get(reverse("review:contribution", args=[WorkflowState.objects.get().pk])).status_code == 200


@pytest.mark.parametrize("name", ["workflow_action", "collect_workflow_action_data"])
@pytest.mark.parametrize("how", LATE)
def test_the_dialog_of_a_decision_that_is_over_says_what_happened(
    how: str, name: str, waiting: ProjectPage, member: User, editor: User, signed_in: Callable[[User], Client]
) -> None:
    url = reverse(f"wagtailadmin_pages:{name}", args=[waiting.pk, "reject", waiting.current_workflow_task_state.pk])
    client = signed_in(editor)
    end(waiting, how, author=member, by=UserFactory(role=Role.EDITOR))
    for answer in (client.get(url, headers=DIALOG), client.post(url, {"comment": "Schade drum"}, headers=DIALOG)):
        assert answer.status_code == 200
        assert LATE[how] in answer.json()["html"]
    assert "Schade drum</textarea>" in answer.json()["html"]
    answer = client.post(url, {"comment": "Schade drum"})
    assert answer.status_code == 409
    assert LATE[how] in answer.content.decode()


def test_a_dialog_from_before_the_author_handed_in_again_decides_nothing(
    waiting: ProjectPage, member: User, editor: User, signed_in: Callable[[User], Client]
) -> None:
    task = waiting.current_workflow_task_state
    end(waiting, "reject", author=member, by=editor)
    submit(page=reload(waiting), user=member)
    url = reverse("wagtailadmin_pages:workflow_action", args=[waiting.pk, "decline", task.pk])
    answer = signed_in(editor).post(url, {"comment": "Nein"}, headers=DIALOG)
    assert "Dieser Beitrag wurde inzwischen neu eingereicht." in answer.json()["html"]
    assert reload(waiting).review_state() == "in_review"


def test_a_decision_at_the_very_same_moment_is_told_too(
    waiting: ProjectPage, member: User, editor: User, signed_in: Callable[[User], Client], monkeypatch
) -> None:
    client, other = signed_in(editor), UserFactory(role=Role.EDITOR, first_name="Rita", last_name="Rasch")
    form, decide = opened(client, waiting) | APPROVE, EditorialReview.on_action

    def a_moment_later(task: EditorialReview, task_state: TaskState, user: User, action: str, **values: object) -> None:
        if user == editor:
            decide(task, TaskState.objects.get(pk=task_state.pk), other, "reject", comment="Ich war schneller.")
        decide(task, task_state, user, action, **values)

    monkeypatch.setattr(EditorialReview, "on_action", a_moment_later)
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[waiting.pk]), form)
    assert answer.status_code == 409
    assert f"Rita Rasch {LATE['reject']}" in answer.content.decode()
    assert not reload(waiting).live


def test_a_snippet_is_answered_for_in_the_same_words(
    member: User, editor: User, signed_in: Callable[[User], Client]
) -> None:
    proposal = TopicProposalFactory(owner=member, draft=True)
    proposal.get_workflow().start(proposal, member)
    proposal.refresh_from_db()
    task, urls = proposal.current_workflow_task_state, proposal.snippet_viewset
    task.task.specific.on_action(task, UserFactory(role=Role.EDITOR), "approve")
    client = signed_in(editor)
    url = reverse(urls.get_url_name("collect_workflow_action_data"), args=[proposal.pk, "reject", task.pk])
    assert LATE["approve"] in client.get(url, headers=DIALOG).json()["html"]
    answer = client.post(reverse(urls.get_url_name("edit"), args=[proposal.pk]), {"title": "Anders"} | APPROVE)
    assert answer.status_code == 409
    assert LATE["approve"] in answer.content.decode()


def test_what_never_was_in_review_cannot_be_decided(editor: User, signed_in: Callable[[User], Client]) -> None:
    page, client = draft(ProjectPageFactory, owner=editor), signed_in(editor)
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), opened(client, page) | APPROVE)
    assert answer.status_code == 409
    assert "Dieser Beitrag wartet nicht auf eine Entscheidung." in answer.content.decode()


def test_the_dialogs_tell_nothing_to_those_who_do_not_decide(
    waiting: ProjectPage, member: User, editor: User, signed_in: Callable[[User], Client]
) -> None:
    task = waiting.current_workflow_task_state
    end(waiting, "decline", author=member, by=editor)
    for name in ("workflow_action", "collect_workflow_action_data"):
        url = reverse(f"wagtailadmin_pages:{name}", args=[waiting.pk, "reject", task.pk])
        answer = signed_in(member).get(url)
        assert answer.status_code == 302
        assert editor.display_name not in answer.content.decode()
