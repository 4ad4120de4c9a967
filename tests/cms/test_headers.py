"""Headers and cookies in production, on errors and in the admin; those of every page are looked at with the matrix."""

import logging
from collections.abc import Iterator
from http.cookies import Morsel

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from integration.members.models import User
from tests.factories import ProjectPageFactory, draft
from tests.factories.people import PASSWORD
from tests.permissions.headers import has_no_loophole, policy_of

pytestmark = pytest.mark.django_db

PRODUCTION = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def test_inline_scripts_are_allowed_to_the_admin_alone(client: Client, editor: User) -> None:
    client.force_login(editor)
    answer = client.get("/admin/")
    assert policy_of(answer)["script-src"] == {"'self'", "'unsafe-inline'"}
    assert policy_of(answer)["frame-ancestors"] == {"'self'"}
    for path in ("/verwaltung/", "/administration/", "/Admin/", "/x/admin/"):
        assert has_no_loophole(policy_of(client.get(path))), path


def test_the_preview_of_a_page_in_the_admin_may_be_framed_by_the_admin(client: Client, editor: User) -> None:
    client.force_login(editor)
    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[draft(ProjectPageFactory).pk]))
    assert policy_of(answer)["frame-ancestors"] == {"'self'"}
    assert has_no_loophole(policy_of(answer))


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_errors_carry_the_same_headers(client: Client, member: User, method: str) -> None:
    client.force_login(member)
    paths = ["/gibt/es/nicht/", "/medien/fehlt.png", "/beitrag/999999/bearbeiten/", "/impressum/", "/suche/?q=%00"]
    answers = [getattr(client, method)(path) for path in paths]
    assert {answer.status_code for answer in answers} & {400, 404, 405}
    for answer in answers:
        assert has_no_loophole(policy_of(answer))
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/anmelden/", "/projekte/", "/gibt/es/nicht/", "/health/"])
def test_in_production_browsers_are_bound_to_https(client: Client, path: str) -> None:
    with override_settings(**PRODUCTION):
        secure = Client(headers={"host": "testserver"})
        assert secure.get(path, secure=True).headers["Strict-Transport-Security"] == "max-age=31536000"


def test_in_production_plain_requests_are_sent_to_https(client: Client) -> None:
    with override_settings(**PRODUCTION):
        answer = Client().get("/impressum/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/impressum/")


# Cookies


def guards(cookie: Morsel) -> tuple[bool, str, bool]:
    return bool(cookie["httponly"]), cookie["samesite"], bool(cookie["secure"])


@pytest.mark.parametrize("secure", [False, True])
def test_cookies_are_out_of_reach_for_scripts_and_other_sites(member: User, secure: bool) -> None:
    with override_settings(**(PRODUCTION if secure else {})):
        client = Client()
        client.get("/anmelden/", secure=secure)
        client.post("/anmelden/", {"login": member.email, "password": PASSWORD}, secure=secure)
    assert set(client.cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for cookie in client.cookies.values():
        assert guards(cookie) == (True, "Lax", secure)


def test_a_visitor_who_only_reads_gets_no_cookie(client: Client) -> None:
    for path in ("/", "/impressum/", "/datenschutz/", "/barrierefreiheit/", "/health/"):
        client.get(path)
    assert dict(client.cookies) == {}


# Requests that no page of ours sends


@pytest.mark.parametrize(
    "path",
    ["/anmelden/", "/passwort/vergessen/", "/barrierefreiheit/melden/", "/beitrag/neu/project/", "/meine-daten/"],
)
def test_a_form_without_its_token_is_refused_in_our_look(member: User, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    answer = client.post(path, {"title": "Von anderswo"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert '<html lang="de">' in page
    assert 'href="/"' in page
    assert "CSRF" not in page


def test_files_and_admin_refuse_forms_without_a_token_too(editor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    for path in ("/admin/users/new/", "/admin/logout/", "/abmelden/"):
        assert client.post(path).status_code == 403
    assert client.get("/meine-daten/").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "", "a b"])
def test_a_foreign_host_gets_a_page_and_no_link(host: str) -> None:
    answer = Client(raise_request_exception=False).get("/passwort/vergessen/", headers={"host": host})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert '<html lang="de">' in page
    assert "evil" not in page


def test_a_forwarded_host_changes_nothing(client: Client) -> None:
    plain = client.get("/projekte/")
    forwarded = client.get(
        "/projekte/",
        headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "forwarded": "host=evil"},
    )
    assert forwarded.headers["Location"] == plain.headers["Location"]
    assert "evil" not in client.get("/", headers={"x-forwarded-host": "evil.example"}).content.decode()


def test_without_a_trusted_proxy_nobody_can_claim_https() -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        answer = Client().get("/impressum/", headers={"x-forwarded-proto": "https"})
    assert answer.status_code == 301
