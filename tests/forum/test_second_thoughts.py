"""What people take back, hide, or mean otherwise than at first: nothing of it is lost, and nothing stays by mistake."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from integration.catalogue.services import entry_of
from integration.forum.models import Post, Thread
from integration.forum.moderation import merge
from integration.forum.reported import ReportablePost
from integration.forum.services import Words, accept, answer, edit, remove, restore
from integration.members.models import User
from tests.factories import DocumentFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]


def fresh(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def test_a_question_that_editors_hide_goes_with_its_title_and_its_answers(
    member: User, editor: User, other_member: User, signed_in: SignedIn
) -> None:
    thread = ThreadFactory(title="Zwirbelkanarie", author=member)
    PostFactory(thread=thread, author=other_member)
    first = thread.posts.get(position=1)
    ReportablePost().hide(first.pk, editor)
    for path in (thread.get_absolute_url(), first.get_absolute_url()):
        assert signed_in(other_member).get(path).status_code == 404
    assert "Zwirbelkanarie" not in signed_in(other_member).get("/forum/").content.decode()
    assert not entry_of(thread).live
    ReportablePost().restore(first.pk, editor)
    assert (fresh(thread).hidden_at, entry_of(thread).live) == (None, True)


def test_a_question_that_its_author_deletes_leaves_the_answers_and_nothing_leaves_an_empty_conversation(
    member: User, other_member: User
) -> None:
    thread = ThreadFactory(author=member)
    reply = PostFactory(thread=thread, author=other_member)
    remove(user=member, post=thread.posts.get(position=1))
    assert fresh(thread).hidden_at is None
    remove(user=other_member, post=reply)
    assert fresh(thread).hidden_at is not None
    restore(post=reply)
    assert (fresh(thread).hidden_at, fresh(thread).answer_count) == (None, 1)


def test_a_post_that_moved_meanwhile_is_removed_where_it_stands_now(member: User, other_member: User) -> None:
    source, target = ThreadFactory(author=member), ThreadFactory()
    stale = source.posts.get(position=1)
    merge(thread=source, into=target)
    remove(user=member, post=stale)
    assert Post.objects.get(pk=stale.pk).removed_at is not None
    assert (fresh(target).hidden_at, fresh(target).answer_count) == (None, 0)


def test_what_was_answered_stays_answered_when_it_goes_into_another_question(member: User) -> None:
    source, target = ThreadFactory(author=member), ThreadFactory()
    helped = PostFactory(thread=source)
    accept(post=helped, accepted=True)
    merge(thread=fresh(source), into=target)
    assert fresh(target).accepted_id == helped.pk


def test_what_editors_take_out_of_a_post_only_they_and_its_author_read_again(
    member: User, other_member: User, editor: User, signed_in: SignedIn
) -> None:
    post = PostFactory(author=member, body="<p>Frau Zwirbelkanarie wohnt dort.</p>")
    edit(user=editor, post=post, seen_edits=0, words=Words(body="<p>Eine Bewohnerin.</p>"))
    path = reverse("forum:history", args=[post.pk])
    seen = {user: "Zwirbelkanarie" in signed_in(user).get(path).content.decode() for user in (member, editor)}
    assert seen == {member: True, editor: True}
    assert "Zwirbelkanarie" not in signed_in(other_member).get(path).content.decode()


def test_an_answer_that_has_to_stay_without_a_name_carries_no_document(member: User) -> None:
    thread = ThreadFactory()
    answer(user=member, thread=thread, key=uuid4(), words=Words(body="<p>Ohne Namen</p>"), shielded=True)
    words = Words(body="<p>Mit Datei</p>", documents=[DocumentFactory(uploaded_by_user=member)])
    post = answer(user=member, thread=thread, key=uuid4(), words=words).post
    assert (post.shielded, post.file_count, post.files.count()) == (True, 0, 0)


def test_who_goes_back_and_writes_something_else_means_another_post(member: User, signed_in: SignedIn) -> None:
    client, key = signed_in(member), str(uuid4())
    path = reverse("forum:answer", args=[ThreadFactory().pk])
    for text in ("Das erste", "Das erste", "Etwas anderes"):
        assert client.post(path, {"key": key, "body": text}).status_code == 302
    assert sorted(Post.objects.filter(author=member).values_list("body", flat=True)) == [
        "<p>Das erste</p>",
        "<p>Etwas anderes</p>",
    ]
