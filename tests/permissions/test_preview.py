"""Who may read what is not published: author, editors, the contact of the municipality."""

import pytest
from django.contrib.auth.models import Group

from integration.contribute.permissions import user_can_preview_contribution
from integration.members.models import User
from tests.factories import ProjectPageFactory, draft, restrict

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("member", True),
        ("contact", True),
        ("editor", True),
        ("admin", True),
        ("colleague", False),
        ("other_member", False),
        ("other_contact", False),
    ],
)
def test_of_a_draft(member: User, role: str, allowed: bool, request: pytest.FixtureRequest) -> None:
    page = draft(ProjectPageFactory, owner=member)
    assert user_can_preview_contribution(request.getfixturevalue(role), page) is allowed


@pytest.mark.parametrize(
    ("role", "allowed"), [("member", True), ("editor", True), ("contact", False), ("colleague", False)]
)
def test_of_the_newer_draft_of_what_is_published(
    member: User, role: str, allowed: bool, request: pytest.FixtureRequest
) -> None:
    page = ProjectPageFactory(owner=member)
    assert user_can_preview_contribution(request.getfixturevalue(role), page) is allowed


def test_a_restriction_does_not_shut_out_the_author_and_opens_nothing_to_the_group(
    member: User, other_member: User
) -> None:
    group = Group.objects.create(name="AG Recht")
    other_member.groups.add(group)
    page = draft(ProjectPageFactory, owner=member)
    restrict(page, group)
    assert user_can_preview_contribution(member, page)
    assert not user_can_preview_contribution(other_member, page)


@pytest.mark.parametrize("role", ["member", "contact", "editor"])
def test_nobody_with_a_deactivated_account(member: User, role: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(role)
    user.is_active = False
    assert not user_can_preview_contribution(user, draft(ProjectPageFactory, owner=member))


def test_the_contact_of_a_municipality_that_is_none_reads_no_draft_without_one(contact: User) -> None:
    contact.municipality = None
    contact.save()
    page = draft(ProjectPageFactory, owner=None, municipality=None)
    assert not user_can_preview_contribution(contact, page)
