"""The forum: threads, their posts, and what each member does with them."""

from functools import lru_cache
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from integration.catalogue.audience import SectionIsOpenTo, section_restrictions
from integration.catalogue.contract import Contribution, EntryData, OpenQuestion, OpenQuestions
from integration.catalogue.models import Entry
from integration.files.models import Document, Image
from integration.forum.held import HeldPost
from integration.forum.personal import Mark
from integration.forum.plain import plain_text, teaser_of
from integration.members.models import User
from integration.taxonomy.models import Topic

__all__ = ["Post", "PostFile", "PostVersion", "Thread", "plain_text"]

TITLE_LENGTH = 160  # characters
POST_LENGTH = 20_000  # signs of the plain notation
QUOTE_LENGTH = 1_000  # characters
SHOWN_IN_ROWS = (
    *("title", "sort", "topic_id", "shielded", "accepted_id", "created_at", "last_post_at", "last_position"),
    *("answer_count", "closed_at", "pinned", "hidden_at", "merged_into_id"),
    *(
        "author__first_name",
        "author__last_name",
        "author__email",
        "author__anonymised_at",
        "author__municipality__name",
    ),
)
POSTS_ON_A_PAGE = 20
# What the search knows of a thread: an answer to a long one must not cost as much as all that was said before
SEARCHED_POSTS = 100
SEARCHED_LENGTH = 30_000  # characters


@lru_cache(maxsize=20_000)
def address(name: str, pk: int) -> str:
    """Return an address of one thread or post: a page shows a hundred of them, and putting them together is slow."""
    return reverse(f"forum:{name}", args=[pk])


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ThreadQuerySet":
        """Threads that this person may read: the only door to the forum.

        What was hidden or went into another thread only editors see; where the forum is meant for some groups, those.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_editor:
            return self
        return self.filter(SectionIsOpenTo(Thread.kind, user.pk), hidden_at=None, merged_into=None)

    def shown(self) -> "ThreadQuerySet":
        """Those that lists show, to editors too."""
        return self.filter(hidden_at=None, merged_into=None)

    def unanswered(self) -> "ThreadQuerySet":
        """Questions to which nobody has said anything yet."""
        return self.filter(sort=Thread.Sort.QUESTION, answer_count=0, closed_at=None)

    def answered(self) -> "ThreadQuerySet":
        """Questions with an answer that helped."""
        return self.filter(accepted__isnull=False)

    def under(self, topic: Topic | None) -> "ThreadQuerySet":
        """On this board; without a topic on the board for everything else."""
        return self.filter(topic=topic)

    def with_read_position(self, user: User) -> "ThreadQuerySet":
        """With how far this person has read, in the same query."""
        return self.annotate(
            mine=FilteredRelation("readers", condition=Q(readers__user=user)),
            read_position=Coalesce(F("mine__read_position"), 0),
        )

    def with_reader(self, user: User) -> "ThreadQuerySet":
        """With what this person has read, follows and keeps, in the same query."""
        return self.with_read_position(user).annotate(follows=F("mine__follows"), bookmarked=F("mine__bookmarked_at"))

    def for_writing(self, user: User) -> "ThreadQuerySet":
        """With what this person has begun to write there, what waits, and whether without a name, in the same query."""
        waiting = HeldPost.objects.waiting().filter(thread=OuterRef("pk"), author=user).order_by("-pk")
        return self.annotate(
            begun=FilteredRelation("drafts", condition=Q(drafts__user=user)),
            reader_id=Value(user.pk),
            draft_version=F("begun__version"),
            draft_data=F("begun__data"),
            draft_updated_at=F("begun__updated_at"),
            unnamed=Exists(Post.objects.filter(thread=OuterRef("pk"), author=user, shielded=True)),
            held_post=Subquery(waiting.values("pk")[:1]),
        )

    def for_rows(self) -> "ThreadQuerySet":
        """With all that a row of a list shows but the topic, which lists have at hand."""
        return self.select_related("author__municipality").only(*SHOWN_IN_ROWS)

    def by_activity(self) -> "ThreadQuerySet":
        """What the editors pinned, then what was written in last."""
        return self.order_by("-pinned", "-last_post_at", "-pk")


class Thread(Contribution, models.Model):
    """A question or a discussion. Its first post says what it is about; the others answer.

    Positions of posts are given once and stay, so that pages and links stay; a thread keeps the highest.
    """

    class Sort(models.TextChoices):
        QUESTION = "question", _("Question")
        DISCUSSION = "discussion", _("Discussion")

    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    sort = models.CharField(_("question or discussion"), max_length=10, choices=Sort, default=Sort.QUESTION)
    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="threads", verbose_name=_("topic")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    shielded = models.BooleanField(_("without a name"), default=False)  # peers never learn who asks, editors do
    accepted = models.ForeignKey(
        "forum.Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answer")
    )
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    last_post_at = models.DateTimeField(_("last post at"), default=timezone.now)
    last_position = models.PositiveIntegerField(default=0, editable=False)
    answer_count = models.PositiveIntegerField(_("answers"), default=0, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    pinned = models.BooleanField(_("pinned"), default=False)
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ThreadQuerySet.as_manager()

    kind = "thread"
    kind_label = _("Forum")
    kind_label_plural = _("Forum")
    kind_icon = "chat"
    section_slug = "forum"
    section_order = 30
    section_title = _("Forum")
    section_intro = _("Ask what you would ask on the phone. Others have stood there before.")

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes: ClassVar = [
            models.Index(
                fields=["-pinned", "-last_post_at", "-id"],
                name="thread_by_activity",
                condition=Q(hidden_at=None, merged_into=None),
            ),
            models.Index(
                fields=["topic", "-pinned", "-last_post_at", "-id"],
                name="thread_of_board",
                condition=Q(hidden_at=None, merged_into=None),
            ),
            models.Index(
                fields=["sort", "answer_count", "closed_at", "-created_at"],
                name="thread_unanswered",
                condition=Q(hidden_at=None, merged_into=None),
            ),
            models.Index(  # holds all that the numbers of every list are counted from
                fields=["topic", "sort", "answer_count", "closed_at", "accepted", "id"],
                name="thread_numbers",
                condition=Q(hidden_at=None, merged_into=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("thread", self.pk)

    @classmethod
    def preview_url(cls, object_id: int) -> str:
        return reverse("forum:thread", args=[object_id])

    @classmethod
    def open_questions(cls, user: User, number: int) -> OpenQuestions:
        """The newest ones; it does not matter who asks."""
        found = cls.objects.visible_to(user).shown().unanswered().order_by("-created_at", "-pk")[:number]
        rows = [
            OpenQuestion(
                title=one.title, url=one.get_absolute_url(), asked_at=one.created_at, topic=str(one.topic or "")
            )
            for one in found.select_related("topic")
        ]
        return OpenQuestions(rows, url=f"{reverse('forum:threads')}?zeige=offen")

    @classmethod
    def unnamed_of(cls, user: User) -> list[int]:
        return list(cls.objects.filter(author=user, shielded=True).values_list("pk", flat=True))

    @property
    def is_question(self) -> bool:
        return self.sort == self.Sort.QUESTION

    @property
    def is_unanswered(self) -> bool:
        """Whether it is a question that still waits for its first answer."""
        return self.is_question and self.answer_count == 0 and self.closed_at is None

    @property
    def is_open(self) -> bool:
        """Whether answers can be written."""
        return self.closed_at is None and self.hidden_at is None and self.merged_into_id is None

    @property
    def last_page(self) -> int:
        return page_of(max(self.last_position, 1))

    def state_words(self) -> str:
        """How it stands, in a few words: what lists and the search say of it."""
        if self.accepted_id is not None:
            return str(_("Answered"))
        if self.is_unanswered:
            return str(_("No answer yet"))
        return str(_("Closed")) if self.closed_at else ""

    # What the catalogue keeps

    def entry_data(self) -> EntryData:
        """Of a shielded question neither who asks nor the municipality: nobody who reads the catalogue learns it."""
        live = self.hidden_at is None and self.merged_into_id is None
        posts = self.posts.filter(removed_at=None).order_by("position").values_list("body", flat=True)[:SEARCHED_POSTS]
        texts = [plain_text(body) for body in posts]
        known = self._known_author() if live and not self.shielded else None
        known = known if known is not None and known.anonymised_at is None else None
        topics = [self.topic] if self.topic else []
        keywords = [topic.name for topic in topics]
        if known is not None:
            keywords.append(known.display_name)
            keywords += [known.municipality.name, known.municipality.kreis] if known.municipality else []
        return EntryData(
            title=self.title,
            teaser=teaser_of(texts),
            detail=self.state_words(),
            text="\n\n".join(texts)[:SEARCHED_LENGTH],
            keywords=tuple(keywords),
            url=self.get_absolute_url(),
            document_ids=tuple(self._documents()),
            municipality_id=known.municipality_id if known else None,
            author_id=known.pk if known else None,
            topic_ids=tuple(topic.pk for topic in topics),
            state=Entry.State.PUBLISHED if live else Entry.State.ARCHIVED,
            live=live,
            published_at=self.created_at if live else None,
            updated_at=self.last_post_at,
            restrictions=section_restrictions(self.kind),
        )

    def _known_author(self) -> User | None:
        if self.author_id is None:
            return None
        return User.objects.select_related("municipality").get(pk=self.author_id)

    def _documents(self) -> list[int]:
        kept = PostFile.objects.filter(post__thread=self, post__removed_at=None, document__isnull=False)
        found = kept.order_by("pk").values_list("document_id", flat=True)[:SEARCHED_POSTS]
        return [pk for pk in found if pk is not None]

    def shows(self, file: Document | Image) -> bool:
        """Return whether a post that is still there carries a file."""
        which = Q(document=file) if isinstance(file, Document) else Q(image=file)
        return PostFile.objects.filter(which, post__thread=self, post__removed_at=None).exists()


def page_of(position: int) -> int:
    """Return the page on which a position stands; it never moves to another."""
    return (position - 1) // POSTS_ON_A_PAGE + 1


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: "User | AnonymousUser") -> "PostQuerySet":
        """Posts whose words this person may read: those of visible threads; what was removed, editors alone."""
        posts = self.filter(thread__in=Thread.objects.visible_to(user).values("pk"))
        return posts if isinstance(user, User) and user.is_editor else posts.filter(removed_at=None)

    def on_page(self, number: int) -> "PostQuerySet":
        """The posts whose positions belong to this page; the database need not count those before."""
        first = (number - 1) * POSTS_ON_A_PAGE
        return self.filter(position__gt=first, position__lte=first + POSTS_ON_A_PAGE)

    def for_reading(self, user: User) -> "PostQuerySet":
        """With everything that a page shows of each, in the same query."""
        mine = Mark.objects.filter(post=OuterRef("pk"), user=user)
        return self.select_related("author__municipality", "quoted__author").annotate(marked=Exists(mine))


class Post(models.Model):
    """What one person wrote. Removed, it keeps its place and says so; its words are kept for the editors."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    position = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    shielded = models.BooleanField(_("without a name"), default=False)
    body = models.TextField(_("text"))  # clean HTML of `integration.richtext`
    quoted = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    quote = models.TextField(_("quotation"), max_length=QUOTE_LENGTH, blank=True)
    form_key = models.UUIDField(null=True, editable=False)  # of the form that made it: the same never makes a second
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    edited_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    edit_count = models.PositiveIntegerField(default=0, editable=False)
    mark_count = models.PositiveIntegerField(_("helped"), default=0, editable=False)
    file_count = models.PositiveSmallIntegerField(_("files"), default=0, editable=False)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    moved_from = models.CharField(_("moved from"), max_length=TITLE_LENGTH, blank=True)  # title of the other thread

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        indexes: ClassVar = [
            models.Index(fields=["thread", "author"], name="post_unnamed", condition=Q(shielded=True)),
            models.Index(fields=["author", "created_at"], name="post_of_author"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "position"], name="post_once_per_position"),
            models.UniqueConstraint(
                fields=["author", "form_key"], condition=Q(form_key__isnull=False), name="post_once_per_form"
            ),
        ]

    def __str__(self) -> str:
        return Truncator(" ".join(plain_text(self.body).split())).chars(80)

    def get_absolute_url(self) -> str:
        """Where it stays reachable, whichever page or thread it stands in."""
        return address("post", self.pk)

    @property
    def is_first(self) -> bool:
        return self.position == 1

    @property
    def anchor(self) -> str:
        return f"beitrag-{self.pk}"

    @property
    def html(self) -> SafeString:
        """The text as pages show it: it was made clean when it was written."""
        return mark_safe(self.body)  # noqa: S308

    def place(self) -> str:
        """Return the address of its place in the thread, as it is now."""
        number = page_of(self.position)
        page = f"?seite={number}" if number > 1 else ""
        return f"{address('thread', self.thread_id)}{page}#{self.anchor}"


class PostVersion(models.Model):
    """What a post said before it was changed: whoever may read the post may read this too."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)  # of the thread, where it was changed
    body = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-written_at", "-pk"]
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")

    def __str__(self) -> str:
        return f"{self.post_id}, {self.written_at:%Y-%m-%d %H:%M}"

    @property
    def html(self) -> SafeString:
        return mark_safe(self.body)  # noqa: S308


class PostFile(models.Model):
    """A document or a picture that comes with a post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("file of a post")
        verbose_name_plural = _("files of posts")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(document__isnull=True) ^ Q(image__isnull=True), name="post_file_document_or_image"
            )
        ]

    def __str__(self) -> str:
        return str(self.document or self.image)
