"""The conversations of the demo: written the way people write them, then set back to the days on which they were."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from integration.catalogue.services import recorded_once
from integration.forum.models import Post, PostFile, Thread
from integration.forum.personal import Mark, Reader
from integration.forum.services import Words, accept, answer, ask, mark
from integration.members.models import User
from integration.richtext.fields import to_html
from integration.taxonomy.models import Topic


class ForumLoader:
    """Turns specs into threads of the people loaded before."""

    def __init__(self, *, users: dict[str, User], topics: dict[str, Topic]) -> None:
        self.users = users
        self.topics = topics
        self.readers = sorted(users.values(), key=lambda user: user.pk)
        self.turn = count()
        self.now = timezone.now()

    @recorded_once()
    def load(self, spec: dict[str, Any]) -> Thread:
        """Write one thread with its answers, marks and dates."""
        first = ask(
            user=self.users[spec["author"]],
            key=uuid4(),
            title=spec["title"],
            words=Words(body=to_html(spec["body"])),
            sort=spec["sort"],
            topic=self.topics[spec["topic"]] if spec["topic"] else None,
            shielded=spec["shielded"],
        ).post
        thread = first.thread
        posts = [first]
        for item in spec["posts"]:
            posts.append(self._answer(thread, posts, item))
            self._mark(posts[-1], item["marks"])
            if item["accepted"]:
                accept(post=posts[-1], accepted=True)
        self._date_back(thread, spec, posts)
        return thread

    def _answer(self, thread: Thread, posts: list[Post], item: dict[str, Any]) -> Post:
        quoted = posts[item["quotes"]] if item["quotes"] else None  # 1 is the first answer
        words = Words(body=to_html(item["body"]), quoted=quoted, quote=item["quote"])
        author = self.users[item["author"]]
        return answer(user=author, thread=thread, key=uuid4(), words=words, shielded=item["shielded"]).post

    def _mark(self, post: Post, number: int) -> None:
        """Have other people say that a post helped them, not always the same ones."""
        start = next(self.turn)
        others = [user for user in self.readers[start % 7 :] + self.readers[: start % 7] if user.pk != post.author_id]
        for user in others[:number]:
            mark(user=user, post=post, helps=True)

    def _date_back(self, thread: Thread, spec: dict[str, Any], posts: list[Post]) -> None:
        """Set posts to their days, each later than the one before."""
        days = [spec["days_ago"], *(item["days_ago"] for item in spec["posts"])]
        at = [self._moment(ago, place) for place, ago in enumerate(days)]
        for post, moment in zip(posts, at, strict=True):
            Post.objects.filter(pk=post.pk).update(created_at=moment)
            Mark.objects.filter(post=post).update(created_at=min(moment + timedelta(hours=5), self.now))
        fresh = Thread.objects.get(pk=thread.pk)
        fresh.created_at, fresh.last_post_at, fresh.pinned = at[0], at[-1], spec["pinned"]
        fresh.closed_at = at[-1] if spec["closed"] else None
        fresh.save()

    def _moment(self, days_ago: int, place: int) -> datetime:
        """Return a moment in the office hours of that day, and never one to come."""
        minutes = (next(self.turn) * 37) % 240 + place * 45
        at = self.now.replace(hour=7, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
        return min(at + timedelta(minutes=minutes), self.now - timedelta(minutes=30 - min(place, 9) * 3))


def remove_forum() -> None:
    """Remove every conversation with all that belongs to it."""
    for model in (Reader, PostFile):
        model.objects.all().delete()
    for thread in Thread.objects.all():
        thread.delete()


def load_threads(specs: Iterable[dict[str, Any]], loader: ForumLoader) -> None:
    """Load every thread, the oldest first, as their addresses tell their order."""
    for spec in sorted(specs, key=lambda spec: -spec["days_ago"]):
        loader.load(spec)
