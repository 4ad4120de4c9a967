"""Questions on other pages: what waits on the start page, what is one's own, and what the portal has on the matter."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from integration.catalogue.services import record
from integration.forum.models import Thread
from integration.members.models import User
from integration.models import SectionPage
from tests.factories import PostFactory, ProjectPageFactory, ThreadFactory, TopicFactory, restrict

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]


def panel(page: str) -> str:
    return page.partition('aria-labelledby="questions"')[2].partition("</section>")[0]


def test_the_start_page_shows_the_three_newest_questions_without_an_answer(member: User, signed_in: SignedIn) -> None:
    topic = TopicFactory(name="Wohnen")
    for age in range(5):
        thread = ThreadFactory(title=f"Wartet {age}", topic=topic, shielded=age == 1)
        Thread.objects.filter(pk=thread.pk).update(created_at=timezone.now() - timedelta(days=age))
    PostFactory(thread=ThreadFactory(title="Hat eine"))
    ThreadFactory(title="Gespräch", sort=Thread.Sort.DISCUSSION)
    shown = panel(signed_in(member).get("/").content.decode())
    assert [age for age in range(5) if f"Wartet {age}" in shown] == [0, 1, 2]
    assert "Hat eine" not in shown
    assert "Gespräch" not in shown
    assert "Wohnen, gefragt gestern" in shown
    assert "zeige=offen" in shown


def test_the_start_page_shows_no_questions_to_those_for_whom_the_forum_is_not_meant(
    member: User, editor: User, signed_in: SignedIn
) -> None:
    ThreadFactory(title="Nur für einige")
    restrict(SectionPage.objects.get(kind="thread"), Group.objects.create(name="Einige"))
    assert "Nur für einige" not in signed_in(member).get("/").content.decode()
    assert "Nur für einige" in panel(signed_in(editor).get("/").content.decode())


def test_who_asked_without_a_name_finds_the_question_among_the_own_ones_and_nobody_else_does(
    member: User, colleague: User, contact: User, editor: User, signed_in: SignedIn
) -> None:
    ThreadFactory(title="Heikle Lage", author=member, shielded=True)
    ThreadFactory(title="Ganz offen", author=member)
    page = signed_in(member).get("/meine-beitraege/").content.decode()
    assert "Heikle Lage" in page
    assert page.count("ohne Namen: Nur Sie und die Redaktion") == 1
    for other in (colleague, contact, editor):
        assert "Heikle Lage" not in signed_in(other).get("/meine-beitraege/").content.decode()


def test_beside_a_thread_stands_what_the_portal_has_on_it_as_far_as_one_may_read_it(
    member: User, signed_in: SignedIn
) -> None:
    topic = TopicFactory(name="Wohnen", slug="wohnen")
    thread = ThreadFactory(title="Gebühren nach Fläche?", topic=topic)
    pages = [ProjectPageFactory(title=f"Gebühren {number}") for number in range(2)]
    for page in pages:
        page.topics.add(topic)
        record(page)
    restrict(pages[1], Group.objects.create(name="Einige"))
    shown = signed_in(member).get(thread.get_absolute_url()).content.decode()
    assert "Dazu im Portal" in shown
    assert "Gebühren 0" in shown
    assert "Gebühren 1" not in shown
