"""Who may hand something in: every active account."""

import pytest
from django.contrib.auth.models import AnonymousUser

from integration.contribute.permissions import user_can_create_contribution
from integration.members.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["member", "contact", "editor", "admin"])
def test_every_active_account_may(role: str, request: pytest.FixtureRequest) -> None:
    assert user_can_create_contribution(request.getfixturevalue(role))


def test_a_deactivated_account_may_not(member: User) -> None:
    member.is_active = False
    assert not user_can_create_contribution(member)


def test_a_stranger_may_not() -> None:
    assert not user_can_create_contribution(AnonymousUser())  # type: ignore[arg-type]
