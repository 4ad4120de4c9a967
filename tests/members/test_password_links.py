"""Rows B3 and B4: links that set a password lead here, work once and for a short time."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import Client

from integration.members.services import invite
from integration.notifications.models import Message
from tests.factories import UserFactory
from tests.members.steps import RESET, is_signed_in, link_in_newest_mail, path_of, set_password, sign_in

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "ein-neues-langes-wort"


@pytest.fixture
def newcomer(municipality):
    return UserFactory(email="neu@lindlohe.example", municipality=municipality, password=None)


def later(monkeypatch, **time) -> None:
    """Set the clock of the links forward."""
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: datetime.now() + timedelta(**time))


def test_the_mail_greets_by_name_and_has_one_link(client, member):
    client.post(RESET, {"email": member.email.upper()})
    mail = Message.objects.get()
    assert mail.recipient == member.email
    assert f"Guten Tag {member.display_name}," in mail.body
    assert mail.body.count("http") == 1
    assert mail.subject == "Neues Passwort festlegen"


def test_the_link_sets_the_password(client, member):
    client.post(RESET, {"email": member.email})
    response = set_password(client, link_in_newest_mail(member), NEW_PASSWORD)
    assert response.headers["Location"] == "/passwort/gesetzt/"
    assert not is_signed_in(client)
    sign_in(client, member.email, NEW_PASSWORD)
    assert is_signed_in(client)


def test_the_link_works_once(client, member):
    client.post(RESET, {"email": member.email})
    link = link_in_newest_mail(member)
    set_password(client, link, NEW_PASSWORD)
    second = Client().get(path_of(link))
    assert "gilt nicht mehr" in second.content.decode()
    set_password(Client(), link, "ein-ganz-anderes-wort")
    assert sign_in(client, member.email, NEW_PASSWORD).status_code == 302


def test_opening_the_link_alone_uses_nothing_up(client, member):
    """Mail scanners open every link."""
    client.post(RESET, {"email": member.email})
    link = link_in_newest_mail(member)
    Client().get(path_of(link), follow=True)
    assert set_password(client, link, NEW_PASSWORD).headers["Location"] == "/passwort/gesetzt/"


def test_the_link_works_for_an_hour_and_no_longer(client, member, monkeypatch):
    client.post(RESET, {"email": member.email})
    link = link_in_newest_mail(member)
    later(monkeypatch, minutes=59)
    assert "Passwort festlegen" in client.get(path_of(link), follow=True).content.decode()
    later(monkeypatch, minutes=61)
    assert "gilt nicht mehr" in Client().get(path_of(link), follow=True).content.decode()


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
@pytest.mark.parametrize("allowed", [["*"], ["testserver"]], ids=["all hosts allowed", "one host allowed"])
def test_a_foreign_host_never_gets_into_the_mail(client, member, settings, header, allowed):
    settings.ALLOWED_HOSTS = allowed
    response = client.post(RESET, {"email": member.email}, **{header: "evil.example"})
    if response.status_code == 400:
        assert not Message.objects.exists()
    else:
        assert link_in_newest_mail(member).startswith(f"{django_settings.BASE_URL}/")
        assert "evil" not in Message.objects.get().body


def test_a_link_does_nothing_for_who_was_deactivated_since(client, member):
    client.post(RESET, {"email": member.email})
    link = link_in_newest_mail(member)
    member.is_active = False
    member.save()
    assert "gilt nicht mehr" in client.get(path_of(link), follow=True).content.decode()


def test_a_link_dies_with_a_change_of_address(client, member):
    client.post(RESET, {"email": member.email})
    link = link_in_newest_mail(member)
    member.email = "anders@lindlohe.example"
    member.save()
    assert "gilt nicht mehr" in client.get(path_of(link), follow=True).content.decode()


def test_a_new_password_ends_all_sessions(client, member):
    other_device = Client()
    sign_in(other_device, member.email)
    client.post(RESET, {"email": member.email})
    set_password(client, link_in_newest_mail(member), NEW_PASSWORD)
    assert not is_signed_in(other_device)


@pytest.mark.parametrize("password", ["kurz", "1234567890123", "password123", "", "x" * 9])
def test_a_weak_password_gives_the_form_again(client, member, password):
    client.post(RESET, {"email": member.email})
    response = set_password(client, link_in_newest_mail(member), password)
    assert response.status_code == 200
    member.refresh_from_db()
    assert not member.check_password(password)


@pytest.mark.parametrize("path", ["0-x", "zzzzzzzzzzzzz-abc", "1-i.", "1-i.zz-", "1-set-password", "1-%00"])
def test_made_up_links_say_that_they_no_longer_work(client, member, path):
    response = client.get(f"/passwort/neu/{path}/")
    assert response.status_code in {200, 400, 404}
    assert "password1" not in response.content.decode()


def test_an_invitation_lets_its_reader_in(client, newcomer):
    invite(account=newcomer)
    mail = Message.objects.get()
    assert mail.subject == "Ihr Zugang zum Integrationsportal"
    assert f"Guten Tag {newcomer.display_name}," in mail.body
    assert link_in_newest_mail(newcomer).startswith(f"{django_settings.BASE_URL}/")
    set_password(client, link_in_newest_mail(newcomer), NEW_PASSWORD)
    sign_in(client, newcomer.email, NEW_PASSWORD)
    assert is_signed_in(client)
    newcomer.refresh_from_db()
    assert not newcomer.awaits_first_sign_in


def test_an_invitation_works_for_a_week_and_no_longer(client, newcomer, monkeypatch):
    invite(account=newcomer)
    link = link_in_newest_mail(newcomer)
    later(monkeypatch, days=6, hours=23)
    assert "Passwort festlegen" in client.get(path_of(link), follow=True).content.decode()
    later(monkeypatch, days=7, minutes=1)
    assert "gilt nicht mehr" in Client().get(path_of(link), follow=True).content.decode()


def test_an_invitation_works_once(client, newcomer):
    invite(account=newcomer)
    link = link_in_newest_mail(newcomer)
    set_password(client, link, NEW_PASSWORD)
    assert "gilt nicht mehr" in Client().get(path_of(link), follow=True).content.decode()


def test_an_unused_invitation_dies_when_the_password_was_set_another_way(client, newcomer):
    invite(account=newcomer)
    invitation = link_in_newest_mail(newcomer)
    client.post(RESET, {"email": newcomer.email})
    set_password(client, link_in_newest_mail(newcomer), NEW_PASSWORD)
    assert "gilt nicht mehr" in Client().get(path_of(invitation), follow=True).content.decode()


def test_who_has_a_password_or_is_deactivated_cannot_be_invited(member, newcomer):
    newcomer.is_active = False
    newcomer.save()
    for account in (member, newcomer):
        with pytest.raises(ValueError, match="invited"):
            invite(account=account)
    assert not Message.objects.exists()
