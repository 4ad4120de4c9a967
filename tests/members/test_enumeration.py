"""Row B2: neither the answer nor its time tells whether an address has an account."""

import statistics
import time

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from integration.members.models import User
from integration.notifications.models import Message
from tests.factories import UserFactory
from tests.members.steps import RESET, SIGN_IN

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
TRIES = 50
MOST = 0.020  # seconds


@pytest.fixture
def known(settings) -> list[str]:
    """Addresses with an account, whose passwords are as slow to check as in production."""
    settings.PASSWORD_HASHERS = ["tests.members.hashers.SlowPasswordHasher"]
    accounts = [UserFactory(municipality=None) for _n in range(TRIES)]
    User.objects.filter(pk__in=[account.pk for account in accounts]).update(password=make_password("richtig-lang"))
    return [account.email for account in accounts]


def median_gap(known: list[str], path: str, data) -> float:
    """Return by how many seconds of work the answers to known and unknown addresses differ."""
    times: dict[bool, list[float]] = {True: [], False: []}
    bodies = set()
    for n, email in enumerate(known):
        for is_known, address in ((True, email), (False, f"fremd{n}@stadt.example")):
            client = Client(REMOTE_ADDR=f"10.{int(is_known)}.0.{n}")
            start = time.process_time()  # the machine's other work must not count
            response = client.post(path, data(address))
            times[is_known].append(time.process_time() - start)
            bodies.add((response.status_code, response.headers.get("Location")))
    assert len(bodies) == 1
    return abs(statistics.median(times[True]) - statistics.median(times[False]))


def test_signing_in_takes_as_long_for_an_unknown_address(known):
    some = known[:20]
    assert median_gap(some, SIGN_IN, lambda address: {"login": address, "password": "falsch-falsch"}) < MOST


def test_signing_in_takes_as_long_for_an_account_that_was_never_opened(known):
    User.objects.filter(email__in=known).update(password=make_password(None))
    few = known[:12]
    assert median_gap(few, SIGN_IN, lambda address: {"login": address, "password": "falsch-falsch"}) < MOST


def test_asking_for_a_new_password_takes_as_long_for_an_unknown_address(known):
    assert median_gap(known, RESET, lambda address: {"email": address}) < MOST
    assert set(Message.objects.values_list("recipient", flat=True)) == set(known)


@pytest.mark.parametrize("address", ["fremd@stadt.example", "ausgeschaltet@stadt.example"])
def test_strangers_and_deactivated_people_get_no_mail_and_the_same_page(client, member, address):
    UserFactory(email="ausgeschaltet@stadt.example", is_active=False)
    pages = [client.post(RESET, {"email": email}, follow=True) for email in (member.email, address)]
    assert pages[0].content == pages[1].content
    assert [message.recipient for message in Message.objects.all()] == [member.email]
