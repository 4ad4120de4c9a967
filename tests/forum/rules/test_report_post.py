"""Who may report a post: everybody but its author, blocked or not; who may decide: editors, not on their own."""

import pytest
from django.utils import timezone

from integration.forum.models import Post
from integration.forum.permissions import user_can_moderate_forum, user_can_report_post
from integration.reports.models import Case
from integration.reports.permissions import user_can_decide_case, user_can_view_cases
from tests.forum.rules.conftest import Who

pytestmark = pytest.mark.django_db


def test_everybody_but_its_author(who: Who, answer: Post) -> None:
    assert who(user_can_report_post, answer) == {"asks", "contact", "editor", "blocked"}
    answer.removed_at = timezone.now()
    assert who(user_can_report_post, answer) == set()


def test_editors_decide_but_not_on_what_they_wrote(who: Who, editor, member) -> None:  # type: ignore[no-untyped-def]
    assert who(user_can_decide_case, Case(author=member)) == {"editor"}
    assert who(user_can_decide_case, Case(author=editor)) == set()
    assert who(user_can_view_cases) == who(user_can_moderate_forum) == {"editor"}
