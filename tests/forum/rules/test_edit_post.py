"""Who may change a post: its author while the thread is open and nobody has blocked the author, and editors."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integration.forum.models import Post
from integration.forum.permissions import user_can_edit_post
from integration.members.models import User
from tests.forum.rules.conftest import Who

pytestmark = pytest.mark.django_db


def test_author_and_editors(who: Who, question: Post, answer: Post) -> None:
    assert who(user_can_edit_post, question) == {"asks", "editor"}
    assert who(user_can_edit_post, answer) == {"answers", "editor"}


def test_an_author_who_is_blocked_changes_nothing(who: Who, question: Post, member: User) -> None:
    member.posting_blocked_until = timezone.now() + timedelta(hours=1)
    assert who(user_can_edit_post, question) == {"editor"}


def test_editors_alone_in_a_closed_thread_and_nobody_what_was_removed(who: Who, answer: Post) -> None:
    answer.thread.closed_at = timezone.now()
    assert who(user_can_edit_post, answer) == {"editor"}
    answer.removed_at = timezone.now()
    assert who(user_can_edit_post, answer) == set()
