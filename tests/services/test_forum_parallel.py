"""Many people write to one thread at the same moment: nothing is lost or counted twice, no place given twice."""

import uuid
from collections import Counter
from functools import partial
from random import Random

import pytest
from django.core.cache import cache
from django.urls import reverse

from integration.catalogue.models import Entry
from integration.forum.models import Post, Thread
from integration.forum.personal import Draft, Mark, Reader
from integration.forum.services import Words, accept, answer, edit, mark, note_read, remove
from integration.members.models import User
from tests.factories import PostFactory, ThreadFactory, UserFactory
from tests.services.conftest import at_once
from tests.services.test_parallel import client_of, statuses

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("portal")]


def is_consistent(thread: Thread) -> Thread:
    """See that what is counted is what is there, in the forum and in the catalogue."""
    fresh = Thread.objects.get(pk=thread.pk)
    posts = Post.objects.filter(thread=thread).order_by("position")
    assert [post.position for post in posts] == list(range(1, fresh.last_position + 1))
    assert fresh.answer_count == posts.filter(removed_at=None, position__gt=1).count()
    for post in posts:
        assert post.mark_count == Mark.objects.filter(post=post).count()
        assert post.edit_count == post.versions.count()
    if fresh.accepted is not None:
        assert fresh.accepted.removed_at is None
    entry = Entry.objects.get(kind="thread", object_id=thread.pk)
    assert (entry.live, entry.detail) == (True, fresh.state_words())
    return fresh


def test_twenty_answers_at_once_stand_each_in_a_place_of_its_own() -> None:
    thread = ThreadFactory()
    url = reverse("forum:answer", args=[thread.pk])
    people = [UserFactory() for _ in range(20)]
    bodies = [{"key": str(uuid.uuid4()), "body": f"Antwort {number}"} for number in range(20)]
    answers = at_once([partial(client_of(user).post, url, body) for user, body in zip(people, bodies, strict=True)])
    assert statuses(answers) == {302: 20}
    assert is_consistent(thread).answer_count == 20
    assert "Antwort 19" in Entry.objects.get(kind="thread").searchable.text


def test_twenty_posts_of_one_form_make_one_question_and_one_answer() -> None:
    user = UserFactory()
    asked = {"key": str(uuid.uuid4()), "title": "Wer zahlt?", "body": "Bei uns niemand.", "sort": "question"}
    assert statuses(at_once([partial(client_of(user).post, reverse("forum:ask"), asked) for _ in range(20)])) == {
        302: 20
    }
    thread = Thread.objects.get()
    cache.clear()  # of the clicks that are allowed within a few minutes
    reply = {"key": str(uuid.uuid4()), "body": "Doch, der Kreis."}
    url = reverse("forum:answer", args=[thread.pk])
    assert statuses(at_once([partial(client_of(user).post, url, reply) for _ in range(20)])) == {302: 20}
    assert is_consistent(thread).answer_count == 1
    assert Reader.objects.count() == 1


def test_saving_and_sending_a_form_at_once_leave_one_answer_and_no_draft() -> None:
    user, thread, key = UserFactory(), ThreadFactory(), str(uuid.uuid4())
    form = {"key": key, "thread": thread.pk, "body": "Bei uns zahlt der Kreis.", "window": "a"}
    save = [
        partial(client_of(user).post, reverse("forum:draft"), form | {"turn": turn, "version": 0}) for turn in range(8)
    ]
    send = [partial(client_of(user).post, reverse("forum:answer", args=[thread.pk]), form) for _ in range(2)]
    counted = statuses(at_once([*save[:4], *send, *save[4:]]))
    assert counted[302] == 2
    assert set(counted) <= {200, 302, 409}
    assert is_consistent(thread).answer_count == 1
    assert not Draft.objects.exists()


def test_marks_acceptances_changes_and_removals_at_once_leave_everything_counted_right() -> None:
    author = UserFactory()
    thread = ThreadFactory(author=author)
    posts = [PostFactory(thread=thread, author=author) for _ in range(4)]
    people: list[User] = [UserFactory() for _ in range(6)]
    chance = Random(7)
    words = Words(body="<p>Anders</p>")
    calls = [partial(mark, user=user, post=post, helps=helps) for user in people for post in posts for helps in (True,)]
    calls += [partial(mark, user=people[0], post=posts[0], helps=False)]
    calls += [partial(accept, post=post, accepted=True) for post in posts]
    calls += [partial(remove, user=author, post=posts[1])] * 2
    calls += [partial(edit, user=author, post=posts[2], seen_edits=0, words=words)] * 3
    calls += [
        partial(answer, user=user, thread=thread, key=uuid.uuid4(), words=Words(body="<p>Auch</p>")) for user in people
    ]
    calls += [partial(note_read, user=people[0], thread=thread, position=position) for position in (3, 9, 5)]
    chance.shuffle(calls)
    results = Counter(type(result).__name__ for result in at_once(calls) if isinstance(result, Exception))
    assert set(results) <= {"ChangedMeanwhileError", "NotPossibleError"}, results
    assert results["ChangedMeanwhileError"] == 2
    assert is_consistent(thread).answer_count == 4 - 1 + 6
    assert Mark.objects.filter(post=posts[3]).count() == 6
