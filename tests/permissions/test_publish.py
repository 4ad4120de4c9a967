"""Who may publish and decide: editors in the admin. No hand-made request of a contributor does either (A9)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry, WorkflowState

from integration.contribute.proposals import hand_in_proposal
from integration.contribute.services import submit
from integration.members.models import User
from integration.models import ContributionPage, ProjectPage, TopicProposal
from tests.factories import ProjectPageFactory, draft

pytestmark = pytest.mark.django_db
CONTRIBUTORS = ["member", "colleague", "other_member", "contact"]


@pytest.fixture
def waiting(member: User) -> ContributionPage:
    """A contribution of `member` that the editors have before them."""
    page = draft(ProjectPageFactory, title="Wartet", owner=member)
    submit(page=page, user=member)
    page.refresh_from_db()
    return page


def attempts(page: ContributionPage) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every address at which somebody could try to publish or decide, with a form that would do it."""
    task = page.current_workflow_task_state
    whole = {"title": page.title, "slug": page.slug, "body-count": 0, "comment": "Von mir aus"}
    for action in ("approve", "reject"):
        yield reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, task.pk]), whole
        yield reverse("wagtailadmin_pages:collect_workflow_action_data", args=[page.pk, action, task.pk]), whole
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for action in ("action-publish", "action-submit", "action-restart-workflow", "action-cancel-workflow"):
        yield edit, whole | {action: "1"}
    yield edit, whole | {"action-workflow-action": "1", "workflow-action-name": "approve"}
    yield reverse("wagtailadmin_pages:confirm_workflow_cancellation", args=[page.pk]), whole
    yield reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, page.latest_revision_id]), whole
    yield reverse("wagtailadmin_pages:lock", args=[page.pk]), {}
    yield reverse("wagtailadmin_pages:unlock", args=[page.pk]), {}
    yield reverse("wagtailadmin_pages:delete", args=[page.pk]), {}
    yield reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {}
    yield reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": "none"}
    yield (
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_parent_page": page.get_parent().pk, "publish_copies": "on"},
    )
    for action in ("publish", "unpublish", "delete", "move"):
        yield f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?id={page.pk}", {}
    for action in ("publish", "unpublish", "delete", "copy", "convert_alias", "create_alias"):
        yield reverse("wagtailadmin_api:pages:action", args=[page.pk, action]), {}
    add = reverse("wagtailadmin_pages:add", args=["integration", "projectpage", page.get_parent().pk])
    yield add, whole | {"title": "Heimlich", "slug": "heimlich", "action-publish": "1"}


@pytest.mark.sweep
@pytest.mark.parametrize("role", CONTRIBUTORS)
def test_no_request_of_a_contributor_publishes_decides_or_deletes(
    client: Client, waiting: ContributionPage, role: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    log = PageLogEntry.objects.count()
    for path, form in attempts(waiting):
        answer = client.post(path, form, follow=True)
        assert answer.status_code == 403, path
        assert len(answer.redirect_chain) <= 2, path
    waiting.refresh_from_db()
    assert not waiting.live
    assert waiting.live_revision is None
    assert waiting.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert not waiting.locked
    assert ProjectPage.objects.count() == 1
    assert PageLogEntry.objects.count() == log


def test_the_published_version_stays_whatever_its_author_posts(client: Client, member: User) -> None:
    page = ProjectPageFactory(title="Veröffentlicht", owner=member)
    before = page.live_revision_id
    client.force_login(member)
    form = {"title": "Heimlich geändert", "status": "running", "opened_revision": page.latest_revision_id}
    for extra in ({}, {"action": "publish"}, {"action-publish": "1"}, {"live": "on", "live_revision": "99"}):
        client.post(reverse("contribute:edit", args=[page.pk]), form | extra)
    page.refresh_from_db()
    assert (page.title, page.live_revision_id) == ("Veröffentlicht", before)


@pytest.mark.parametrize("action", ["publish", "approve", "live", ""])
def test_handing_in_never_publishes(client: Client, member: User, action: str) -> None:
    client.force_login(member)
    form = {"title": "Sofort sichtbar?", "status": "running", "action": action, "live": "on", "action-publish": "1"}
    assert client.post(reverse("contribute:create", args=["project"]), form).status_code == 302
    assert not ProjectPage.objects.get().live


@pytest.mark.parametrize("role", ["editor", "admin"])
def test_editors_decide(client: Client, waiting: ContributionPage, role: str, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(role))
    task = waiting.current_workflow_task_state
    path = reverse("wagtailadmin_pages:workflow_action", args=[waiting.pk, "approve", task.pk])
    assert client.post(path, {"comment": ""}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.live


def test_who_is_an_editor_no_more_decides_nothing(client: Client, waiting: ContributionPage, editor: User) -> None:
    client.force_login(editor)
    editor.groups.clear()
    task = waiting.current_workflow_task_state
    path = reverse("wagtailadmin_pages:workflow_action", args=[waiting.pk, "approve", task.pk])
    assert client.post(path, {"comment": ""}, follow=True).status_code == 403
    waiting.refresh_from_db()
    assert not waiting.live


@pytest.mark.parametrize("kind", ["page", "proposal"])
def test_what_one_editor_locks_during_a_review_another_unlocks(
    kind: str, waiting: ContributionPage, member: User, contact: User, editor: User, admin: User, signed_in: Any
) -> None:
    thing: ContributionPage | TopicProposal = waiting
    if kind == "proposal":
        values = {"title": "Wartet auch", "why": "", "topics": []}
        thing = hand_in_proposal(user=member, key=uuid4(), values=values, for_review=True).proposal
    space = "wagtailadmin_pages" if kind == "page" else "wagtailsnippets_integration_topicproposal"
    lock, unlock = (reverse(f"{space}:{verb}", args=[thing.pk]) for verb in ("lock", "unlock"))
    signed_in(admin).post(lock)
    for contributor in (member, contact):
        signed_in(contributor).post(unlock)
    thing.refresh_from_db()
    assert thing.locked_by == admin
    signed_in(editor).post(unlock)
    thing.refresh_from_db()
    assert not thing.locked
