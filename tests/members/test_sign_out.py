"""Row B6: signing out ends the session, whoever and wherever."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from integration.members.roles import Role
from tests.factories import UserFactory
from tests.members.steps import is_signed_in, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/abmelden/", "/admin/logout/"])
@pytest.mark.parametrize("role", list(Role))
def test_signing_out_ends_the_session_for_good(client, role, path):
    sign_in(client, UserFactory(role=role).email)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    response = client.post(path)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert not is_signed_in(client)
    assert not SessionStore().exists(key)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_signed_in(thief)


@pytest.mark.parametrize("path", ["/abmelden/", "/admin/logout/"])
def test_opening_the_address_only_asks(client, member, path):
    client.force_login(member)
    response = client.get(path)
    assert response.status_code == 200
    assert "Abmelden" in response.content.decode()
    assert is_signed_in(client)


def test_another_site_cannot_sign_people_out(member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    assert client.post("/abmelden/").status_code == 403
    assert is_signed_in(client)
