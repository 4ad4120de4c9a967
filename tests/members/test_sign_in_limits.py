"""Row B1: guessing ends in 429, per account and per address, on every way to sign in."""

import pytest
from django.test import Client

from tests.factories import UserFactory
from tests.factories.people import PASSWORD
from tests.members.steps import RESET, is_signed_in, sign_in

pytestmark = pytest.mark.django_db
TRIES = 60
ALLOWED = 9  # the tenth try is refused


def guess(client: Client, emails, addresses) -> list[int]:
    return [
        sign_in(client, emails(n), f"falsch-{n}", REMOTE_ADDR=addresses(n)).status_code for n in range(1, TRIES + 1)
    ]


def test_an_account_is_closed_to_guesses_from_everywhere(client, member):
    answers = guess(client, lambda n: member.email, lambda n: f"10.0.{n}.1")
    assert answers.index(429) <= ALLOWED
    assert set(answers[answers.index(429) :]) == {429}
    right = sign_in(client, member.email, REMOTE_ADDR="10.9.9.9")
    assert right.status_code == 429
    assert int(right.headers["Retry-After"]) > 0
    assert "zu viele" in right.content.decode().lower()
    assert not is_signed_in(client)


def test_capitals_and_host_names_do_not_multiply_the_guesses(client, member):
    spellings = [member.email, member.email.upper(), member.email.title()]
    hosts = ["testserver", "localhost", "127.0.0.1"]
    answers = [
        sign_in(client, spellings[n % 3], "falsch", REMOTE_ADDR=f"10.0.{n}.1", HTTP_HOST=hosts[n % 3]).status_code
        for n in range(10)
    ]
    assert 429 in answers


@pytest.mark.parametrize(
    "addresses",
    [lambda n: "203.0.113.7", lambda n: f"2001:db8:1:2::{n:x}"],
    ids=["one IPv4 address", "one IPv6 /64"],
)
def test_an_address_is_closed_to_guesses_at_all_accounts(client, member, addresses):
    answers = guess(client, lambda n: f"person{n}@stadt.example", addresses)
    assert answers.index(429) <= ALLOWED
    assert sign_in(client, member.email, REMOTE_ADDR=addresses(TRIES + 1)).status_code == 429
    assert not is_signed_in(client)


def test_guesses_from_one_address_do_not_shut_others_out(client, member):
    guess(client, lambda n: f"person{n}@stadt.example", lambda n: "203.0.113.7")
    sign_in(client, member.email, REMOTE_ADDR="203.0.113.8")
    assert is_signed_in(client)


def test_a_made_up_forwarded_address_does_not_help(client, member):
    answers = [
        sign_in(
            client, f"person{n}@stadt.example", "falsch", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=f"10.1.1.{n}"
        ).status_code
        for n in range(12)
    ]
    assert 429 in answers


def test_behind_a_proxy_the_address_that_the_proxy_saw_counts(client, member, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answers = [
        sign_in(
            client,
            f"person{n}@stadt.example",
            "falsch",
            REMOTE_ADDR="127.0.0.1",
            HTTP_X_FORWARDED_FOR=f"10.1.1.{n}, 203.0.113.7",
        ).status_code
        for n in range(12)
    ]
    assert 429 in answers
    other = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.8"}
    assert sign_in(client, member.email, **other).status_code == 302


def test_signing_in_rightly_is_not_limited_as_guessing(client, member):
    for _visit in range(12):
        assert sign_in(client, member.email).status_code == 302
        client.post("/abmelden/")


def test_guessing_at_the_door_of_the_admin_signs_nobody_in(client, editor):
    for n in range(TRIES):
        client.post("/admin/login/", {"username": editor.email, "password": f"falsch-{n}"})
    response = client.post("/admin/login/", {"username": editor.email, "password": PASSWORD})
    assert response.headers["Location"].startswith("/anmelden/")
    assert not is_signed_in(client)


@pytest.mark.parametrize("known", [True, False])
def test_mails_for_a_new_password_are_limited_for_known_and_unknown_addresses_alike(client, known):
    address = UserFactory().email if known else "fremd@stadt.example"
    answers = [client.post(RESET, {"email": address}, REMOTE_ADDR=f"10.0.{n}.1") for n in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert answers[-1].headers["Retry-After"]


def test_guessing_the_old_password_of_an_open_session_ends(client, member):
    client.force_login(member)
    data = {"oldpassword": "falsch", "password1": "ein-neues-wort", "password2": "ein-neues-wort"}
    answers = [client.post("/meine-daten/passwort/", data).status_code for _try in range(7)]
    assert answers[-1] == 429
