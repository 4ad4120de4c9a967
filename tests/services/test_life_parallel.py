"""Two clicks and two people at the same moment: each thing happens once, and the state is what somebody wanted."""

import uuid
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState

from integration.catalogue.models import Entry
from integration.contribute.change_proposals import AnsweredError, answer_proposal
from integration.contribute.life import archive
from integration.contribute.models import ChangeProposal, Draft, SkippedQuestion
from integration.contribute.services import Contents, change
from integration.members.models import User
from integration.members.roles import Role
from integration.models import ContributionPage
from integration.notifications.models import Message
from tests.factories import MaterialPageFactory, ProjectPageFactory, UserFactory, draft
from tests.services.conftest import at_once

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("portal")]

CLICKS = 8
ROUNDS = 6
SOUND = ([], [], [], [], [])


def clients_of(user: User, count: int = CLICKS) -> list[Client]:
    """Several browsers of one person, which get error pages instead of exceptions."""
    clients = []
    for _number in range(count):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        clients.append(client)
    return clients


def click(user: User, name: str, argument: Any, data: dict[str, Any]) -> list[int]:
    """Press one button many times at the same moment; return the statuses."""
    url = reverse(f"contribute:{name}", args=[argument])
    answers = at_once([partial(client.post, url, data) for client in clients_of(user)])
    return sorted({getattr(answer, "status_code", repr(answer)) for answer in answers})


def test_a_proposal_sent_many_times_is_one_and_costs_one_mail() -> None:
    page, reader = ProjectPageFactory(), UserFactory()
    before = Message.objects.count()
    assert click(reader, "propose", page.pk, {"text": "Die Nummer stimmt nicht."}) == [302]
    assert ChangeProposal.objects.count() == 1
    assert Message.objects.count() == before + 1


def test_of_two_answers_at_once_the_first_counts() -> None:
    for _round in range(ROUNDS):
        page, editor = ProjectPageFactory(), UserFactory(role=Role.EDITOR, municipality=None)
        proposal = ChangeProposal.objects.create(page=page, user=UserFactory(), text="Bitte ändern.")
        Message.objects.all().delete()
        answers = at_once(
            [
                partial(answer_proposal, proposal=proposal, user=page.owner, taken=True, answer=""),
                partial(answer_proposal, proposal=proposal, user=editor, taken=False, answer=""),
            ]
        )
        assert sorted(type(answer) for answer in answers if answer is not None) == [AnsweredError]
        assert Message.objects.count() == 1


def test_handing_in_many_times_at_once_starts_one_review_and_sends_one_mail() -> None:
    editor = UserFactory(role=Role.EDITOR, municipality=None)
    page = draft(ProjectPageFactory)
    assert click(page.owner, "submit", page.pk, {"seen": page.latest_revision_id}) == [302]
    assert WorkflowState.objects.count() == TaskState.objects.count() == 1
    assert Message.objects.filter(recipient=editor.email).count() == 1


def test_archiving_deleting_copying_and_skipping_many_times_happen_once() -> None:
    page = ProjectPageFactory()
    assert click(page.owner, "archive", page.pk, {"state": "published"}) == [302]
    assert Entry.objects.get(object_id=page.pk).state == Entry.State.ARCHIVED
    key = uuid.uuid4()
    assert click(page.owner, "copy", page.pk, {"key": str(key)}) == [302]
    assert Draft.objects.count() == 1
    assert set(click(page.owner, "discard_draft", key, {})) <= {302, 404}
    assert not Draft.objects.exists()
    away = draft(MaterialPageFactory, teaser="")
    assert click(away.owner, "question", away.pk, {"question": "teaser", "action": "skip"}) == [302]
    assert SkippedQuestion.objects.count() == 1
    assert set(click(away.owner, "discard", away.pk, {})) <= {302, 404}
    assert not Page.objects.filter(pk=away.pk).exists()
    assert Page.find_problems() == SOUND


def test_answers_to_two_questions_at_once_are_both_kept() -> None:
    for _round in range(ROUNDS):
        page = draft(MaterialPageFactory, teaser="")
        url = reverse("contribute:question", args=[page.pk])
        first, second = clients_of(page.owner, 2)
        answers = at_once(
            [
                partial(first.post, url, {"question": "teaser", "action": "save", "teaser": "Kurz"}),
                partial(second.post, url, {"question": "why_it_helps", "action": "save", "why_it_helps": "Darum"}),
            ]
        )
        assert [answer.status_code for answer in answers] == [302, 302]
        newest: Any = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
        assert (newest.teaser, newest.why_it_helps) == ("Kurz", "Darum")


def edit(page: ContributionPage, *, for_review: bool) -> None:
    change(
        page=page,
        user=page.owner,
        opened_revision=page.latest_revision_id,
        contents=Contents({"title": "Neuer Titel"}),
        for_review=for_review,
    )


@pytest.mark.parametrize("for_review", [False, True])
@pytest.mark.parametrize("is_trusted", [False, True])
def test_archiving_while_somebody_edits_leaves_a_state_that_one_of_them_wanted(
    for_review: bool, is_trusted: bool
) -> None:
    for _round in range(ROUNDS):
        page = ProjectPageFactory()
        if is_trusted:
            page.owner.groups.add(Group.objects.get(name="Vertrauenswürdig"))
        answers = at_once(
            [
                partial(archive, page=page, user=page.owner, seen="published"),
                partial(edit, page, for_review=for_review),
            ]
        )
        unexpected = [answer for answer in answers if answer is not None and "Error" not in type(answer).__name__]
        assert unexpected == []
        assert not [answer for answer in answers if type(answer).__name__ in ("OperationalError", "IntegrityError")]
        fresh = Page.objects.get(pk=page.pk).specific
        entry = Entry.objects.get(object_id=page.pk)
        assert (entry.state, entry.live) == (fresh.review_state(), fresh.live)
        assert None in answers
        archived_last = entry.state == Entry.State.ARCHIVED
        assert archived_last or answers[1] is None
        if fresh.live:
            assert answers[0] is not None or is_trusted
