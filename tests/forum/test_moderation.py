"""Editors close, pin, move, split and merge; nothing that was written is lost, and old links lead on."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from integration.catalogue.services import entry_of
from integration.forum.models import Post, Thread
from integration.forum.personal import Reader
from integration.forum.services import accept, bookmark
from integration.members.models import User
from tests.factories import PostFactory, ThreadFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]


@pytest.fixture
def moderate(editor: User, signed_in: SignedIn) -> Callable[..., str]:
    """Do one thing on the page of a thread, and return the page that follows."""
    client = signed_in(editor)

    def act(thread: Thread, action: str, **data: object) -> str:
        url = reverse("forum:moderate", args=[thread.pk])
        assert f'value="{action}"' in client.get(url).content.decode()
        return client.post(url, {"action": action} | data, follow=True).content.decode()

    return act


def positions(thread: Thread) -> list[int]:
    return list(Post.objects.filter(thread=thread).order_by("position").values_list("position", flat=True))


def test_a_closed_thread_is_read_only_and_a_pinned_one_comes_first(
    member: User, signed_in: SignedIn, moderate: Callable[..., str]
) -> None:
    thread = ThreadFactory(title="Oben")
    ThreadFactory(title="Neuer")
    moderate(thread, "close")
    moderate(thread, "pin")
    client = signed_in(member)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert "Die Redaktion hat dieses Gespräch geschlossen." in page
    assert "<textarea" not in page
    html = client.get("/forum/").content.decode()
    assert html.index("Oben") < html.index("Neuer")
    assert entry_of(thread).detail == "Geschlossen"
    moderate(thread, "open")
    assert "<textarea" in client.get(thread.get_absolute_url()).content.decode()


def test_a_thread_moves_to_another_board(moderate: Callable[..., str]) -> None:
    topic = TopicFactory(slug="wohnen")
    thread = ThreadFactory()
    moderate(thread, "move", **{"move-topic": "wohnen"})
    assert list(entry_of(thread).topics.all()) == [topic]


def test_two_threads_become_one_and_the_old_address_leads_there(
    member: User, signed_in: SignedIn, moderate: Callable[..., str]
) -> None:
    into, source = ThreadFactory(title="Bleibt"), ThreadFactory(title="Geht auf", author=member, shielded=True)
    PostFactory(thread=into)
    answer = PostFactory(thread=source)
    accept(post=answer, accepted=True)
    keeper = UserFactory()
    bookmark(user=keeper, thread=source, kept=True)
    page = moderate(source, "merge", **{"merge-target": f"https://portal.example/forum/{into.pk}/?seite=1#x"})
    assert "Aus dem Gespräch „Geht auf“" in page
    into.refresh_from_db()
    assert (positions(into), into.answer_count, into.last_position) == ([1, 2, 3, 4], 3, 4)
    client = signed_in(keeper)
    assert client.get(source.get_absolute_url())["Location"] == into.get_absolute_url()
    answer.refresh_from_db()
    assert client.get(answer.get_absolute_url())["Location"] == answer.place()
    assert "Bleibt" in client.get("/forum/?zeige=gemerkt").content.decode()
    assert not entry_of(source).live
    assert PostFactory(thread=into, author=member).shielded, "who asked without a name stays without one"
    assert Reader.objects.get(thread=into, user=member).follows


def test_answers_become_a_thread_of_their_own(moderate: Callable[..., str]) -> None:
    thread = ThreadFactory(title="Zwei Dinge auf einmal")
    stays = PostFactory(thread=thread)
    goes = [PostFactory(thread=thread, shielded=shielded) for shielded in (True, False)]
    accept(post=goes[1], accepted=True)
    url_before = goes[1].get_absolute_url()
    title = {"split-title": "Das andere Ding"}
    assert "Bitte kreuzen Sie die Antworten an" in moderate(thread, "split", **title)
    moderate(thread, "split", posts=[post.pk for post in goes], **title)
    made = Thread.objects.get(title="Das andere Ding")
    thread.refresh_from_db()
    assert (positions(thread), thread.answer_count, thread.accepted) == ([1, stays.position], 1, None)
    assert (positions(made), made.answer_count, made.accepted, made.shielded) == ([1, 2], 1, goes[1], True)
    assert entry_of(made).author is None
    assert goes[1].get_absolute_url() == url_before
    assert PostFactory(thread=thread).position == 5, "a place is never given twice"


def test_what_cannot_be_merged_is_said(editor: User, signed_in: SignedIn) -> None:
    thread = ThreadFactory()
    client = signed_in(editor)
    url = reverse("forum:moderate", args=[thread.pk])
    for target in ("", "nirgends", "999999999999999999999", str(10**6)):
        answer = client.post(url, {"action": "merge", "merge-target": target})
        assert answer.status_code == 422
        assert "Bitte prüfen Sie Ihre Angaben" in answer.content.decode()
    same = client.post(url, {"action": "merge", "merge-target": str(thread.pk)}, follow=True)
    assert "Es wurde nichts geändert" in same.content.decode()
