"""The one door of the admin: strangers to the sign-in, members to a clear page, editors in; never round in circles."""

import pytest
from django.test import Client
from django.urls import reverse

from integration.members.models import User
from tests.permissions.arguments import address, objects_of
from tests.permissions.resolver import endpoints
from tests.permissions.world import World

pytestmark = pytest.mark.django_db

MOST_STEPS = 5
PASSED = {
    "/admin/logout/": "signs out, which anybody may",
    "wagtailadmin_logout": "the same address",
    "wagtailadmin_sprite": "Wagtail's pictures",
    "wagtailadmin_javascript_catalog": "Wagtail's words",
    "wagtailadmin_password_reset": "closed: 404",
    "wagtailadmin_password_reset_done": "closed: 404",
    "wagtailadmin_password_reset_confirm": "closed: 404",
    "wagtailadmin_password_reset_complete": "closed: 404",
}


@pytest.mark.sweep
def test_a_member_at_any_address_of_the_admin_ends_at_a_clear_page(world: World) -> None:
    """Every way round; that the other roles get no further says the matrix."""
    client = world.client("member")
    ends = set()
    for endpoint in endpoints():
        if endpoint.is_admin and endpoint.key not in PASSED:
            path = address(endpoint, next(iter(objects_of(endpoint, world).values())))
            answer = client.get(path)
            steps = 0
            while answer.status_code == 302 and steps < MOST_STEPS:
                answer = client.get(answer.headers["Location"])
                steps += 1
            ends.add(answer.status_code)
            assert answer.status_code == 403, path
    assert ends == {403}


def test_the_page_says_in_german_what_to_do(client: Client, member: User) -> None:
    client.force_login(member)
    answer = client.get("/admin/", follow=True)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert '<html lang="de">' in page
    assert "Diese Seite ist für Sie nicht freigegeben" in page
    assert 'href="/"' in page


def test_the_page_after_the_refusal_does_not_repeat_it(client: Client, member: User) -> None:
    client.force_login(member)
    client.get("/admin/", follow=True)
    assert list(client.get("/projekte/").context["messages"]) == []


def test_a_stranger_comes_back_to_the_page_of_the_admin_after_signing_in(client: Client, editor: User) -> None:
    answer = client.get("/admin/reports/locked/", follow=True)
    assert answer.status_code == 200
    sign_in, _status = answer.redirect_chain[-1]
    assert sign_in.startswith(reverse("account_login"))
    client.force_login(editor)
    assert client.get(sign_in).headers["Location"].startswith("/admin/reports/locked/")


@pytest.mark.parametrize(
    "target",
    ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", "http:///evil.example"],
)
@pytest.mark.parametrize("door", ["/verwaltung/", "/admin/login/"])
def test_the_door_leads_to_no_other_host(client: Client, editor: User, door: str, target: str) -> None:
    client.force_login(editor)
    assert client.get(door, {"next": target}).headers["Location"] == "/admin/"


@pytest.mark.parametrize("door", ["/verwaltung/", "/admin/login/"])
def test_the_door_leads_editors_where_they_wanted_to_go(client: Client, editor: User, door: str) -> None:
    client.force_login(editor)
    assert client.get(door, {"next": "/admin/users/"}).headers["Location"] == "/admin/users/"


def test_an_account_without_any_group_is_not_let_in(client: Client, member: User) -> None:
    member.groups.clear()
    client.force_login(member)
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/").status_code == 200
