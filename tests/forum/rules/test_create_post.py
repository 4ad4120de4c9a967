"""Who may answer: whoever reads an open thread and is not blocked; in a closed one editors."""

import pytest
from django.utils import timezone

from integration.forum.models import Thread
from integration.forum.permissions import user_can_create_post
from tests.forum.rules.conftest import Who

pytestmark = pytest.mark.django_db


def test_everybody_in_an_open_thread(who: Who, thread: Thread) -> None:
    assert who(user_can_create_post, thread) == {"asks", "answers", "contact", "editor"}


def test_editors_in_a_closed_one_and_nobody_in_a_hidden_one(who: Who, thread: Thread) -> None:
    thread.closed_at = timezone.now()
    assert who(user_can_create_post, thread) == {"editor"}
    thread.hidden_at = timezone.now()
    assert who(user_can_create_post, thread) == set()
