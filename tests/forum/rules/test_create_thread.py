"""Who may ask: everybody for whom the forum is meant, and who is not blocked."""

import pytest
from django.contrib.auth.models import Group

from integration.forum.permissions import user_can_create_thread, user_can_view_forum
from integration.models import SectionPage
from tests.factories import restrict
from tests.forum.rules.conftest import Who

pytestmark = pytest.mark.django_db


def test_everybody_but_who_is_blocked_or_has_left(who: Who) -> None:
    assert who(user_can_create_thread) == {"asks", "answers", "contact", "editor"}
    assert who(user_can_view_forum) == {"asks", "answers", "contact", "editor", "blocked"}


def test_in_a_forum_for_a_group_only_the_group_and_editors(who: Who, contact) -> None:  # type: ignore[no-untyped-def]
    group = Group.objects.create(name="AG Wohnen")
    restrict(SectionPage.objects.get(kind="thread"), group)
    contact.groups.add(group)
    assert who(user_can_create_thread) == {"contact", "editor"}
