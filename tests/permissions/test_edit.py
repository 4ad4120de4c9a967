"""Who may change a contribution from the front end: its author, in every state; nobody takes over by it."""

import pytest
from django.test import Client
from django.urls import reverse

from integration.contribute.permissions import user_can_edit_contribution
from integration.members.models import User
from integration.models import ContributionPage
from tests.factories import ProjectPageFactory, draft

pytestmark = pytest.mark.django_db
STRANGERS = ["colleague", "other_member", "contact", "other_contact", "editor", "admin"]


@pytest.mark.parametrize("make", [ProjectPageFactory, lambda **fields: draft(ProjectPageFactory, **fields)])
def test_the_author_may_while_active(member: User, make) -> None:
    page = make(owner=member)
    assert user_can_edit_contribution(member, page)
    member.is_active = False
    assert not user_can_edit_contribution(member, page)


@pytest.mark.parametrize("role", STRANGERS)
def test_nobody_else_may(member: User, role: str, request: pytest.FixtureRequest) -> None:
    assert not user_can_edit_contribution(request.getfixturevalue(role), draft(ProjectPageFactory, owner=member))


def test_a_contribution_without_an_author_is_nobodys(member: User) -> None:
    page = draft(ProjectPageFactory, owner=None, municipality=member.municipality)
    assert not user_can_edit_contribution(member, page)


@pytest.mark.parametrize("role", ["colleague", "other_member", "contact"])
def test_a_posted_form_leaves_somebody_elses_draft_as_it_is(
    client: Client, member: User, role: str, request: pytest.FixtureRequest
) -> None:
    page = draft(ProjectPageFactory, title="Mein Entwurf", owner=member)
    before = page.latest_revision_id
    client.force_login(request.getfixturevalue(role))
    form = {"title": "Übernommen", "opened_revision": before, "owner": request.getfixturevalue(role).pk, "live": "on"}
    assert client.post(reverse("contribute:edit", args=[page.pk]), form).status_code == 403
    assert client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, follow=True).status_code == 403
    page.refresh_from_db()
    assert (page.title, page.owner, page.live, page.latest_revision_id) == ("Mein Entwurf", member, False, before)


def test_fields_that_the_form_does_not_have_are_left_out(client: Client, member: User, other_member: User) -> None:
    page = draft(ProjectPageFactory, title="Mein Entwurf", owner=member)
    client.force_login(member)
    form = {
        "title": "Geändert",
        "status": "running",
        "opened_revision": page.latest_revision_id,
        "owner": other_member.pk,
        "live": "on",
        "path": "0001",
        "slug": "anderswo",
        "first_published_at": "2020-01-01",
        "municipality": other_member.municipality.pk,
        "action": "draft",
    }
    assert client.post(reverse("contribute:edit", args=[page.pk]), form).status_code == 302
    changed = ContributionPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert changed.title == "Geändert"
    assert (changed.owner, changed.live, changed.slug, changed.municipality) == (
        member,
        False,
        page.slug,
        member.municipality,
    )
