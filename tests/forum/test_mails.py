"""Who hears of a post: people who are addressed and people who follow, once until they look, and nobody who may not."""

import pytest
from django.contrib.auth.models import Group

from integration.forum.services import follow, note_read, remove
from integration.forum.tasks import tell_of_post
from integration.members.models import User
from integration.models import SectionPage
from integration.notifications.models import Message
from tests.factories import PostFactory, ThreadFactory, UserFactory, restrict

pytestmark = pytest.mark.django_db


def told(post: object) -> list[str]:
    """Return whom the worker writes to because of a post."""
    Message.objects.all().delete()
    for _ in range(2):  # a worker that dies does it again
        tell_of_post.func(post_id=post.pk)  # type: ignore[attr-defined]
    return sorted(Message.objects.values_list("recipient", flat=True))


def test_who_asked_hears_of_the_first_answer_and_of_the_next_after_looking(member: User, other_member: User) -> None:
    thread = ThreadFactory(author=member)
    assert told(thread.posts.get()) == []
    first = PostFactory(thread=thread, author=other_member, body="<p>Der Kreis zahlt.</p>")
    assert told(first) == [member.email]
    mail = Message.objects.get()
    assert mail.subject == f"Neu im Forum: {thread.title}"
    assert f"{other_member.display_name} hat in" in mail.body
    assert "Der Kreis zahlt." in mail.body
    assert first.get_absolute_url() in mail.body
    second = PostFactory(thread=thread)
    assert told(second) == [other_member.email]
    note_read(user=member, thread=thread, position=3)
    third = PostFactory(thread=thread, author=other_member)
    assert told(third) == sorted([member.email, second.author.email])


def test_who_is_addressed_gets_one_mail_and_who_follows_no_second_one() -> None:
    greta = UserFactory(first_name="Greta", last_name="Angesprochen")
    thread = ThreadFactory()
    follow(user=greta, thread=thread, follows=True)
    post = PostFactory(thread=thread, body="<p>Was meinen Sie, @Greta Angesprochen?</p>")
    assert told(post) == sorted([greta.email, thread.author.email])
    assert Message.objects.get(recipient=greta.email).subject.startswith("Sie werden im Forum angesprochen")


def test_nobody_hears_of_what_is_gone_or_meant_for_others(member: User) -> None:
    left, stays, removed = ThreadFactory(author=member), ThreadFactory(author=member), ThreadFactory(author=member)
    follow(user=member, thread=left, follows=False)
    assert told(PostFactory(thread=left)) == []
    gone = PostFactory(thread=removed)
    remove(user=gone.author, post=gone)
    assert told(gone) == []
    restrict(SectionPage.objects.get(kind="thread"), Group.objects.create(name="AG Forum"))
    assert told(PostFactory(thread=stays, author=UserFactory())) == []
