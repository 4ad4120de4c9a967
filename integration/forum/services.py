"""Writes to the forum, each in one transaction with its row in the catalogue and the mails that it causes.

Whoever writes to a thread locks its row first: positions are given once, and what is counted stays counted, however
many write at the same moment. Whether somebody may is decided before; see `permissions.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from integration.catalogue.services import recorded_once
from integration.files.models import Document, Image
from integration.files.services import keep_files
from integration.forum.mentions import MOST, find_mentioned
from integration.forum.models import QUOTE_LENGTH, Post, PostFile, PostVersion, Thread, plain_text
from integration.forum.personal import Mark, Mention, Reader
from integration.forum.tasks import tell_of_post
from integration.members.models import User
from integration.taxonomy.models import Topic


class ClosedError(Exception):
    """Nothing more can be written there: the thread was closed, hidden or taken into another one."""


class ChangedMeanwhileError(Exception):
    """Somebody changed the post after the form was opened."""


class NotPossibleError(Exception):
    """What was asked for no longer fits how the thread stands."""


@dataclass(frozen=True)
class Words:
    """What somebody wrote: clean HTML, what it quotes, and the files that came with it."""

    body: str
    quoted: Post | None = None
    quote: str = ""
    documents: Sequence[Document] = field(default=())
    images: Sequence[Image] = field(default=())


@dataclass(frozen=True)
class Posted:
    """The post of a form, and whether this very call made it."""

    post: Post
    created: bool


def lock_thread(pk: int) -> Thread:
    """Return a thread as it is now, kept for this transaction.

    Its key never changes: who only refers to it, as a reader does who opens the page, need not wait, and none of two
    waits for the other.
    """
    return Thread.objects.select_for_update(no_key=True).get(pk=pk)


@transaction.atomic
@recorded_once()
def ask(
    *, user: User, key: UUID, title: str, words: Words, sort: str, topic: Topic | None, shielded: bool = False
) -> Posted:
    """Open a thread with its first post; once for each key."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    earlier = made_with(user, key)
    if earlier is not None:
        return Posted(earlier, created=False)
    now = timezone.now()
    thread = Thread(
        title=title, sort=sort, topic=topic, author=user, shielded=shielded, created_at=now, last_post_at=now
    )
    thread.save()
    return Posted(_add_post(thread, user, key, words, shielded=shielded), created=True)


@transaction.atomic
@recorded_once()
def answer(*, user: User, thread: Thread, key: UUID, words: Words, shielded: bool = False) -> Posted:
    """Add a post to a thread; once for each key. Raises `ClosedError`.

    Who has written there without a name stays without one, whatever the form says: one slip would tell it all.
    """
    locked = lock_thread(thread.pk)
    earlier = made_with(user, key)
    if earlier is not None:
        return Posted(earlier, created=False)
    if locked.hidden_at or locked.merged_into_id or (locked.closed_at and not user.is_editor):
        raise ClosedError
    shielded = shielded or Post.objects.filter(thread=locked, author=user, shielded=True).exists()
    return Posted(_add_post(locked, user, key, words, shielded=shielded), created=True)


def _lock_post(post: Post) -> tuple[Thread, Post]:
    """Return a post and the thread in which it stands now, both locked, whatever was split or merged meanwhile."""
    where = post.thread_id
    while True:
        thread = lock_thread(where)
        fresh = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
        if fresh.thread_id == thread.pk:
            return thread, fresh
        where = fresh.thread_id


def _was_deleted_by_its_author(thread: Thread) -> bool:
    """Return whether the first post was taken away by whoever wrote it: then answers stand on their own."""
    return Post.objects.filter(thread=thread, position=1, removed_by=F("author")).exists()


def made_with(user: User, key: UUID) -> Post | None:
    """Return what was made of this person's form with this key."""
    return Post.objects.filter(author=user, form_key=key).select_related("thread").first()


def _add_post(thread: Thread, user: User, key: UUID, words: Words, *, shielded: bool) -> Post:
    if shielded and words.documents:  # they may name their author, and a post that waited may have become shielded
        words = replace(words, documents=())
    post = Post(
        thread=thread,
        position=thread.last_position + 1,
        author=user,
        shielded=shielded,
        body=words.body,
        form_key=key,
        **_quotation(thread, words),
    )
    post.file_count = len(words.documents) + len(words.images)
    post.save()
    _attach(post, words)
    _note_mentions(post)
    thread.last_position = post.position
    thread.last_post_at = post.created_at
    if not post.is_first:
        thread.answer_count += 1
    thread.save(update_fields=["last_position", "last_post_at", "answer_count"])
    Reader.objects.bulk_create(
        [Reader(thread=thread, user=user, follows=True, read_position=post.position)],
        update_conflicts=True,
        unique_fields=["thread", "user"],
        update_fields=["follows", "read_position"],
    )
    tell_of_post.enqueue(post_id=post.pk)
    return post


def _quotation(thread: Thread, words: Words) -> dict[str, Any]:
    """Quote only what stands in the same thread and is still there."""
    quoted = words.quoted
    if quoted is None or quoted.thread_id != thread.pk or quoted.removed_at is not None or not words.quote.strip():
        return {}
    return {"quoted": quoted, "quote": words.quote.strip()[:QUOTE_LENGTH]}


def _attach(post: Post, words: Words) -> None:
    keep_files(documents=words.documents, images=words.images)
    PostFile.objects.bulk_create(
        [
            *(PostFile(post=post, document=document) for document in words.documents),
            *(PostFile(post=post, image=image) for image in words.images),
        ]
    )


def _files_of(post: Post) -> set[tuple[int | None, int | None]]:
    return set(post.files.values_list("document", "image"))


def _named_files(words: Words) -> set[tuple[int | None, int | None]]:
    return {(one.pk, None) for one in words.documents} | {(None, one.pk) for one in words.images}


def _bring_files(post: Post, words: Words) -> None:
    """Have a post carry just these files; what it loses is cleaned away like an upload that nobody handed in."""
    there, wanted = _files_of(post), _named_files(words)
    for document, image in there - wanted:
        post.files.filter(document=document, image=image).delete()
        Document.objects.filter(pk=document).update(temporary=True)
        Image.objects.filter(pk=image).update(temporary=True)
    new = wanted - there
    documents = [one for one in words.documents if (one.pk, None) in new]
    _attach(post, Words(body="", documents=documents, images=[one for one in words.images if (None, one.pk) in new]))


def _note_mentions(post: Post) -> None:
    people = [user for user in find_mentioned(plain_text(post.body))[:MOST] if user.pk != post.author_id]
    Mention.objects.bulk_create([Mention(post=post, user=user) for user in people], ignore_conflicts=True)


@transaction.atomic
@recorded_once()
def edit(*, user: User, post: Post, seen_edits: int, words: Words, title: str = "", topic: Topic | None = None) -> Post:
    """Change a post and keep what it said before; of the first post also the thread's title and board.

    `seen_edits` is the number of changes that the form knew of. Raises `ChangedMeanwhileError`, `ClosedError`.
    """
    thread, fresh = _lock_post(post)
    if fresh.removed_at is not None or (thread.closed_at and not user.is_editor):
        raise ClosedError
    if fresh.edit_count != seen_edits:
        raise ChangedMeanwhileError
    is_renamed = fresh.is_first and bool(title) and title != thread.title
    if words.body != fresh.body or is_renamed or _files_of(fresh) != _named_files(words):
        PostVersion.objects.create(
            post=fresh,
            title=thread.title if is_renamed else "",
            body=fresh.body,
            written_at=fresh.edited_at or fresh.created_at,
            replaced_by=user,
        )
        fresh.body, fresh.edited_at, fresh.edit_count = words.body, timezone.now(), fresh.edit_count + 1
        fresh.file_count = len(words.documents) + len(words.images)
        fresh.save(update_fields=["body", "edited_at", "edit_count", "file_count"])
        _bring_files(fresh, words)
        _note_mentions(fresh)
    if fresh.is_first:
        thread.title, thread.topic = title or thread.title, topic
    thread.save(update_fields=["title", "topic"])
    return fresh


@transaction.atomic
@recorded_once()
def remove(*, user: User, post: Post) -> Thread:
    """Take a post away; its place says so.

    A question that nobody answered goes as a whole, and so does one that editors take away: its title says it, too.
    """
    thread, fresh = _lock_post(post)
    if fresh.removed_at is None:
        fresh.removed_at, fresh.removed_by = timezone.now(), user
        fresh.save(update_fields=["removed_at", "removed_by"])
        if fresh.is_first:
            goes_whole = not thread.answer_count or fresh.author_id != user.pk
            thread.hidden_at = fresh.removed_at if goes_whole else thread.hidden_at
        else:
            thread.answer_count -= 1
            if not thread.answer_count and not thread.posts.filter(position=1, removed_at=None).exists():
                thread.hidden_at = thread.hidden_at or fresh.removed_at  # nothing is left to read
        if thread.accepted_id == fresh.pk:
            thread.accepted = None
        thread.save(update_fields=["hidden_at", "answer_count", "accepted"])
    return thread


@transaction.atomic
@recorded_once()
def restore(*, post: Post) -> Thread:
    """Bring back a post that was removed, and its thread with the first one, or with the last answer that was left."""
    thread, fresh = _lock_post(post)
    if fresh.removed_at is not None:
        fresh.removed_at, fresh.removed_by = None, None
        fresh.save(update_fields=["removed_at", "removed_by"])
        if fresh.is_first:
            thread.hidden_at = None
        else:
            if not thread.answer_count and _was_deleted_by_its_author(thread):
                thread.hidden_at = None
            thread.answer_count += 1
        thread.save(update_fields=["hidden_at", "answer_count"])
    return thread


@transaction.atomic
@recorded_once()
def accept(*, post: Post, accepted: bool) -> Thread:
    """Say that an answer helped, in place of any other; or take that back. Raises `NotPossibleError`."""
    thread = lock_thread(post.thread_id)
    fresh = Post.objects.get(pk=post.pk)
    if fresh.thread_id != thread.pk or fresh.is_first or not thread.is_question:
        raise NotPossibleError
    if accepted and fresh.removed_at is not None:
        raise NotPossibleError
    if accepted:
        thread.accepted = fresh
    elif thread.accepted_id == fresh.pk:
        thread.accepted = None
    thread.save(update_fields=["accepted"])
    return thread


@transaction.atomic
def mark(*, user: User, post: Post, helps: bool) -> int:
    """Say that a post helped, or take that back; return how many say so now."""
    fresh = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    mine = Mark.objects.filter(post=fresh, user=user)
    if helps and fresh.removed_at is None and not mine.exists():
        Mark.objects.create(post=fresh, user=user)
    elif not helps:
        mine.delete()
    fresh.mark_count = fresh.marks.count()
    fresh.save(update_fields=["mark_count"])
    return fresh.mark_count


def follow(*, user: User, thread: Thread, follows: bool) -> None:
    """Have this person hear of new answers, or not any more."""
    _reader(thread, user)
    Reader.objects.filter(thread=thread, user=user).update(follows=follows)


def bookmark(*, user: User, thread: Thread, kept: bool) -> None:
    """Keep a thread among this person's bookmarks, or take it out."""
    _reader(thread, user)
    Reader.objects.filter(thread=thread, user=user).update(bookmarked_at=timezone.now() if kept else None)


def note_read(*, user: User, thread: Thread, position: int) -> None:
    """Remember how far somebody has read; looking at an early page again takes nothing back."""
    _reader(thread, user)
    Reader.objects.filter(thread=thread, user=user, read_position__lt=position).update(read_position=position)


def _reader(thread: Thread, user: User) -> None:
    """Make sure that there is a row to write to; of two at once, one makes it."""
    Reader.objects.bulk_create([Reader(thread=thread, user=user)], ignore_conflicts=True)
