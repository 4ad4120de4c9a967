"""Work for the worker: telling people of what was written, so that nobody waits for a hundred mails."""

from django.db import transaction
from django.db.models import F
from django_tasks import task

from integration.forum.mails import tell_follower, tell_mentioned
from integration.forum.models import Post, Thread
from integration.forum.personal import Mention, Reader
from integration.members.models import User


@task(backend="queue")
def tell_of_post(post_id: int) -> None:
    """Write to those who are addressed, then to those who follow; safe to run twice and to be killed anywhere.

    Who has not looked since the last mail of a thread gets no further one: one look, one mail.
    """
    post = Post.objects.select_related("thread", "author").filter(pk=post_id, removed_at=None).first()
    if post is None or not post.thread.is_open:
        return
    told = set()
    for mention in Mention.objects.filter(post=post, user__is_active=True).select_related("user"):
        if _may_read(mention.user, post.thread):
            tell_mentioned(post=post, user=mention.user)
            told.add(mention.user_id)
    following = Reader.objects.filter(
        thread=post.thread, follows=True, user__is_active=True, told_position__lte=F("read_position")
    ).exclude(user=post.author_id)
    for reader in following.select_related("user").iterator():
        if not _may_read(reader.user, post.thread):
            continue
        with transaction.atomic():
            if reader.user_id not in told:
                tell_follower(post=post, user=reader.user)
            Reader.objects.filter(pk=reader.pk, told_position__lt=post.position).update(told_position=post.position)


def _may_read(user: User, thread: Thread) -> bool:
    return Thread.objects.visible_to(user).filter(pk=thread.pk).exists()
