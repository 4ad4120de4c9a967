"""Nobody decides on the own contribution: not on the review page, not in Wagtail's editor, not by its dialogs."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, WorkflowState
from wagtail.test.utils.form_data import querydict_from_html

from integration.catalogue.models import Entry
from integration.contribute.models import LaterReview
from integration.contribute.proposals import hand_in_proposal
from integration.contribute.services import submit
from integration.members.models import User
from integration.members.roles import TRUSTED
from integration.models import ProjectPage, TopicProposal
from tests.factories import ProjectPageFactory, draft

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
SENTENCE = "Das haben Sie selbst geschrieben"


def handed_in_page(user: User) -> ProjectPage:
    page = draft(ProjectPageFactory, title="Eigenes", owner=user)
    submit(page=page, user=user)
    return ProjectPage.objects.get(pk=page.pk)


def handed_in_proposal(user: User) -> TopicProposal:
    values = {"title": "Eigenes", "why": "Weil es fehlt.", "topics": []}
    return hand_in_proposal(user=user, key=uuid4(), values=values, for_review=True).proposal


@pytest.fixture(params=["editor", "admin"])
def author(request: pytest.FixtureRequest) -> User:
    user: User = request.getfixturevalue(request.param)
    return user


@pytest.fixture
def own(author: User) -> ProjectPage:
    return handed_in_page(author)


def review_of(thing: Any) -> WorkflowState:
    return WorkflowState.objects.active().for_instance(thing).get()


@pytest.mark.parametrize("hand_in", [handed_in_page, handed_in_proposal], ids=["page", "topic"])
@pytest.mark.parametrize("decision", ["approve", "reject", "decline"])
def test_the_review_page_says_who_decides_and_takes_no_decision_of_the_author(
    author: User, signed_in: SignedIn, hand_in: Callable[[User], Any], decision: str
) -> None:
    own = hand_in(author)
    state, desk = review_of(own), signed_in(author)
    url = reverse("review:contribution", args=[state.pk])
    shown = desk.get(url).content.decode()
    assert SENTENCE in shown
    assert own.withdraw_url(own.pk) in shown
    assert 'name="decision"' not in shown
    data = {"decision": decision, "seen": own.latest_revision_id, f"{decision}-comment": "Passt."}
    answer = desk.post(url, data)
    assert answer.status_code == 403
    assert SENTENCE in answer.content.decode()
    assert review_of(own).pk == state.pk
    assert not Entry.objects.get().live


@pytest.mark.parametrize("decision", ["approve", "reject", "decline"])
def test_the_task_itself_refuses_the_author_by_whichever_way(own: ProjectPage, author: User, decision: str) -> None:
    task = review_of(own).current_task_state
    assert task.task.specific.get_actions(own, author) == []
    with pytest.raises(PermissionDenied):
        task.task.specific.on_action(task, author, decision, comment="Passt.")
    assert not Page.objects.get(pk=own.pk).live


@pytest.mark.parametrize(
    "pressed",
    [{"action-publish": "1"}, {"action-workflow-action": "1", "workflow-action-name": "approve"}],
    ids=["publish", "approve"],
)
def test_the_editor_of_wagtail_does_not_publish_past_the_own_review(
    own: ProjectPage, author: User, signed_in: SignedIn, pressed: dict[str, str]
) -> None:
    desk, url = signed_in(author), reverse("wagtailadmin_pages:edit", args=[own.pk])
    form = querydict_from_html(desk.get(url).content.decode(), form_id="page-edit-form")
    answer = desk.post(url, form.dict() | {"body-count": "0"} | pressed)
    assert answer.status_code == 403
    assert SENTENCE in answer.content.decode()
    assert not Page.objects.get(pk=own.pk).live


def test_the_dialog_of_wagtail_decides_nothing_for_the_author(
    own: ProjectPage, author: User, signed_in: SignedIn
) -> None:
    state = review_of(own)
    url = reverse("wagtailadmin_pages:workflow_action", args=[own.pk, "approve", state.current_task_state_id])
    answer = signed_in(author).post(url, {"comment": ""})
    assert list(get_messages(answer.wsgi_request)) or answer.status_code in (302, 403)
    assert review_of(own).pk == state.pk
    assert not Page.objects.get(pk=own.pk).live


def test_nobody_ticks_off_what_the_own_trust_published_at_once(
    author: User, editor: User, admin: User, signed_in: SignedIn
) -> None:
    author.groups.add(Group.objects.get(name=TRUSTED))
    page = handed_in_page(author)
    later = LaterReview.objects.get(page=page)
    address = reverse("review:later", args=[later.pk])
    desk = signed_in(author)
    shown = desk.get(address).content.decode()
    assert SENTENCE in shown
    assert 'name="decision"' not in shown
    for decision in ("accept", "take_back"):
        answer = desk.post(address, {"decision": decision, "seen": later.revision_id, "reject-comment": "Nein."})
        assert answer.status_code == 403
        assert SENTENCE in answer.content.decode()
    later.refresh_from_db()
    assert later.seen_at is None
    assert Page.objects.get(pk=page.pk).live
    colleague = admin if author == editor else editor
    signed_in(colleague).post(address, {"decision": "accept", "seen": later.revision_id})
    later.refresh_from_db()
    assert later.seen_by == colleague


def test_a_colleague_of_the_editors_decides(own: ProjectPage, author: User, editor: User, admin: User) -> None:
    colleague = admin if author == editor else editor
    task = review_of(own).current_task_state
    task.task.specific.on_action(task, colleague, "approve")
    assert Page.objects.get(pk=own.pk).live


def test_an_editor_who_works_alone_takes_it_back_and_publishes_in_the_admin(
    own: ProjectPage, author: User, signed_in: SignedIn
) -> None:
    desk = signed_in(author)
    assert desk.post(own.withdraw_url(own.pk)).status_code == 302
    url = reverse("wagtailadmin_pages:edit", args=[own.pk])
    form = querydict_from_html(desk.get(url).content.decode(), form_id="page-edit-form")
    assert desk.post(url, form.dict() | {"body-count": "0", "action-publish": "1"}).status_code == 302
    assert Entry.objects.get(object_id=own.pk).state == Entry.State.PUBLISHED


def test_what_a_member_wrote_is_decided_by_the_editor_who_corrected_it(member: User, editor: User) -> None:
    page = handed_in_page(member)
    page.title = "Berichtigt"
    page.save_revision(user=editor)
    task = review_of(page).current_task_state
    task.task.specific.on_action(task, editor, "approve")
    assert Page.objects.get(pk=page.pk).title == "Berichtigt"
