"""Somebody of each role, and a question of the member's with an answer of somebody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integration.forum.models import Post, Thread
from integration.members.models import User
from tests.factories import PostFactory, ThreadFactory, UserFactory

Who = Callable[..., set[str]]


@pytest.fixture
def thread(member: User) -> Thread:
    return ThreadFactory(author=member)


@pytest.fixture
def question(thread: Thread) -> Post:
    return thread.posts.get()


@pytest.fixture
def answer(thread: Thread, other_member: User) -> Post:
    return PostFactory(thread=thread, author=other_member)


@pytest.fixture
def who(member: User, other_member: User, contact: User, editor: User) -> Who:
    """`who(predicate, thing)` names the roles that may; members asked the question and answered it."""
    soon = timezone.now() + timedelta(days=1)
    people = {
        "asks": member,
        "answers": other_member,
        "contact": contact,
        "editor": editor,
        "blocked": UserFactory(posting_blocked_until=soon),
        "left": UserFactory(is_active=False),
    }

    def may(predicate: Callable[..., bool], *things: Any) -> set[str]:
        return {role for role, user in people.items() if predicate(user, *things)}

    return may
