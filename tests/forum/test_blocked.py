"""Whom the editors have asked for a break reads everything and writes nothing; what was typed comes back."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from integration.forum.models import Post, Thread
from integration.members.models import User
from integration.members.permissions import user_can_post
from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]


@pytest.fixture
def blocked(member: User) -> User:
    member.posting_blocked_until = timezone.now() + timedelta(days=3)
    member.save()
    return member


def test_a_blocked_person_reads_and_sees_until_when_and_whom_to_ask(blocked: User, signed_in: SignedIn) -> None:
    thread = ThreadFactory()
    client = signed_in(blocked)
    page = client.get(thread.get_absolute_url())
    assert page.status_code == 200
    html = page.content.decode()
    assert "Sie können zurzeit nicht schreiben" in html
    assert reverse("ask_editors") in html
    assert "<textarea" not in html
    form = client.get(reverse("forum:ask"))
    assert form.status_code == 403
    assert "Sie können zurzeit nicht schreiben" in form.content.decode()


@pytest.mark.parametrize("name", ["ask", "answer", "edit"])
def test_a_blocked_person_writes_nothing_and_loses_nothing(blocked: User, signed_in: SignedIn, name: str) -> None:
    thread = ThreadFactory()
    own = PostFactory(thread=thread, author=blocked)
    pk = {"ask": [], "answer": [thread.pk], "edit": [own.pk]}[name]
    data = {"title": "Wer weiß das?", "body": "<!--html--><p>Lange <b>getippt</b> & wahr</p>", "key": str(uuid4())}
    before = (Thread.objects.count(), Post.objects.count(), Post.objects.get(pk=own.pk).body)
    answer = signed_in(blocked).post(reverse(f"forum:{name}", args=pk), data | {"sort": "question", "seen_edits": "0"})
    assert answer.status_code == 403
    assert "getippt" in answer.content.decode()
    assert "Wer weiß das?" in answer.content.decode()
    assert (Thread.objects.count(), Post.objects.count(), Post.objects.get(pk=own.pk).body) == before


def test_a_block_that_is_over_blocks_nobody(member: User, signed_in: SignedIn) -> None:
    member.posting_blocked_until = timezone.now() - timedelta(minutes=1)
    member.save()
    assert user_can_post(member)
    assert signed_in(member).get(reverse("forum:ask")).status_code == 200


def test_editors_set_and_end_a_block_in_the_account(editor: User, member: User, signed_in: SignedIn) -> None:
    client, url = signed_in(editor), reverse("wagtailusers_users:edit", args=[member.pk])
    data = {
        "email": member.email,
        "first_name": "Mia",
        "last_name": "Muster",
        "municipality": member.municipality_id,
        "role": "Mitglieder",
        "is_active": "on",
    }
    client.post(url, data | {"posting_blocked_until": "01.02.2099 12:00"})
    member.refresh_from_db()
    assert not user_can_post(member)
    listed = client.get(reverse("wagtailusers_users:index"), {"blocked": "true"}).content.decode()
    assert member.email in listed
    assert editor.email not in listed.split("<table")[-1]
    client.post(url, data | {"posting_blocked_until": ""})
    member.refresh_from_db()
    assert user_can_post(member)
