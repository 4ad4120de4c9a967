"""What the pages of the forum show, each in a number of queries that does not grow with the forum."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from time import time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from integration.catalogue.models import Entry
from integration.files.pictures import load_versions
from integration.forum.bylines import Byline, asker_of, byline_of
from integration.forum.held import HeldPost
from integration.forum.models import (
    POSTS_ON_A_PAGE,
    Post,
    PostFile,
    Thread,
    ThreadQuerySet,
    address,
    page_of,
)
from integration.forum.permissions import (
    user_can_accept_post,
    user_can_create_post,
    user_can_edit_post,
    user_can_mark_post,
    user_can_remove_post,
    user_can_report_post,
    user_can_restore_post,
)
from integration.members.models import User
from integration.taxonomy.models import Topic
from search.similar import similar_entries

THREADS_ON_A_PAGE = 20
RELATED = 3  # contributions beside a thread
CANDIDATES = 12  # not everybody may read all of them
KEPT_SECONDS = 600  # so long this process knows what comes close
NEW_FOR = timedelta(days=14)  # what began longer ago is not called new to those who never opened it
EVERYTHING_ELSE = "alles-andere"  # the board of what has no topic
VIEWS = ("offen", "beantwortet", "folge", "gemerkt", "meine")


@dataclass(frozen=True)
class Board:
    """The threads under one topic, or under none."""

    slug: str
    topic: Topic | None
    number: int


@dataclass(frozen=True)
class Row:
    """A thread as lists show it."""

    thread: Any  # a Thread `with_read_position`
    topic: Topic | None
    asker: Byline
    new: int  # posts that were written since the person looked
    is_new: bool  # began not long ago, and the person never looked
    url: str

    @property
    def who(self) -> str:
        """Who began it, as a sentence."""
        if self.asker.known is None:
            return self.asker.name
        name = {"name": self.asker.name}
        return _("%(name)s asks") % name if self.thread.is_question else _("%(name)s wants to discuss") % name


@dataclass(frozen=True)
class ThreadList:
    """One page of threads with the boards beside it."""

    page: "Page[Thread]"
    rows: list[Row]
    boards: list[Board]
    board: Board | None
    view: str
    unanswered: int
    held: list[HeldPost] = field(default_factory=list)  # among the own ones: what waits for the editors


class _Counted(Paginator):
    """Pages over a list whose length is known already."""

    def __init__(self, threads: ThreadQuerySet, number: int | None) -> None:
        super().__init__(threads, THREADS_ON_A_PAGE)
        self._known = number

    @cached_property
    def count(self) -> int:
        return super().count if self._known is None else self._known


def list_threads(user: User, *, board: str = "", view: str = "", page: str | None = None) -> ThreadList:
    """Return what a list shows: on a board or on all, everything or what `view` names; what is unknown is ignored."""
    visible = Thread.objects.visible_to(user).shown()
    counted = {
        topic: (number, open_ones, answered)
        for topic, number, open_ones, answered in visible.order_by()
        .values_list("topic")
        .annotate(
            number=Count("pk"),
            open_ones=Count("pk", filter=_unanswered()),
            answered=Count("pk", filter=Q(accepted__isnull=False)),
        )
    }
    boards = [Board(topic.slug, topic, counted.get(topic.pk, (0, 0, 0))[0]) for topic in Topic.objects.all()]
    boards.append(Board(EVERYTHING_ELSE, None, counted.get(None, (0, 0, 0))[0]))
    chosen = next((one for one in boards if one.slug == board), None)
    view = view if view in VIEWS else ""
    found, kept = visible, list(counted.values())
    if chosen is not None:
        found = found.under(chosen.topic)
        kept = [counted.get(chosen.topic.pk if chosen.topic else None, (0, 0, 0))]
    known = {"": 0, "offen": 1, "beantwortet": 2}.get(view)
    number = None if known is None else sum(numbers[known] for numbers in kept)
    threads = _viewed(found, user, view).with_read_position(user).for_rows().by_activity()
    listed = _Counted(threads, number).get_page(page)
    topics = {one.topic.pk: one.topic for one in boards if one.topic is not None}
    return ThreadList(
        page=listed,
        rows=[row_of(thread, topics.get(thread.topic_id), user) for thread in listed],
        boards=boards,
        board=chosen,
        view=view,
        unanswered=sum(numbers[1] for numbers in kept),
        held=list(HeldPost.objects.waiting().filter(author=user).select_related("thread")) if view == "meine" else [],
    )


def _unanswered() -> Q:
    return Q(sort=Thread.Sort.QUESTION, answer_count=0, closed_at=None)


def _viewed(threads: ThreadQuerySet, user: User, view: str) -> ThreadQuerySet:
    if view == "offen":
        return threads.unanswered()
    if view == "beantwortet":
        return threads.answered()
    if view == "folge":
        return threads.filter(readers__user=user, readers__follows=True)
    if view == "gemerkt":
        return threads.filter(readers__user=user, readers__bookmarked_at__isnull=False)
    return threads.filter(author=user) if view == "meine" else threads


def row_of(thread: Any, topic: Topic | None, user: User) -> Row:
    """Return a thread `with_read_position` as a row."""
    seen = thread.read_position
    return Row(
        thread=thread,
        topic=topic,
        asker=asker_of(thread),
        url=thread.get_absolute_url(),
        new=max(0, thread.last_position - seen) if seen else 0,
        is_new=not seen and thread.created_at > max(timezone.now() - NEW_FOR, user.date_joined),
    )


@dataclass(frozen=True)
class Quotation:
    """What a post quotes, and whose words they are."""

    post: Post
    text: str
    byline: Byline


@dataclass
class Line:
    """A post as a page shows it, and what this person can do with it."""

    post: Post
    byline: Byline
    is_accepted: bool
    is_first_unread: bool
    can: dict[str, bool]
    quotation: Quotation | None = None
    files: list[PostFile] = field(default_factory=list)

    @property
    def mark_url(self) -> str:
        return address("mark", self.post.pk)

    @property
    def answer_url(self) -> str:
        return address("answer", self.post.thread_id)

    @property
    def documents(self) -> list[PostFile]:
        return [file for file in self.files if file.document_id is not None]

    @property
    def images(self) -> list[PostFile]:
        return [file for file in self.files if file.image_id is not None]


@dataclass(frozen=True)
class ThreadPage:
    """One page of a thread."""

    thread: Any  # a Thread `with_reader`
    number: int
    first: Line | None
    accepted: Line | None  # lifted up below the question on the first page
    others: list[Line]
    can_answer: bool

    @property
    def last(self) -> int:
        return int(self.thread.last_page)

    @property
    def last_shown(self) -> int:
        """The highest position of the page."""
        return max((line.post.position for line in self.others), default=self.first.post.position if self.first else 0)

    @property
    def lines(self) -> list[Line]:
        return [line for line in (self.first, self.accepted, *self.others) if line is not None]

    @property
    def unread_page(self) -> int | None:
        """The page with the first unread post, where that is another one."""
        seen = self.thread.read_position
        if not seen or seen >= self.thread.last_position:
            return None
        page = page_of(seen + 1)
        return page if page != self.number else None


def read_page(thread: Any, user: User, number: int) -> ThreadPage:
    """Return a page of a thread `with_reader`, with what this person may know and do."""
    number = min(max(number, 1), thread.last_page)
    posts = Post.objects.filter(thread=thread).for_reading(user)
    wanted = posts.on_page(number)
    if number == 1 and thread.accepted_id is not None:
        wanted = posts.filter(Q(position__lte=page_end(1)) | Q(pk=thread.accepted_id))
    found = list(wanted.order_by("position"))
    lines = lines_of(found, thread, user)
    _load_files(lines)
    accepted = next((line for line in lines if line.is_accepted and number == 1), None)
    first = next((line for line in lines if line.post.is_first), None)
    return ThreadPage(
        thread=thread,
        number=number,
        first=first,
        accepted=accepted,
        others=[line for line in lines if line is not accepted and line is not first],
        can_answer=user_can_create_post(user, thread),
    )


def related_to(thread: Thread, user: User) -> list[Entry]:
    """Return what this person may read on the same matter, the closest first, with its municipality."""
    close = _close_to(thread.pk, thread.last_post_at, int(time() // KEPT_SECONDS))
    found = Entry.objects.visible_to(user).live().filter(pk__in=close).select_related("municipality") if close else []
    return sorted(found, key=lambda entry: close.index(entry.pk))[:RELATED]


@lru_cache(maxsize=5_000)
def _close_to(pk: int, written_at: datetime, period: int) -> tuple[int, ...]:
    """Return the entries that come closest to a thread, whoever may read them: that is asked for each reader."""
    entry = Entry.objects.filter(content_type=ContentType.objects.get_for_model(Thread), object_id=pk).first()
    everybody = User(is_superuser=True)  # no account, but a reader for whom nothing is left out
    return tuple(one.pk for one in similar_entries(entry, everybody, CANDIDATES)) if entry is not None else ()


def page_end(number: int) -> int:
    """Return the last position of a page."""
    return number * POSTS_ON_A_PAGE


def lines_of(posts: list[Post], thread: Any, user: User) -> list[Line]:
    """Return posts of one thread as this person sees them; nothing of it asks the database."""
    seen = getattr(thread, "read_position", 0)
    unread = next((post.pk for post in posts if seen and post.position > seen), None)
    lines = []
    for post in posts:
        post.thread = thread
        line = Line(
            post=post,
            byline=byline_of(post, thread, user),
            is_accepted=post.pk == thread.accepted_id,
            is_first_unread=post.pk == unread,
            can={
                "answer": user_can_create_post(user, thread) and post.removed_at is None,
                "edit": user_can_edit_post(user, post),
                "remove": user_can_remove_post(user, post),
                "restore": user_can_restore_post(user, post),
                "mark": user_can_mark_post(user, post),
                "accept": user_can_accept_post(user, post),
                "report": user_can_report_post(user, post),
            },
        )
        if post.quoted is not None and post.removed_at is None:
            gone = post.quoted.removed_at is not None
            line.quotation = Quotation(post.quoted, "" if gone else post.quote, byline_of(post.quoted, thread, user))
        lines.append(line)
    return lines


def _load_files(lines: list[Line]) -> None:
    carrying = {line.post.pk: line for line in lines if line.post.file_count}
    if not carrying:
        return
    by_post: dict[int, list[PostFile]] = defaultdict(list)
    for file in PostFile.objects.filter(post__in=carrying).select_related("document", "image"):
        by_post[file.post_id].append(file)
    load_versions([file.image for files in by_post.values() for file in files if file.image])
    for pk, line in carrying.items():
        line.files = by_post[pk]
