"""Who may open a page of the tree: active accounts, where no restriction at it or above it shuts them out."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import BaseViewRestriction, PageViewRestriction

from home.permissions import user_can_view_page
from integration.members.models import User
from integration.models import SectionPage
from tests.factories import ProjectPageFactory, draft, restrict

pytestmark = pytest.mark.django_db
EVERYBODY = ["member", "colleague", "other_member", "contact", "editor", "admin"]


@pytest.fixture
def group(db: None) -> Group:
    return Group.objects.create(name="AG Wohnen")


@pytest.mark.parametrize("role", EVERYBODY)
def test_what_is_published_is_for_every_active_account(role: str, request: pytest.FixtureRequest) -> None:
    user, page = request.getfixturevalue(role), ProjectPageFactory()
    assert user_can_view_page(user, page)
    user.is_active = False
    assert not user_can_view_page(user, page)


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_draft_has_no_page_for_anybody(member: User, role: str, request: pytest.FixtureRequest) -> None:
    assert not user_can_view_page(request.getfixturevalue(role), draft(ProjectPageFactory, owner=member))


@pytest.mark.parametrize("above", [False, True], ids=["at the page", "at its section"])
def test_a_restriction_lets_the_group_the_author_and_editors_in(
    member: User, other_member: User, colleague: User, contact: User, editor: User, group: Group, above: bool
) -> None:
    page = ProjectPageFactory(owner=member)
    restrict(SectionPage.objects.get(kind="project") if above else page, group)
    other_member.groups.add(group)
    assert [user_can_view_page(user, page) for user in (member, other_member, editor)] == [True, True, True]
    assert [user_can_view_page(user, page) for user in (colleague, contact)] == [False, False]


def test_a_restricted_section_is_closed_itself(client: Client, member: User, other_member: User, group: Group) -> None:
    section = SectionPage.objects.get(kind="link")
    restrict(section, group)
    other_member.groups.add(group)
    client.force_login(member)
    assert client.get("/links/").status_code == 403
    client.force_login(other_member)
    assert client.get("/links/").status_code == 200


@pytest.mark.parametrize("kind", [BaseViewRestriction.PASSWORD, BaseViewRestriction.LOGIN])
def test_other_sorts_of_restriction_open_nothing_to_strangers_and_no_password_page(
    client: Client, member: User, kind: str
) -> None:
    page = ProjectPageFactory()
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="offen")
    assert client.get(page.url).status_code == 302
    client.force_login(member)
    answer = client.get(page.url)
    assert answer.status_code == (403 if kind == BaseViewRestriction.PASSWORD else 200)
    assert 'type="password"' not in answer.content.decode()


def test_a_restriction_without_a_group_lets_nobody_in_but_author_and_editors(
    member: User, other_member: User, editor: User
) -> None:
    page = ProjectPageFactory(owner=member)
    restrict(page)
    assert [user_can_view_page(user, page) for user in (member, editor, other_member)] == [True, True, False]
