"""What each decision leaves behind: the state, the word for the author, and one mail."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page, TaskState, WorkflowState

from integration.catalogue.models import Entry
from integration.contribute.review.decisions import TooLateError
from integration.contribute.services import submit, withdraw
from integration.members.models import User
from integration.models import ProjectPage
from integration.notifications.models import Message
from tests.factories import ProjectPageFactory, UserFactory

pytestmark = pytest.mark.django_db
Decide = Callable[..., None]
WHY = "Das ist eine Werbung, keine Erfahrung einer Kommune."


def state_of(page: ProjectPage) -> str:
    return Entry.objects.get(object_id=page.pk).state


def test_declining_ends_the_review_and_tells_the_author_why(
    waiting: ProjectPage, member: User, editor: User, decide: Decide
) -> None:
    Message.objects.all().delete()
    decide(waiting, editor, "decline", comment=WHY)
    assert not WorkflowState.objects.active().exists()
    assert state_of(waiting) == Entry.State.DECLINED
    task = TaskState.objects.get()
    assert (task.comment, task.finished_by_id, task.status) == (WHY, editor.pk, TaskState.STATUS_CANCELLED)
    mail = Message.objects.get()
    assert mail.recipient == member.email
    assert mail.subject == "Abgelehnt: Fahrradkurs"  # the word of the button and of the state
    assert Entry.State.DECLINED.label == "Abgelehnt"
    assert "gelesen und abgelehnt." in mail.body
    assert WHY in mail.body
    assert f"{editor.display_name} schreibt:" in mail.body
    assert "/meine-beitraege/" in mail.body
    assert "/admin/" not in mail.body


def test_a_published_contribution_stays_public_when_its_change_is_declined(
    member: User, editor: User, decide: Decide
) -> None:
    page = ProjectPageFactory(title="Fahrradkurs", owner=member)
    page.title = "Neu"
    page.save_revision(user=member)
    submit(page=page, user=member)
    Message.objects.all().delete()
    decide(page, editor, "decline", comment=WHY)
    fresh = Page.objects.get(pk=page.pk)
    assert (fresh.live, fresh.title) == (True, "Fahrradkurs")
    assert state_of(page) == Entry.State.PUBLISHED
    assert "Was bisher veröffentlicht ist, bleibt, wie es ist." in Message.objects.get(recipient=member.email).body


def test_taking_back_what_should_change_is_not_a_refusal(
    waiting: ProjectPage, member: User, editor: User, decide: Decide
) -> None:
    decide(waiting, editor, "reject", comment="Bitte das Datum.")
    withdraw(page=waiting, user=member, was_published=False)
    assert state_of(waiting) == Entry.State.WITHDRAWN


def test_what_was_declined_can_be_handed_in_again_and_published(
    waiting: ProjectPage, member: User, editor: User, decide: Decide
) -> None:
    decide(waiting, editor, "decline", comment=WHY)
    page = ProjectPage.objects.get(pk=waiting.pk)
    submit(page=page, user=member)
    assert state_of(page) == Entry.State.IN_REVIEW
    decide(page, editor, "approve")
    assert state_of(page) == Entry.State.PUBLISHED


def test_an_editor_who_publishes_after_all_takes_the_refusal_back(
    waiting: ProjectPage, editor: User, decide: Decide
) -> None:
    decide(waiting, editor, "decline", comment=WHY)
    waiting.get_latest_revision().publish(user=editor)
    page = ProjectPage.objects.get(pk=waiting.pk)
    page.unpublish(user=editor)
    assert state_of(page) == Entry.State.WITHDRAWN


@pytest.mark.parametrize("action", ["reject", "decline"])
@pytest.mark.parametrize("comment", ["", "  \n ", None])
def test_no_decision_against_a_contribution_without_a_word(
    action: str, comment: str | None, waiting: ProjectPage, editor: User, decide: Decide
) -> None:
    with pytest.raises(ValidationError):
        decide(waiting, editor, action, comment=comment)
    assert state_of(waiting) == Entry.State.IN_REVIEW


def test_the_author_reads_which_part_is_meant(waiting: ProjectPage, editor: User, decide: Decide) -> None:
    decide(waiting, editor, "reject", comment="Bitte kürzer.", place="text")
    assert TaskState.objects.get().comment == "Zu: Text\nBitte kürzer."


def test_what_does_not_belong_to_a_decision_is_ignored(waiting: ProjectPage, editor: User, decide: Decide) -> None:
    decide(waiting, editor, "approve", update=False, place="<b>", nonsense=1)
    assert state_of(waiting) == Entry.State.PUBLISHED


def test_a_decision_on_another_version_than_the_one_in_view_is_too_late(
    waiting: ProjectPage, member: User, editor: User, decide: Decide
) -> None:
    seen = waiting.latest_revision_id
    waiting.title = "Nachgebessert"
    corrected = waiting.save_revision(user=editor)
    with pytest.raises(TooLateError):
        decide(waiting, editor, "approve", seen=seen)
    assert state_of(waiting) == Entry.State.IN_REVIEW
    decide(waiting, editor, "approve", seen=corrected.pk)
    assert Page.objects.get(pk=waiting.pk).title == "Nachgebessert"


def test_what_a_third_person_saved_is_not_published(waiting: ProjectPage, editor: User, decide: Decide) -> None:
    seen = waiting.latest_revision_id
    waiting.title = "Von anderswo"
    waiting.save_revision(user=UserFactory())
    decide(waiting, editor, "approve", seen=seen)
    assert Page.objects.get(pk=waiting.pk).title == "Fahrradkurs"


def test_nobody_is_written_to_about_the_own_decision(member: User, editor: User, decide: Decide) -> None:
    page = ProjectPageFactory(draft=True, owner=member)  # which an editor handed in
    submit(page=page, user=editor)
    Message.objects.all().delete()
    decide(page, editor, "decline", comment=WHY)
    assert not Message.objects.exists()
