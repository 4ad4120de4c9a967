"""People whom the editors trust publish at once; the editors look later and can take it back."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, WorkflowState

from integration.catalogue.models import Entry
from integration.contribute.models import LaterReview
from integration.contribute.review.decisions import TooLateError
from integration.contribute.review.permissions import user_can_publish_at_once
from integration.contribute.review.trusted import accept_later, take_back
from integration.contribute.services import submit, withdraw
from integration.members.models import User
from integration.members.roles import TRUSTED
from integration.models import ProjectPage
from integration.notifications.models import Message
from tests.factories import ProjectPageFactory, UserFactory, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def trusted(member: User) -> User:
    member.groups.add(Group.objects.get(name=TRUSTED))
    return member


def handed_in(author: User, title: str = "Fahrradkurs") -> tuple[ProjectPage, LaterReview]:
    page = draft(ProjectPageFactory, title=title, owner=author)
    later = submit(page=page, user=author)
    assert isinstance(later, LaterReview)
    return ProjectPage.objects.get(pk=page.pk), later


def test_what_a_trusted_person_hands_in_is_published_without_a_review_or_mail(trusted: User, editor: User) -> None:
    page, later = handed_in(trusted)
    assert page.live
    assert Entry.objects.get(object_id=page.pk).state == Entry.State.PUBLISHED
    assert later.revision_id == page.live_revision_id == page.latest_revision_id
    assert not WorkflowState.objects.exists()
    assert not Message.objects.exists()


def test_of_several_versions_the_newest_is_looked_at(trusted: User, editor: User) -> None:
    page, first = handed_in(trusted)
    page.title = "Fahrradkurs für alle"
    page.save_revision(user=trusted)
    submit(page=page, user=trusted)
    later = LaterReview.objects.get()
    assert Page.objects.get(pk=page.pk).title == "Fahrradkurs für alle"
    with pytest.raises(TooLateError):
        accept_later(later=first, revision=first.revision_id, editor=editor)
    accept_later(later=later, revision=later.revision_id, editor=editor)
    assert LaterReview.objects.get().seen_by == editor


def test_who_is_not_in_the_group_any_more_or_inactive_waits(trusted: User) -> None:
    assert user_can_publish_at_once(trusted)
    trusted.is_active = False
    assert not user_can_publish_at_once(trusted)
    assert not user_can_publish_at_once(UserFactory())


def test_after_changes_were_asked_for_a_person_trusted_by_now_publishes(
    waiting: ProjectPage, member: User, editor: User, decide: Callable[..., None]
) -> None:
    decide(waiting, editor, "reject", comment="Bitte das Datum.")
    member.groups.add(Group.objects.get(name=TRUSTED))
    submit(page=ProjectPage.objects.get(pk=waiting.pk), user=member)
    assert Entry.objects.get(object_id=waiting.pk).state == Entry.State.PUBLISHED
    assert not WorkflowState.objects.active().exists()


def test_taking_back_unpublishes_and_asks_the_author_for_changes(trusted: User, editor: User) -> None:
    page, later = handed_in(trusted)
    UserFactory(municipality=None)
    take_back(later=later, revision=later.revision_id, editor=editor, reason="Da steht ein Geburtsdatum.", place="text")
    page = ProjectPage.objects.get(pk=page.pk)
    assert not page.live
    assert Entry.objects.get(object_id=page.pk).state == Entry.State.CHANGES_REQUESTED
    mail = Message.objects.get()
    assert mail.recipient == trusted.email
    assert "Zu: Text\nDa steht ein Geburtsdatum." in mail.body
    assert reverse("contribute:edit", args=[page.pk]) in mail.body
    later.refresh_from_db()
    assert later.seen_by == editor
    submit(page=page, user=trusted)
    assert Entry.objects.get(object_id=page.pk).state == Entry.State.PUBLISHED
    assert LaterReview.objects.filter(seen_at=None).count() == 1


def test_taking_back_takes_a_reason_and_comes_once(trusted: User, editor: User) -> None:
    page, later = handed_in(trusted)
    with pytest.raises(ValidationError):
        take_back(later=later, revision=later.revision_id, editor=editor, reason=" ")
    assert ProjectPage.objects.get(pk=page.pk).live
    accept_later(later=later, revision=later.revision_id, editor=editor)
    with pytest.raises(TooLateError):
        take_back(later=later, revision=later.revision_id, editor=editor, reason="Doch nicht.")
    assert ProjectPage.objects.get(pk=page.pk).live


def test_what_the_author_withdrew_meanwhile_can_still_be_sent_back(trusted: User, editor: User) -> None:
    page, later = handed_in(trusted)
    withdraw(page=page, user=trusted, was_published=True)
    take_back(later=later, revision=later.revision_id, editor=editor, reason="Bitte ohne Namen.")
    assert Entry.objects.get(object_id=page.pk).state == Entry.State.CHANGES_REQUESTED


def test_editors_give_and_take_the_trust_with_a_tick_in_the_account(
    member: User, editor: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(editor)
    address = reverse("wagtailusers_users:edit", args=[member.pk])
    form = client.get(address).context["form"]
    assert "further_groups" not in form.fields
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    values = {name: "on" if value is True else value for name, value in values.items() if value is not False}
    client.post(address, values | {"publishes_at_once": "on"})
    assert user_can_publish_at_once(member)
    assert client.get(address).context["form"]["publishes_at_once"].value() is True
    assert "veröffentlicht sofort" in client.get(reverse("wagtailusers_users:index")).content.decode()
    client.post(address, values)
    assert not user_can_publish_at_once(member)
