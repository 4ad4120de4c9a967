"""A member reports what others read: once, with a reason, without learning who wrote it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from integration.forum.models import Post
from integration.forum.services import remove
from integration.members.models import User
from integration.notifications.models import Message
from integration.reports.models import Case, Report
from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]


def address(post: Post) -> str:
    return reverse("reports:report", args=["post", post.pk])


def test_a_report_reaches_the_queue_and_the_editors_once_for_each_person(
    member: User, other_member: User, editor: User, signed_in: SignedIn
) -> None:
    post = PostFactory(body="<p>Ihr seid alle unfähig.</p>")
    client = signed_in(member)
    assert address(post) in client.get(post.thread.get_absolute_url()).content.decode()
    assert "Ihr seid alle unfähig." in client.get(address(post)).content.decode()
    for _attempt in range(2):
        answer = client.post(address(post), {"reason": "insult", "words": "So nicht."}, follow=True)
        assert "Danke! Die Redaktion sieht es sich an." in answer.content.decode()
    signed_in(other_member).post(address(post), {"reason": "wrong"})
    case = Case.objects.get()
    assert (case.kind, case.object_id, case.author, case.report_count) == ("post", post.pk, post.author, 2)
    assert case.excerpt == "Ihr seid alle unfähig."
    assert "Das haben Sie gemeldet" in client.get(address(post)).content.decode()
    assert [mail.recipient for mail in Message.objects.filter(subject__startswith="Gemeldet:")] == [editor.email]


def test_a_reason_is_asked_for_and_words_where_it_is_something_else(member: User, signed_in: SignedIn) -> None:
    post, client = PostFactory(), signed_in(member)
    assert "Bitte wählen Sie, was damit nicht stimmt." in client.post(address(post), {}).content.decode()
    for data in ({"reason": "erfunden"}, {"reason": "other"}, {"reason": "insult", "words": "x" * 1001}):
        assert client.post(address(post), data).status_code == 422
    assert not Report.objects.exists()


def test_nobody_reports_what_they_cannot_see_or_wrote_themselves(member: User, signed_in: SignedIn) -> None:
    post, own = PostFactory(), PostFactory(author=member)
    remove(user=post.author, post=post)
    client = signed_in(member)
    assert client.post(address(post), {"reason": "insult"}).status_code == 404
    assert client.post(address(own), {"reason": "insult"}).status_code == 403
    assert client.get(f"/melden/erfunden/{own.pk}/").status_code == 404
    assert address(own) not in client.get(own.thread.get_absolute_url()).content.decode()


def test_who_asked_without_a_name_stays_unknown_to_who_reports(member: User, signed_in: SignedIn) -> None:
    thread = ThreadFactory(shielded=True)
    post, client = thread.posts.get(), signed_in(member)
    page = client.get(address(post)).content.decode()
    page += client.post(address(post), {"reason": "personal"}, follow=True).content.decode()
    page += client.get(address(post)).content.decode()
    assert thread.author.last_name not in page
    assert all(thread.author.last_name not in mail.body for mail in Message.objects.all())


def test_too_many_reports_are_stopped_and_nothing_is_lost(
    member: User, signed_in: SignedIn, settings_limit: None
) -> None:
    client, posts = signed_in(member), [PostFactory() for _number in range(2)]
    client.post(address(posts[0]), {"reason": "advert"})
    answer = client.post(address(posts[1]), {"reason": "advert", "words": "Schon wieder Werbung"})
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert "Schon wieder Werbung" in answer.content.decode()


@pytest.fixture
def settings_limit(settings) -> None:  # type: ignore[no-untyped-def]
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"report": "1/h/user"}
