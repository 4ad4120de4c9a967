import pytest
from django.test import Client

from tests.factories.people import PASSWORD
from tests.members.steps import is_signed_in, sign_in

pytestmark = pytest.mark.django_db
PATH = "/meine-daten/passwort/"
NEW = "ein-neues-langes-wort"


def test_changing_keeps_this_session_and_ends_the_others(client, member):
    elsewhere = Client()
    sign_in(client, member.email)
    sign_in(elsewhere, member.email)
    response = client.post(PATH, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert response.headers["Location"] == "/meine-daten/"
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert sign_in(Client(), member.email, PASSWORD).status_code == 200
    assert sign_in(Client(), member.email, NEW).status_code == 302


@pytest.mark.parametrize(
    ("old", "first", "second"),
    [("falsch", NEW, NEW), (PASSWORD, NEW, "anders-getippt"), (PASSWORD, "kurz", "kurz"), ("", "", "")],
)
def test_a_mistake_changes_nothing(client, member, old, first, second):
    client.force_login(member)
    response = client.post(PATH, {"oldpassword": old, "password1": first, "password2": second})
    assert response.status_code == 200
    assert "p-errors" in response.content.decode()
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_who_has_no_password_is_led_to_the_mail(client, member):
    member.set_unusable_password()
    member.save()
    client.force_login(member)
    assert client.get(PATH).headers["Location"] == "/passwort/vergessen/"


def test_a_deactivation_meanwhile_is_not_undone(client, member):
    """The form holds an older copy of the account; it writes the password alone."""
    client.force_login(member)
    client.post(PATH, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW, "is_active": "on"})
    member.refresh_from_db()
    assert member.check_password(NEW)
    assert not member.is_staff
