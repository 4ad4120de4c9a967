"""Asking, answering, changing, removing: what is counted, what is kept, and what the catalogue and the search know."""

import uuid

import pytest

from integration.catalogue.models import Entry
from integration.catalogue.services import entry_of
from integration.forum.models import Post, Thread
from integration.forum.personal import Mark, Reader
from integration.forum.services import (
    ChangedMeanwhileError,
    ClosedError,
    NotPossibleError,
    Words,
    accept,
    answer,
    ask,
    edit,
    mark,
    note_read,
    remove,
    restore,
)
from integration.members.models import User
from tests.factories import DocumentFactory, PostFactory, ThreadFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def fresh(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def test_a_question_is_found_under_its_topic_with_all_that_was_said(member: User, other_member: User) -> None:
    topic = TopicFactory(name="Sprache")
    thread = ThreadFactory(title="Wer dolmetscht?", author=member, topic=topic)
    assert (entry_of(thread).detail, entry_of(thread).author) == ("Noch ohne Antwort", member)
    PostFactory(thread=thread, author=other_member, body="<p>Bei uns <b>der Kreis</b> &amp; die VHS.</p>")
    entry = entry_of(thread)
    assert (entry.title, entry.url, entry.live) == ("Wer dolmetscht?", f"/forum/{thread.pk}/", True)
    assert [found.name for found in entry.topics.all()] == ["Sprache"]
    assert entry.searchable.text.splitlines()[-1] == "Bei uns der Kreis & die VHS."
    assert entry.detail == ""
    assert (fresh(thread).answer_count, fresh(thread).last_position) == (1, 2)


def test_the_same_form_makes_one_post(member: User) -> None:
    key, words = uuid.uuid4(), Words(body="<p>Text</p>")
    asked = [ask(user=member, key=key, title="Einmal", words=words, sort="question", topic=None) for _ in range(2)]
    assert [posted.created for posted in asked] == [True, False]
    thread, key = asked[0].post.thread, uuid.uuid4()
    answered = [answer(user=member, thread=thread, key=key, words=words) for _ in range(2)]
    assert answered[0].post == answered[1].post
    assert (Thread.objects.count(), Post.objects.count(), fresh(thread).answer_count) == (1, 2, 1)


def test_what_is_changed_keeps_what_it_said_and_an_old_form_changes_nothing(member: User) -> None:
    thread = ThreadFactory(author=member, title="Alt", body="<p>Erste Fassung</p>")
    post = thread.posts.get()
    edit(user=member, post=post, seen_edits=0, words=Words(body="<p>Zweite Fassung</p>"), title="Neu")
    version = post.versions.get()
    assert (version.title, version.body, version.replaced_by) == ("Alt", "<p>Erste Fassung</p>", member)
    assert entry_of(thread).title == "Neu"
    assert "Erste" not in entry_of(thread).searchable.text
    with pytest.raises(ChangedMeanwhileError):
        edit(user=member, post=post, seen_edits=0, words=Words(body="<p>Zu spät</p>"))
    edit(user=member, post=post, seen_edits=1, words=Words(body="<p>Zweite Fassung</p>"))
    assert post.versions.count() == 1, "nothing changed"


def test_what_is_removed_keeps_its_place_but_is_found_no_more(member: User, other_member: User) -> None:
    thread = ThreadFactory(author=member)
    first = PostFactory(thread=thread, author=other_member, body="<p>Zwiebelkuchen</p>")
    accept(post=first, accepted=True)
    second = PostFactory(thread=thread, author=member, quoted=first, quote="Zwiebelkuchen")
    remove(user=other_member, post=first)
    assert (fresh(thread).answer_count, fresh(thread).accepted, fresh(thread).last_position) == (1, None, 3)
    assert "Zwiebelkuchen" not in entry_of(thread).searchable.folded
    assert PostFactory(thread=thread, author=other_member).position == 4
    restore(post=first)
    assert fresh(thread).answer_count == 3
    assert second.quoted == first


def test_a_question_without_answers_goes_as_a_whole(member: User, editor: User) -> None:
    thread = ThreadFactory(author=member)
    remove(user=member, post=thread.posts.get())
    assert not Entry.objects.visible_to(member).filter(pk=entry_of(thread).pk).exists()
    assert not Thread.objects.visible_to(member).exists()
    assert Thread.objects.visible_to(editor).exists()
    with pytest.raises(ClosedError):
        PostFactory(thread=thread)


def test_only_an_answer_of_a_question_is_accepted_and_one_at_a_time(member: User) -> None:
    thread = ThreadFactory(author=member)
    answers = [PostFactory(thread=thread) for _ in range(2)]
    for post in answers:
        accept(post=post, accepted=True)
    assert fresh(thread).accepted == answers[1]
    assert entry_of(thread).detail == "Beantwortet"
    accept(post=answers[0], accepted=False)
    assert fresh(thread).accepted == answers[1]
    discussion = ThreadFactory(sort=Thread.Sort.DISCUSSION)
    for post in (thread.posts.get(position=1), PostFactory(thread=discussion)):
        with pytest.raises(NotPossibleError):
            accept(post=post, accepted=True)


def test_marks_count_people_not_clicks(member: User, other_member: User) -> None:
    post = PostFactory()
    assert [mark(user=member, post=post, helps=True) for _ in range(2)] == [1, 1]
    assert mark(user=other_member, post=post, helps=True) == 2
    assert mark(user=member, post=post, helps=False) == 1
    assert Mark.objects.count() == 1


def test_reading_goes_forward_only_and_who_writes_follows(member: User, other_member: User) -> None:
    thread = ThreadFactory(author=member)
    note_read(user=other_member, thread=thread, position=30)
    note_read(user=other_member, thread=thread, position=1)
    assert Reader.objects.get(user=other_member).read_position == 30
    assert not Reader.objects.get(user=other_member).follows
    assert Reader.objects.get(user=member).follows


def test_quotes_come_from_the_same_thread(member: User) -> None:
    thread, other = ThreadFactory(), PostFactory()
    post = PostFactory(thread=thread, author=member, quoted=other, quote="Fremdes")
    assert (post.quoted, post.quote) == (None, "")


def test_a_person_is_addressed_by_a_name_that_only_one_has(member: User) -> None:
    anna = UserFactory(first_name="Anna", last_name="von Berg")
    UserFactory(first_name="Anna", last_name="Berg")
    for _ in range(2):
        UserFactory(first_name="Max", last_name="Doppelt")
    body = "<p>Hallo @Anna von Berg, @Max Doppelt und wer@example.org: @Niemand Unbekannt?</p>"
    post = PostFactory(author=member, body=body)
    assert [mention.user for mention in post.mentions.all()] == [anna]


def test_files_of_a_post_are_for_those_who_may_read_it(member: User, other_member: User, signed_in) -> None:
    document = DocumentFactory(uploaded_by_user=member)
    post = PostFactory(author=member, documents=[document])
    assert entry_of(post.thread).documents.get() == document
    assert signed_in(other_member).get(document.url).status_code == 200
    remove(user=member, post=post)
    assert signed_in(other_member).get(document.url).status_code == 403
    assert not entry_of(post.thread).documents.exists()
