"""Who may say which answer helped: who asked, and editors; not of a question itself, nor in a discussion."""

import pytest

from integration.forum.models import Post, Thread
from integration.forum.permissions import user_can_accept_post, user_can_mark_post
from tests.forum.rules.conftest import Who

pytestmark = pytest.mark.django_db


def test_who_asked_and_editors(who: Who, question: Post, answer: Post) -> None:
    assert who(user_can_accept_post, answer) == {"asks", "editor"}
    assert who(user_can_accept_post, question) == set()
    answer.thread.sort = Thread.Sort.DISCUSSION
    assert who(user_can_accept_post, answer) == set()


def test_everybody_but_its_author_marks_a_post_that_helped(who: Who, answer: Post) -> None:
    assert who(user_can_mark_post, answer) == {"asks", "contact", "editor", "blocked"}
