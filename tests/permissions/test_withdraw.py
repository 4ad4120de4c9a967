"""Who may take a contribution back: its author."""

import pytest
from django.test import Client
from django.urls import reverse

from integration.contribute.permissions import user_can_withdraw_contribution
from integration.contribute.services import submit
from integration.members.models import User
from tests.factories import ProjectPageFactory, draft

pytestmark = pytest.mark.django_db


def test_the_author_may_while_active(member: User) -> None:
    page = ProjectPageFactory(owner=member)
    assert user_can_withdraw_contribution(member, page)
    member.is_active = False
    assert not user_can_withdraw_contribution(member, page)


@pytest.mark.parametrize("role", ["colleague", "other_member", "contact", "other_contact", "editor", "admin"])
def test_nobody_else_may(client: Client, member: User, role: str, request: pytest.FixtureRequest) -> None:
    published = ProjectPageFactory(owner=member)
    waiting = draft(ProjectPageFactory, owner=member)
    submit(page=waiting, user=member)
    stranger = request.getfixturevalue(role)
    client.force_login(stranger)
    for page, state in ((published, "published"), (waiting, "in_review")):
        assert not user_can_withdraw_contribution(stranger, page)
        assert client.post(reverse("contribute:withdraw", args=[page.pk]), {"state": state}).status_code == 403
    published.refresh_from_db()
    waiting.refresh_from_db()
    assert published.live
    assert waiting.workflow_in_progress
