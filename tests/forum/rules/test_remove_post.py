"""Who may take a post away: its author, blocked or not, and editors; who may bring it back: editors."""

import pytest
from django.utils import timezone

from integration.forum.models import Post
from integration.forum.permissions import user_can_remove_post, user_can_restore_post
from tests.forum.rules.conftest import Who

pytestmark = pytest.mark.django_db


def test_author_and_editors_take_away_and_editors_bring_back(who: Who, answer: Post) -> None:
    assert who(user_can_remove_post, answer) == {"answers", "editor"}
    assert who(user_can_restore_post, answer) == set()
    answer.removed_at = timezone.now()
    assert who(user_can_remove_post, answer) == set()
    assert who(user_can_restore_post, answer) == {"editor"}
