"""Fills the forum with thousands of conversations in seconds, as its services would leave them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from benchmarks.fill import BATCH, Words, people
from integration.catalogue.folding import fold
from integration.catalogue.models import Entry, EntryText, topic_key
from integration.forum.models import Post, Thread
from integration.forum.plain import plain_text, teaser_of
from integration.taxonomy.models import Topic
from search.engines.kept import kept_indexes
from search.rebuild import rebuild

THREADS, POSTS = 2_000, 20_000
LONG = 20  # posts of one in a hundred conversations: a full page; the others share the rest
SEED = 7


@dataclass(frozen=True)
class FilledForum:
    """What a benchmark asks for."""

    list: str
    thread: str
    reply: str


@transaction.atomic
def fill_forum(threads: int = THREADS, posts: int = POSTS) -> FilledForum:
    """Add that many conversations with that many posts; `fill` has made people and topics."""
    words, now, writers, topics = Words(SEED), timezone.now(), people(), [*Topic.objects.all(), None]
    made = Thread.objects.bulk_create(
        [
            Thread(
                title=words.text(70).rstrip("."),
                author=writers[number % len(writers)],
                topic=topics[number % len(topics)],
                created_at=now - timedelta(hours=number + 1),
                last_post_at=now - timedelta(minutes=30 * number + 1),
            )
            for number in range(threads)
        ],
        batch_size=BATCH,
    )
    long = made[::100]
    others, rest = divmod(max(posts - LONG * len(long), 0), max(threads - len(long), 1))
    for number, thread in enumerate(made):
        thread.last_position = LONG if number % 100 == 0 else max(1, others + (number <= rest))
        thread.answer_count = thread.last_position - 1
    Thread.objects.bulk_update(made, ["last_position", "answer_count"], batch_size=BATCH)
    Post.objects.bulk_create(
        (
            Post(
                thread=thread,
                position=position,
                author=thread.author if position == 1 else words.random.choice(writers),
                body=f"<p>{words.text(260)}</p><p>{words.text(180)}</p>",
                mark_count=words.random.randint(0, 3),
                created_at=thread.created_at,
            )
            for thread in made
            for position in range(1, thread.last_position + 1)
        ),
        batch_size=BATCH,
    )
    answered = long[len(long) // 2]
    second = dict(Post.objects.filter(thread__in=made, position=2).values_list("thread", "pk"))
    for thread in made[::3]:
        thread.accepted_id = second.get(thread.pk)
    Thread.objects.bulk_update(made[::3], ["accepted"], batch_size=BATCH)
    _record(made)
    for kept in kept_indexes().values():
        rebuild(kept)
    address = answered.get_absolute_url()
    return FilledForum(list="/forum/", thread=address, reply=f"{address}antworten/")


def _record(threads: list[Thread]) -> None:
    """Write the rows of the catalogue that `record()` would write."""
    said: dict[int, list[str]] = defaultdict(list)
    posts = Post.objects.filter(thread__in=threads).order_by("thread", "position")
    for pk, body in posts.values_list("thread", "body"):
        said[pk].append(plain_text(body))
    content_type = ContentType.objects.get_for_model(Thread)
    entries = Entry.objects.bulk_create(
        [
            Entry(
                content_type=content_type,
                object_id=thread.pk,
                kind=Thread.kind,
                title=thread.title,
                teaser=teaser_of(said[thread.pk]),
                detail=thread.state_words(),
                url=thread.get_absolute_url(),
                municipality_id=thread.author.municipality_id if thread.author else None,
                author_id=thread.author_id,
                state=Entry.State.PUBLISHED,
                live=True,
                published_at=thread.created_at,
                updated_at=thread.last_post_at,
                topic_key=topic_key([thread.topic_id] if thread.topic_id else []),
            )
            for thread in threads
        ],
        batch_size=BATCH,
    )
    links = Entry.topics.through
    links.objects.bulk_create(
        [
            links(entry_id=entry.pk, topic_id=thread.topic_id)
            for entry, thread in zip(entries, threads, strict=True)
            if thread.topic_id
        ],
        batch_size=BATCH,
    )
    EntryText.objects.bulk_create(
        [_text(entry, thread, said[thread.pk]) for entry, thread in zip(entries, threads, strict=True)],
        batch_size=BATCH,
    )


def _text(entry: Entry, thread: Thread, said: list[str]) -> EntryText:
    text = "\n\n".join(said)
    found_by = [thread.topic.name] if thread.topic else []
    if thread.author is not None and thread.author.municipality is not None:
        place = thread.author.municipality
        found_by += [thread.author.display_name, place.name, place.kreis]
    return EntryText(
        entry=entry,
        text=text,
        keywords="\n".join(found_by),
        folded_title=fold(entry.title),
        folded_teaser=fold(entry.teaser),
        folded=fold("\n".join([entry.title, entry.teaser, text, *found_by])),
    )
