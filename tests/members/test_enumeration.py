"""Row B2: neither the answer nor the work behind it tells whether an address has an account."""

import statistics
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from integration.members.models import User
from integration.notifications.models import Message
from tests.factories import UserFactory
from tests.members.hashers import CountingPasswordHasher
from tests.members.steps import RESET, SIGN_IN

pytestmark = pytest.mark.django_db
TRIES = 6
LARGEST_GAP = 10_000  # calls of functions, a few milliseconds: writing down one mail takes more than half of them


@pytest.fixture
def known(settings) -> list[str]:
    """Addresses with an account."""
    settings.PASSWORD_HASHERS = ["tests.members.hashers.CountingPasswordHasher"]
    accounts = [UserFactory(municipality=None) for _n in range(TRIES)]
    User.objects.filter(pk__in=[account.pk for account in accounts]).update(password=make_password("richtig-lang"))
    return [account.email for account in accounts]


def work_of(answer: Callable[[], Any]) -> tuple[int, int]:
    """Return how many passwords are hashed for an answer, which takes long, and how many functions are called."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = CountingPasswordHasher.hashed
    earlier = sys.getprofile()
    sys.setprofile(count)
    try:
        answer()
    finally:
        sys.setprofile(earlier)
    return CountingPasswordHasher.hashed - before, calls


def works(known: list[str], path: str, data: Callable[[str], dict[str, str]]) -> dict[bool, list[tuple[int, int]]]:
    """Return the work for known (True) and unknown addresses, whose answers are the same."""
    found: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    bodies = set()
    for n, email in enumerate(known):
        for is_known, address in ((True, email), (False, f"fremd{n}@stadt.example")):
            client = Client(REMOTE_ADDR=f"10.{int(is_known)}.0.{n}")
            client.get(path)  # what is made for a first request only is no part of it
            answers: list[Any] = []
            found[is_known].append(work_of(lambda: answers.append(client.post(path, data(address)))))  # noqa: B023
            # The templates are those of the page and of the mail, which is written for a stranger too and not sent
            templates = tuple(template.name for template in answers[0].templates)
            bodies.add((answers[0].status_code, answers[0].headers.get("Location"), templates))
    assert len(bodies) == 1
    return found


def assert_alike(found: dict[bool, list[tuple[int, int]]]) -> None:
    """As many passwords are hashed, and the other work is nearly the same."""
    assert {hashed for hashed, _calls in found[True]} == {hashed for hashed, _calls in found[False]}
    with_account, without = (statistics.median(calls for _hashed, calls in found[is_known]) for is_known in found)
    assert abs(with_account - without) < LARGEST_GAP


def test_signing_in_takes_as_much_work_for_an_unknown_address(known):
    found = works(known, SIGN_IN, lambda address: {"login": address, "password": "falsch-falsch"})
    assert_alike(found)
    assert {hashed for hashed, _calls in found[False]} == {1}


def test_signing_in_takes_as_much_work_for_an_account_that_was_never_opened(known):
    User.objects.filter(email__in=known).update(password=make_password(None))
    assert_alike(works(known, SIGN_IN, lambda address: {"login": address, "password": "falsch-falsch"}))


def test_asking_for_a_new_password_takes_as_much_work_for_an_unknown_address(known):
    found = works(known, RESET, lambda address: {"email": address})
    assert_alike(found)
    assert set(Message.objects.values_list("recipient", flat=True)) == set(known)


@pytest.mark.parametrize("address", ["fremd@stadt.example", "ausgeschaltet@stadt.example"])
def test_strangers_and_deactivated_people_get_no_mail_and_the_same_page(client, member, address):
    UserFactory(email="ausgeschaltet@stadt.example", is_active=False)
    pages = [client.post(RESET, {"email": email}, follow=True) for email in (member.email, address)]
    assert pages[0].content == pages[1].content
    assert [message.recipient for message in Message.objects.all()] == [member.email]
