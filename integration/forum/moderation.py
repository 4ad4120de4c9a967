"""What editors do to keep the forum in order: close, pin, move, split and merge, each in one transaction.

Threads are locked in the order of their numbers: two who merge the same threads the other way round do not wait for
each other for ever.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from integration.catalogue.services import recorded_once
from integration.forum.models import Post, Thread
from integration.forum.personal import Draft, Reader
from integration.forum.services import NotPossibleError, lock_thread
from integration.taxonomy.models import Topic


@transaction.atomic
@recorded_once()
def close(*, thread: Thread, closed: bool) -> None:
    """Have nobody but editors write in a thread any more, or open it again."""
    locked = lock_thread(thread.pk)
    locked.closed_at = (locked.closed_at or timezone.now()) if closed else None
    locked.save(update_fields=["closed_at"])


@transaction.atomic
@recorded_once()
def pin(*, thread: Thread, pinned: bool) -> None:
    """Keep a thread on top of every list, or let it go its way."""
    locked = lock_thread(thread.pk)
    locked.pinned = pinned
    locked.save(update_fields=["pinned"])


@transaction.atomic
@recorded_once()
def move(*, thread: Thread, topic: Topic | None) -> None:
    """Put a thread on another board."""
    locked = lock_thread(thread.pk)
    locked.topic = topic
    locked.save(update_fields=["topic"])


@transaction.atomic
@recorded_once()
def merge(*, thread: Thread, into: Thread) -> Thread:
    """Append the posts of a thread to another one; the old address leads there. Raises `NotPossibleError`."""
    if thread.pk == into.pk:
        raise NotPossibleError
    locked = {pk: lock_thread(pk) for pk in sorted({thread.pk, into.pk})}
    source, target = locked[thread.pk], locked[into.pk]
    if any(one.merged_into_id or one.hidden_at for one in (source, target)):
        raise NotPossibleError
    posts = list(Post.objects.select_for_update().filter(thread=source).order_by("position"))
    _append(posts, target, title=source.title)
    for reader in Reader.objects.filter(thread=source).exclude(follows=False, bookmarked_at=None):
        _take_over(reader, target)
    # What somebody is writing there is written on in the other one
    busy = Draft.objects.filter(thread=target).values("user")
    Draft.objects.filter(thread=source).exclude(user__in=busy).update(thread=target)
    if target.is_question and target.accepted_id is None:
        target.accepted = source.accepted
    source.merged_into, source.accepted, source.answer_count = target, None, 0
    source.save(update_fields=["merged_into", "accepted", "answer_count"])
    Thread.objects.filter(merged_into=source).update(merged_into=target)
    _count(target)
    return target


@transaction.atomic
@recorded_once()
def split(*, thread: Thread, posts: Iterable[int], title: str, topic: Topic | None) -> Thread:
    """Make a thread of its own of some answers, in their order. Raises `NotPossibleError` where there are none.

    Who wrote the first of them without a name stays without one.
    """
    source = lock_thread(thread.pk)
    if source.merged_into_id or source.hidden_at:
        raise NotPossibleError
    chosen = Post.objects.select_for_update().filter(thread=source, pk__in=posts, position__gt=1, removed_at=None)
    moved = list(chosen.order_by("position"))
    if not moved:
        raise NotPossibleError
    first = moved[0]
    made = Thread(
        title=title,
        sort=source.sort,
        topic=topic,
        author_id=first.author_id,
        shielded=first.shielded,
        created_at=first.created_at,
    )
    made.save()
    accepted = next((post for post in moved[1:] if post.pk == source.accepted_id), None)
    if source.accepted_id in {post.pk for post in moved}:
        source.accepted = None
    _append(moved, made, title=source.title)
    made.accepted = accepted if made.is_question else None
    people = {post.author_id for post in moved if post.author_id is not None}
    Reader.objects.bulk_create(
        [Reader(thread=made, user_id=pk, follows=True, read_position=made.last_position) for pk in people],
        ignore_conflicts=True,
    )
    _count(made)
    _count(source)
    return made


def _append(posts: Sequence[Post], target: Thread, *, title: str) -> None:
    """Give posts the next places of another thread."""
    for post in posts:
        target.last_position += 1
        post.thread, post.position, post.moved_from = target, target.last_position, title
        post.save(update_fields=["thread", "position", "moved_from"])


def _take_over(reader: Reader, target: Thread) -> None:
    """Have who follows or keeps a thread do so with the one that takes it in."""
    Reader.objects.bulk_create([Reader(thread=target, user_id=reader.user_id)], ignore_conflicts=True)
    mine = Reader.objects.filter(thread=target, user_id=reader.user_id)
    mine.update(told_position=F("read_position"))
    if reader.follows:
        mine.update(follows=True)
    if reader.bookmarked_at is not None:
        mine.filter(bookmarked_at=None).update(bookmarked_at=reader.bookmarked_at)


def _count(thread: Thread) -> None:
    """Write what follows from the posts that a thread has now."""
    there = Post.objects.filter(thread=thread, removed_at=None)
    thread.answer_count = there.filter(position__gt=1).count()
    newest = there.order_by("-created_at").first()
    thread.last_post_at = newest.created_at if newest else thread.last_post_at
    thread.save()
