"""Threads and posts in the admin: searched, filtered and exported, with as many queries for many as for few."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from integration.forum.services import remove
from integration.members.models import User
from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
THREADS, POSTS = "/admin/forum/thread/", "/admin/forum/post/"


def test_editors_find_filter_and_take_along_what_was_written(editor: User, signed_in: SignedIn) -> None:
    thread = ThreadFactory(title="Wo ist die Nadel?", shielded=True)
    gone = PostFactory(thread=thread, body="<p>=1+1 Weggenommen</p>")
    remove(user=editor, post=gone)
    ThreadFactory(title="Heuhaufen")
    client = signed_in(editor)
    for params in ({"q": "Nadel"}, {"stand": "ohne-namen"}, {"q": "Nadel", "thema": "alles-andere"}):
        page = client.get(THREADS, params).content.decode()
        assert "Wo ist die Nadel?" in page
        assert "Heuhaufen" not in page
    assert f"{thread.author.display_name}, für andere ohne Namen" in client.get(THREADS).content.decode()
    page = client.get(POSTS, {"stand": "weg"}).content.decode()
    assert f"Gelöscht von {editor.display_name}" in page
    table = b"".join(client.get(POSTS, {"export": "csv"}).streaming_content).decode()
    assert "'=1+1" not in table.replace("'=1+1 Weggenommen", "")
    assert ",=1+1" not in table
    for name, pk in (("thread", thread.pk), ("post", gone.pk)):
        html = client.get(reverse(f"forum_{name}_modeladmin_inspect", args=[pk])).content.decode()
        assert "Wo ist die Nadel?" in html
        assert "Niemand hat es gemeldet." in html


def test_the_lists_ask_as_much_for_many_as_for_few(editor: User, signed_in: SignedIn) -> None:
    client = signed_in(editor)

    def queries() -> list[int]:
        numbers = []
        for path in (THREADS, POSTS, f"{POSTS}?export=csv"):
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
                b"".join(answer.streaming_content) if answer.streaming else answer.content
            numbers.append(len(asked))
        return numbers

    PostFactory()
    client.get(THREADS)
    few = queries()
    for _number in range(5):
        remove(user=editor, post=PostFactory())
    assert queries() == few
    assert max(few) <= 18
