"""Signing in: the only door, also of the admin."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from integration.members.roles import Role
from tests.factories import UserFactory
from tests.factories.people import PASSWORD
from tests.members.steps import SIGN_IN, is_signed_in, sign_in

pytestmark = pytest.mark.django_db

FOREIGN_TARGETS = (
    "//evil.example",
    "https://evil.example/",
    "http://127.0.0.1:1/",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "\t//evil.example",
    " //evil.example",
    "//[",
)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_signs_in_with_address_and_password(client, role):
    account = UserFactory(role=role)
    assert sign_in(client, account.email).headers["Location"] == "/"
    assert is_signed_in(client)


def test_the_address_may_be_written_in_capitals(client, member):
    sign_in(client, f" {member.email.upper()} ")
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, member):
    wrong = sign_in(client, member.email, "falsch-falsch")
    unknown = sign_in(client, "fremd@lindlohe.example", "falsch-falsch")
    bodies = [
        response.content.decode().replace(address, "ADRESSE")
        for response, address in ((wrong, member.email), (unknown, "fremd@lindlohe.example"))
    ]
    without_tokens = [[line for line in body.splitlines() if "csrfmiddlewaretoken" not in line] for body in bodies]
    assert without_tokens[0] == without_tokens[1]
    assert "E-Mail-Adresse" in bodies[0]
    assert not is_signed_in(client)


def test_signing_in_replaces_the_session_id(client, member):
    planted = SessionStore()
    planted["planted"] = True
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    sign_in(client, member.email)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted.session_key
    assert not SessionStore().exists(planted.session_key)


def test_without_the_tick_the_session_ends_with_the_browser(client, member):
    sign_in(client, member.email)
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""


def test_with_the_tick_the_session_stays(client, member):
    client.post(SIGN_IN, {"login": member.email, "password": PASSWORD, "remember": "on"})
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == settings.SESSION_COOKIE_AGE


@pytest.mark.parametrize("target", FOREIGN_TARGETS)
def test_next_never_leads_to_another_host(client, member, target):
    response = client.post(SIGN_IN, {"login": member.email, "password": PASSWORD, "next": target})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("target", FOREIGN_TARGETS)
def test_next_never_leads_a_signed_in_person_to_another_host(client, member, target):
    client.force_login(member)
    assert client.get(SIGN_IN, {"next": target}).headers["Location"] == "/"
    assert client.post("/abmelden/", {"next": target}).headers["Location"] == "/"


def test_next_leads_to_the_page_that_was_asked_for(client, member):
    response = client.get("/meine-daten/")
    assert response.headers["Location"] == "/anmelden/?next=/meine-daten/"
    signed_in = client.post(response.headers["Location"], {"login": member.email, "password": PASSWORD})
    assert signed_in.headers["Location"] == "/meine-daten/"


def test_who_signed_out_in_an_ended_session_is_not_asked_to_sign_out_after_signing_in(client, member):
    response = client.post("/abmelden/")
    signed_in = client.post(response.headers["Location"], {"login": member.email, "password": PASSWORD})
    assert signed_in.headers["Location"] == "/"


def test_a_deactivated_person_learns_whom_to_ask(client, member):
    member.is_active = False
    member.save()
    response = sign_in(client, member.email)
    assert response.status_code == 403
    assert "ausgeschaltet" in response.content.decode()
    assert not is_signed_in(client)


def test_a_deactivated_person_with_a_wrong_password_learns_nothing(client, member):
    member.is_active = False
    member.save()
    assert "ausgeschaltet" not in sign_in(client, member.email, "falsch-falsch").content.decode()


def test_after_a_change_of_address_the_former_one_opens_nothing(client, member):
    sign_in(client, member.email)
    client.post("/abmelden/")
    client.post("/passwort/vergessen/", {"email": member.email})
    former, member.email = member.email, "neu@lindlohe.example"
    member.save()
    sign_in(client, former)
    assert not is_signed_in(client)
    sign_in(client, member.email)
    assert is_signed_in(client)
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_can_register(client, db, method):
    data = {"email": "neu@lindlohe.example", "password1": PASSWORD}
    assert getattr(client, method)("/registrieren/", data).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "confirm-email/", "inactive/", "password/set/", "reauthenticate/", "login/code/confirm/"],
)
def test_no_other_page_of_allauth_is_open(client, member, path):
    client.force_login(member)
    for prefix in ("/", "/accounts/", "/anmelden/", "/meine-daten/"):
        assert client.get(f"{prefix}{path}").status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"login": "\x00", "password": "\x00"},
        {"login": "x" * 5000, "password": "y" * 5000},
        {"login": '"', "password": "'"},
        {"login": "a@b.example\nBcc: x@y.example", "password": "z"},
    ],
)
def test_odd_input_gives_the_form_again(client, db, data):
    response = client.post(SIGN_IN, data)
    assert response.status_code == 200
    assert "kern-error" in response.content.decode() or "p-errors" in response.content.decode()


def test_the_door_of_the_admin_has_no_form_of_its_own(client, editor):
    response = client.post("/admin/login/", {"username": editor.email, "password": PASSWORD})
    assert response.headers["Location"].startswith("/anmelden/")
    assert not is_signed_in(client)


def test_an_editor_comes_through_the_sign_in_into_the_admin(client, editor):
    response = client.get("/admin/", follow=True)
    assert response.request["PATH_INFO"] == SIGN_IN
    url = f"{SIGN_IN}?{response.request['QUERY_STRING']}"
    signed_in = client.post(url, {"login": editor.email, "password": PASSWORD}, follow=True)
    assert signed_in.request["PATH_INFO"] == "/admin/"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CONTACT])
def test_who_may_not_into_the_admin_sees_a_clear_page_instead_of_a_loop(client, role):
    client.force_login(UserFactory(role=role))
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "nicht öffnen" in response.content.decode()


@pytest.mark.parametrize("path", ["/admin/password_reset/", "/admin/password_reset/confirm/MQ/x-y/"])
def test_the_admin_has_no_password_page_of_its_own(client, editor, path):
    client.force_login(editor)
    assert client.get(path).status_code == 404


def test_the_admins_account_page_changes_neither_address_nor_password(client, editor):
    client.force_login(editor)
    page = client.get("/admin/account/").content.decode()
    assert "password" not in page.lower().replace("passwort", "password").split("</nav>")[-1]
    before = editor.email, editor.password
    client.post(
        "/admin/account/",
        {
            "name_email-first_name": "Neu",
            "name_email-last_name": "Name",
            "name_email-email": "boese@evil.example",
            "password-old_password": PASSWORD,
            "password-new_password1": "neues-langes-wort",
            "password-new_password2": "neues-langes-wort",
            "theme-theme": "system",
            "theme-density": "default",
            "theme-contrast": "system",
        },
    )
    editor.refresh_from_db()
    assert (editor.email, editor.password) == before
