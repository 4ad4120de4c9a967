"""Lists and threads as members see them: what is shown, where links lead, and what it costs at any size."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from integration.forum.models import Post, Thread
from integration.forum.personal import Reader
from integration.forum.services import accept, remove
from integration.members.models import User
from integration.models import SectionPage
from tests.factories import PostFactory, ThreadFactory, TopicFactory, UserFactory, restrict

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
LIST = reverse("forum:threads")
AT_MOST = 10  # queries of a page for somebody signed in


def fill_thread(thread: Thread, number: int) -> None:
    """Have a thread hold this many posts, without the work of writing each."""
    people = [UserFactory() for _ in range(5)]
    first = thread.last_position + 1
    Post.objects.bulk_create(
        Post(thread=thread, position=position, author=people[position % 5], body=f"<p>Nummer {position}</p>")
        for position in range(first, number + 1)
    )
    Thread.objects.filter(pk=thread.pk).update(last_position=number, answer_count=number - 1)


def fill_forum(number: int) -> None:
    """Have the forum hold this many threads."""
    people, topics = [UserFactory() for _ in range(5)], [TopicFactory() for _ in range(3)]
    now = timezone.now()
    Thread.objects.bulk_create(
        Thread(
            title=f"Frage {index}",
            author=people[index % 5],
            topic=topics[index % 3],
            last_position=1,
            last_post_at=now - timedelta(minutes=index),
        )
        for index in range(Thread.objects.count(), number)
    )


def cost(client: Client, path: str) -> int:
    """Count the queries of a page, the second time that it is opened."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def test_a_thread_costs_the_same_with_20_and_with_20000_posts(member: User, signed_in: SignedIn) -> None:
    thread = ThreadFactory(topic=TopicFactory())
    fill_thread(thread, 20)
    client = signed_in(member)
    accept(post=thread.posts.get(position=7), accepted=True)
    few = cost(client, thread.get_absolute_url())
    fill_thread(Thread.objects.get(pk=thread.pk), 20_000)
    path = thread.get_absolute_url()
    assert {cost(client, path), cost(client, f"{path}?seite=500"), cost(client, f"{path}?seite=1000")} == {few}
    assert few <= AT_MOST
    page = client.get(f"{path}?seite=1000").content.decode()
    assert "Nummer 20000<" in page
    assert "Nummer 19980<" not in page


def test_a_list_costs_the_same_with_20_and_with_20000_threads(member: User, signed_in: SignedIn) -> None:
    fill_forum(40)
    client = signed_in(member)
    paths = [LIST, f"{LIST}?zeige=offen", f"{LIST}?seite=2", f"{LIST}?thema=alles-andere&zeige=beantwortet"]
    few = [cost(client, path) for path in paths[:3]]
    fill_forum(20_000)
    assert [cost(client, path) for path in paths[:3]] == few
    assert max(few) <= AT_MOST


def test_a_post_is_found_under_its_address_wherever_it_stands(member: User, signed_in: SignedIn) -> None:
    thread = ThreadFactory()
    fill_thread(thread, 45)
    post = thread.posts.get(position=41)
    answer = signed_in(member).get(post.get_absolute_url())
    assert answer["Location"] == f"{thread.get_absolute_url()}?seite=3#beitrag-{post.pk}"
    assert f'id="beitrag-{post.pk}"' in signed_in(member).get(answer["Location"]).content.decode()


def test_who_comes_back_is_led_to_the_first_unread_post(member: User, signed_in: SignedIn) -> None:
    thread = ThreadFactory()
    fill_thread(thread, 19)
    client = signed_in(member)
    client.get(thread.get_absolute_url())
    for _ in range(3):
        PostFactory(thread=thread)
    assert "3 neu" in client.get(LIST).content.decode()
    answer = client.get(reverse("forum:unread", args=[thread.pk]))
    assert answer["Location"].endswith(f"#beitrag-{thread.posts.get(position=20).pk}")
    assert "Neu seit Ihrem letzten Besuch" in client.get(answer["Location"]).content.decode()
    assert Reader.objects.get(user=member).read_position == 20
    assert "2 neu" in client.get(LIST).content.decode()
    assert "Zum ersten ungelesenen Beitrag" in client.get(thread.get_absolute_url()).content.decode()


def test_a_question_without_an_answer_says_so_and_is_listed(member: User, signed_in: SignedIn) -> None:
    topic = TopicFactory(name="Wohnen", slug="wohnen")
    waiting = ThreadFactory(title="Wartet noch", topic=topic)
    answered = ThreadFactory(title="Hat eine", topic=topic)
    accept(post=PostFactory(thread=answered), accepted=True)
    client = signed_in(member)
    assert client.get(LIST).content.decode().count("Noch ohne Antwort,") == 1
    for query, shown, missing in (
        ("zeige=offen", "Wartet noch", "Hat eine"),
        ("zeige=beantwortet", "Hat eine", "Wartet noch"),
        ("thema=wohnen&zeige=offen", "Wartet noch", "Hat eine"),
    ):
        page = client.get(f"{LIST}?{query}").content.decode()
        assert (shown in page, missing in page) == (True, False), query
    assert "Wartet noch" not in client.get(f"{LIST}?thema=alles-andere").content.decode()
    assert waiting.get_absolute_url() in client.get("/suche/?q=wartet").content.decode()


def test_a_question_is_asked_answered_quoted_marked_and_accepted(
    member: User, other_member: User, signed_in: SignedIn
) -> None:
    topic = TopicFactory()
    asking, helping = signed_in(member), signed_in(other_member)
    data = {"key": str(uuid.uuid4()), "title": " Wer  zahlt? ", "body": "Bei uns **niemand**.", "sort": "question"}
    asked = asking.post(reverse("forum:ask"), data | {"topic": topic.slug})
    thread = Thread.objects.get()
    assert (asked["Location"], thread.title, thread.topic) == (thread.get_absolute_url(), "Wer zahlt?", topic)
    assert "Bei uns <b>niemand</b>." in helping.get(asked["Location"]).content.decode()

    question, url = thread.posts.get(), reverse("forum:answer", args=[thread.pk])
    assert "Bei uns niemand." in helping.get(f"{url}?zitat={question.pk}").content.decode()
    reply = {"key": str(uuid.uuid4()), "body": "<script>alert(1)</script> Der Kreis", "quoted": question.pk}
    answer = helping.post(url, reply | {"quote": "niemand"})
    post = thread.posts.get(position=2)
    assert answer["Location"] == post.place()
    page = asking.get(thread.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert f"<b>{member.display_name}:</b></a> niemand" in page

    for client, name in ((asking, "mark"), (asking, "accept")):
        assert client.post(reverse(f"forum:{name}", args=[post.pk]), {"on": "1"}).status_code == 302
    thread.refresh_from_db()
    post.refresh_from_db()
    assert (thread.accepted, post.mark_count) == (post, 1)
    assert "Diese Antwort hat geholfen" in helping.get(thread.get_absolute_url()).content.decode()


def test_nothing_typed_is_lost_when_something_is_missing(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    answer = client.post(reverse("forum:ask"), {"title": "", "body": "Lange getippt", "sort": "question"})
    assert answer.status_code == 422
    assert "Lange getippt" in answer.content.decode()
    assert "Bitte schreiben Sie Ihre Frage in einem Satz." in answer.content.decode()
    thread = ThreadFactory()
    Thread.objects.filter(pk=thread.pk).update(closed_at=timezone.now())
    assert client.post(reverse("forum:answer", args=[thread.pk]), {"body": "Zu spät"}).status_code == 403


def test_markup_in_any_field_stays_text_or_goes(member: User, other_member: User, signed_in: SignedIn) -> None:
    evil = "<img src=x onerror=alert(1)>"
    html = f'<!--html--><p>Text{evil}<a href="javascript:alert(2)">x</a><svg onload="alert(3)"></svg></p>'
    client = signed_in(member)
    client.post(reverse("forum:ask"), {"title": f"Frage {evil}", "body": html, "sort": "question"})
    thread = Thread.objects.get()
    post = thread.posts.get()
    client.post(reverse("forum:answer", args=[thread.pk]), {"body": html, "quoted": post.pk, "quote": evil})
    client.post(reverse("forum:edit", args=[post.pk]), {"title": evil, "body": f"{evil} neu", "seen_edits": "0"})
    reader = signed_in(other_member)
    history = reverse("forum:history", args=[post.pk])
    for path in (LIST, thread.get_absolute_url(), history, f"/forum/{thread.pk}/antworten/?zitat={post.pk}"):
        page = reader.get(path).content.decode()
        assert "<img src=x" not in page, path
        assert "javascript:" not in page, path
        assert "<svg onload" not in page, path
        assert "&lt;img src=x" in page, path


def test_who_writes_too_fast_is_asked_to_wait_and_loses_nothing(
    member: User, signed_in: SignedIn, settings: Any
) -> None:
    settings.FORUM_POSTS_IN_TEN_MINUTES = 1
    thread, client = ThreadFactory(), signed_in(member)
    url, first = reverse("forum:answer", args=[thread.pk]), {"key": str(uuid.uuid4()), "body": "Die erste"}
    assert client.post(url, first).status_code == 302
    refused = client.post(url, {"body": "Die zweite"})
    assert refused.status_code == 429
    assert refused["Retry-After"]
    assert "Die zweite" in refused.content.decode()
    assert client.post(url, first).status_code == 302, "is there already"
    assert thread.posts.count() == 2


def test_following_bookmarks_and_own_threads_have_lists(member: User, signed_in: SignedIn) -> None:
    followed, kept, own = (ThreadFactory(title=title) for title in ("Gefolgt", "Gemerkt", "Fremd"))
    client = signed_in(member)
    client.post(reverse("forum:follow", args=[followed.pk]), {"on": "1"})
    client.post(reverse("forum:bookmark", args=[kept.pk]), {"on": "1"})
    mine = ThreadFactory(title="Eigene ohne Namen", author=member, shielded=True)
    for view, title in (("gemerkt", kept.title), ("meine", mine.title)):
        page = client.get(f"{LIST}?zeige={view}").content.decode()
        assert title in page
        assert own.title not in page
    assert followed.title in client.get(f"{LIST}?zeige=folge").content.decode()
    client.post(reverse("forum:follow", args=[followed.pk]), {"on": "0"})
    assert followed.title not in client.get(f"{LIST}?zeige=folge").content.decode()


def test_a_removed_post_leaves_a_trace_and_its_words_to_editors(
    member: User, editor: User, signed_in: SignedIn
) -> None:
    post = PostFactory(author=member, body="<p>Zwiebelkuchen</p>")
    PostFactory(thread=post.thread, quoted=post, quote="Zwiebelkuchen")
    client = signed_in(member)
    assert "Zwiebelkuchen" in client.get(reverse("forum:remove", args=[post.pk])).content.decode()
    client.post(reverse("forum:remove", args=[post.pk]))
    page = client.get(post.thread.get_absolute_url()).content.decode()
    assert "Zwiebelkuchen" not in page
    assert "wurde von der Person gelöscht" in page
    assert client.get(reverse("forum:history", args=[post.pk])).status_code == 403
    assert "Zwiebelkuchen" in signed_in(editor).get(post.thread.get_absolute_url()).content.decode()
    signed_in(editor).post(reverse("forum:restore", args=[post.pk]))
    assert "Zwiebelkuchen" in client.get(post.thread.get_absolute_url()).content.decode()


def test_what_a_post_said_before_can_be_read(member: User, other_member: User, signed_in: SignedIn) -> None:
    thread = ThreadFactory(author=member, title="Alter Titel", body="<p>Erste Fassung</p>")
    post, client = thread.posts.get(), signed_in(member)
    url = reverse("forum:edit", args=[post.pk])
    assert "Erste Fassung" in client.get(url).content.decode()
    data = {"title": "Neuer Titel", "body": "Zweite Fassung", "seen_edits": "0"}
    assert client.post(url, data)["Location"] == post.place()
    history = signed_in(other_member).get(reverse("forum:history", args=[post.pk])).content.decode()
    assert all(words in history for words in ("Erste Fassung", "Alter Titel", "Zweite Fassung"))
    late = client.post(url, data | {"body": "Aus einem alten Fenster"})
    assert late.status_code == 409
    assert "Aus einem alten Fenster" in late.content.decode()


def test_a_forum_for_some_groups_is_for_nobody_else(member: User, editor: User, signed_in: SignedIn) -> None:
    thread = ThreadFactory(title="Zwiebelkuchen", author=member)
    post = thread.posts.get()
    outsider, insider = UserFactory(), UserFactory()
    group = Group.objects.create(name="AG Forum")
    restrict(SectionPage.objects.get(kind="thread"), group)
    insider.groups.add(group)
    for path in (LIST, thread.get_absolute_url(), post.get_absolute_url(), reverse("forum:ask")):
        assert signed_in(outsider).get(path).status_code == 403, path
        assert signed_in(User.objects.get(pk=insider.pk)).get(path).status_code in {200, 302}, path
    assert thread.get_absolute_url() not in signed_in(outsider).get("/suche/?q=zwiebelkuchen").content.decode()
    assert signed_in(editor).get(thread.get_absolute_url()).status_code == 200


def test_the_forum_stands_in_the_navigation(member: User, signed_in: SignedIn) -> None:
    assert '<a href="/forum/">Forum</a>' in signed_in(member).get("/").content.decode()
    assert '<a href="/forum/" aria-current="page">Forum</a>' in signed_in(member).get(LIST).content.decode()


def test_a_thread_that_lost_a_post_to_its_author_still_has_its_pages(member: User, signed_in: SignedIn) -> None:
    thread = ThreadFactory()
    fill_thread(thread, 25)
    remove(user=thread.author, post=thread.posts.get(position=1))
    assert "wurde von der Person gelöscht" in signed_in(member).get(thread.get_absolute_url()).content.decode()
    assert "Nummer 21<" in signed_in(member).get(f"{thread.get_absolute_url()}?seite=2").content.decode()
