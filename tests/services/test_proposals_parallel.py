"""Topic proposals under the same storm as contributions: one form makes one, and of two clicks at once one counts."""

import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import combinations_with_replacement

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState

from integration.catalogue.models import Entry
from integration.contribute.proposals import hand_in_proposal
from integration.members.models import User
from integration.members.roles import Role
from integration.models import TopicProposal
from integration.notifications.models import Message
from tests.factories import UserFactory
from tests.services.conftest import at_once
from tests.services.test_parallel import AFTER, DECISIONS, WORD, client_of, statuses

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("portal")]

TITLE = "Wohnungstausch"


def waiting_proposal(author: User) -> TopicProposal:
    """A proposal that is with the editors."""
    values = {"title": TITLE, "why": "", "topics": []}
    proposal = hand_in_proposal(user=author, key=uuid.uuid4(), values=values, for_review=True).proposal
    proposal.refresh_from_db()
    return proposal


def click(action: str, proposal: TopicProposal, author: Client, editor: Client) -> Callable[[], HttpResponse]:
    """What one of two people does at the same moment, through the pages."""
    if action in DECISIONS:
        review = WorkflowState.objects.for_instance(proposal).get(status=WorkflowState.STATUS_IN_PROGRESS)
        data = {"decision": action, "seen": str(proposal.latest_revision_id), f"{action}-comment": WORD}
        return partial(editor.post, reverse("review:contribution", args=[review.pk]), data)
    if action == "withdraw":
        url = reverse("contribute:topic_proposal_withdraw", args=[proposal.pk])
        return partial(author.post, url, {"state": Entry.State.IN_REVIEW}, follow=True)
    data = {"title": "Ungelesen", "opened_revision": str(proposal.latest_revision_id), "action": "submit"}
    return partial(author.post, reverse("contribute:topic_proposal_edit", args=[proposal.pk]), data)


def succeeded(action: str, answer: HttpResponse) -> bool:
    """Whether a click did what it says; otherwise it has to come with a clear message."""
    html = answer.content.decode()
    if action == "withdraw":
        assert answer.status_code == 200
        taken = "Zurückgezogen. Sie können" in html
        assert taken != ("Es wurde nichts zurückgezogen" in html)
        return taken
    if answer.status_code == 302:
        return True
    assert answer.status_code == 409
    if action in DECISIONS:
        assert "Ihre Entscheidung wurde nicht ausgeführt." in html
        assert action == "approve" or WORD in html
    else:
        assert 'value="Ungelesen"' in html
        assert "Was Sie geschrieben haben" in html
    return False


def outcome(proposal: TopicProposal) -> tuple[bool, str, str]:
    """Whether it is published, its state in the catalogue, and the state of its review."""
    fresh = TopicProposal.objects.get(pk=proposal.pk)
    entry = Entry.objects.get(object_id=proposal.pk, kind="proposal")
    assert (entry.live, entry.state) == (fresh.live, fresh.review_state())
    review = WorkflowState.objects.for_instance(fresh).latest("pk")
    return fresh.live, entry.state, review.status


@pytest.mark.parametrize("pair", list(combinations_with_replacement((*DECISIONS, "edit", "withdraw"), 2)))
def test_of_two_clicks_at_a_proposal_at_once_one_counts_and_the_other_is_told(pair: tuple[str, str]) -> None:
    author = UserFactory()
    editors = [client_of(UserFactory(role=Role.EDITOR, municipality=None)) for _number in range(2)]
    windows = [client_of(author) for _number in range(2)]
    for _round in range(3):
        proposal = waiting_proposal(author)
        Message.objects.all().delete()
        people = zip(pair, windows, editors, strict=True)
        answers = at_once([click(action, proposal, window, editor) for action, window, editor in people])
        done = zip(pair, answers, strict=True)
        winners = [action for action, answer in done if succeeded(action, answer)]
        assert outcome(proposal) == AFTER[tuple(sorted(winners))]
        published = TopicProposal.objects.filter(pk=proposal.pk, live=True).values_list("title", flat=True)
        assert set(published) <= {TITLE}  # never what nobody reviewed
        decided = TaskState.objects.filter(
            workflow_state__in=WorkflowState.objects.for_instance(proposal), finished_by__groups__name=Role.EDITOR
        )
        assert decided.count() == sum(action in DECISIONS for action in winners)
        assert Message.objects.filter(recipient=author.email).count() == decided.count()


def test_twenty_posts_of_one_form_make_one_proposal_and_one_mail_per_editor() -> None:
    author = UserFactory()
    editors = [UserFactory(role=Role.EDITOR, municipality=None) for _number in range(2)]
    url = reverse("contribute:create", args=["proposal"])
    data = {"key": str(uuid.uuid4()), "title": TITLE, "why": "Es fehlt an Wohnungen.", "action": "submit"}
    Message.objects.all().delete()
    answers = at_once([partial(client_of(author).post, url, data) for _number in range(20)])
    assert statuses(answers) == {302: 20}
    assert TopicProposal.objects.count() == Entry.objects.count() == 1
    assert WorkflowState.objects.count() == TaskState.objects.count() == 1
    recipients = Counter(Message.objects.values_list("recipient", flat=True))
    assert recipients == {editor.email: 1 for editor in editors}
