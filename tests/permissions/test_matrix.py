"""Every address, asked by every role, answers as `matrix.csv` says; and the matrix knows every address.

What is asked here is every page that there is: their headers are looked at on the way (`headers.py`).
"""

import logging
from collections.abc import Iterator

import pytest

from tests.permissions.arguments import address, objects_of
from tests.permissions.headers import FILES, wrong_headers
from tests.permissions.matrix import Rule, fits, outcome, read_matrix, rule_for
from tests.permissions.resolver import Endpoint, endpoints
from tests.permissions.world import BLOCKED, INSIDER, ROLES, World

pytestmark = pytest.mark.django_db

RULES = read_matrix()
NEEDED = ("GET", "POST")
POST_DATA = {
    # Wagtail's own pages send these with every form; without them its views fail
    "wagtailadmin_choose_page_external_link": {"external-link-chooser-url": "https://example.org/"},
}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Refusals are what is asked for here, not worth a line of the log each."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def questions(world: World, role: str) -> Iterator[tuple[Endpoint, str, str, Rule | None]]:
    """Yield address, path, method and rule of every request that this role has to try."""
    for endpoint in endpoints():
        for name, arguments in objects_of(endpoint, world).items():
            path = address(endpoint, arguments)
            for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
                rule = rule_for(endpoint.key, name, method, role)
                if role == "admin" and rule is not None and rule.expected == "open" and "editor" in rule.roles:
                    continue  # Administration may what editors may: asked once, as an editor
                at_gate = rule is not None and rule.expected == "gate" and endpoint.key != "wagtailadmin_home"
                if role in {"other", "contact"} and at_gate:
                    continue  # who is not let through the gate is told so before anything is read: asked as a member
                if rule is not None or (method in NEEDED and role not in (INSIDER, BLOCKED)):
                    yield endpoint, path, method, rule


@pytest.mark.sweep
@pytest.mark.parametrize("role", [*ROLES, INSIDER, BLOCKED])
def test_every_address_answers_this_role_as_the_matrix_says(world: World, role: str) -> None:
    differences = []
    files = 0
    for endpoint, path, method, rule in questions(world, role):
        if rule is None:
            differences.append(f"{endpoint.key} {path} {method}: not in the matrix")
            continue
        response = world.ask(role, method, path, POST_DATA.get(endpoint.key))
        if not fits(rule.expected, response):
            differences.append(f"{endpoint.key} {path} {method}: {outcome(response)} instead of {rule.expected}")
        wrong = wrong_headers(path, response, is_admin=endpoint.is_admin)
        differences += [f"{endpoint.key} {path} {method}: {header}" for header in wrong]
        files += path.startswith(FILES) and response.status_code == 200
    assert not differences, "\n".join(differences)
    assert files > 10 or role != "editor"


def test_every_row_of_the_matrix_is_about_an_address_that_exists(world: World) -> None:
    known = [(endpoint.key, name) for endpoint in endpoints() for name in objects_of(endpoint, world)]
    dead = [
        rule
        for rule in RULES
        if not all(
            any(rule_like.covers(key, name, rule.methods[0], rule.roles[0]) for key, name in known)
            for rule_like in (
                Rule(rule.number, rule.name, (obj,), rule.methods, rule.roles, rule.expected) for obj in rule.objects
            )
        )
    ]
    assert dead == []


def test_our_own_addresses_have_rows_of_their_own() -> None:
    named = {rule.name for rule in RULES}
    assert [endpoint.key for endpoint in endpoints() if not endpoint.is_admin and endpoint.key not in named] == []


def test_roles_methods_and_answers_are_spelled_as_everywhere() -> None:
    answers = {"sign-in", "gate", "denied", "open"}
    for rule in RULES:
        assert set(rule.roles) <= {*ROLES, INSIDER, BLOCKED}
        assert set(rule.methods) <= {"GET", "HEAD", "POST", "PUT", "DELETE"}
        assert rule.expected in answers or rule.expected.isdecimal()


def test_no_role_but_editors_is_let_into_the_admin_by_any_row() -> None:
    harmless = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "/admin/logout/", "wagtailadmin_logout"}
    admin = {endpoint.key for endpoint in endpoints() if endpoint.is_admin} - harmless
    for key in admin:
        for role in ("anonymous", "member", "other", "contact"):
            for method in NEEDED:
                rule = rule_for(key, "-", method, role)
                assert rule is not None
                assert rule.expected in {"sign-in", "gate", "403", "404"}, (key, role, method)
