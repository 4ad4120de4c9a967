"""The catalogue: one row per contribution, whatever its kind; every reader across kinds starts here."""

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Count, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from integration.catalogue.audience import EveryRestrictionAllows
from integration.catalogue.phases import Phase
from integration.catalogue.registry import kinds
from integration.files.models import Document
from integration.members.models import Municipality, User
from integration.taxonomy.models import Topic


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: "User | AnonymousUser") -> "EntryQuerySet":
        """Entries that this person may see: the only door to the catalogue.

        Published ones whose every restriction allows one of the person's groups; own ones in any state; under the
        same restrictions drafts of the own municipality's people for its contact, whichever municipality they name;
        everything for editors; nothing without an active account.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_editor:
            return self
        allowed = Q(restricted=False) | Q(EveryRestrictionAllows(user.pk))
        state = Q(live=True)
        if user.is_municipality_contact and user.municipality_id:
            state |= Q(live=False, author__municipality=user.municipality_id)
        return self.filter(state & allowed | Q(author=user))

    def unpublished_of_colleagues(self, user: User) -> "EntryQuerySet":
        """What the contact of a municipality may read of its other people before it is published."""
        if not user.is_municipality_contact or not user.municipality_id:
            return self.none()
        drafts = self.visible_to(user).filter(live=False, author__municipality=user.municipality_id)
        return drafts.exclude(author=user)

    def live(self) -> "EntryQuerySet":
        """Published ones."""
        return self.filter(live=True)

    def of_kind(self, *names: str) -> "EntryQuerySet":
        """Of one of these kinds."""
        return self.filter(kind__in=names)

    def with_topic(self, slug: str) -> "EntryQuerySet":
        """Under this topic."""
        return self.filter(topics__slug=slug)

    def of_municipality(self, ags: str) -> "EntryQuerySet":
        """From this municipality."""
        return self.filter(municipality__ags=ags)

    def written_by(self, user: User) -> "EntryQuerySet":
        """Handed in by this person."""
        return self.filter(author=user)

    def newest(self) -> "EntryQuerySet":
        """Newest publication first."""
        return self.order_by(F("published_at").desc(nulls_last=True), "-pk")

    def upcoming(self) -> "EntryQuerySet":
        """Events that are not over, next first."""
        return (
            self.of_kind("event")
            .filter(Q(ends_at__gte=timezone.now()) | Q(starts_at__gte=timezone.now()))
            .order_by("starts_at", "pk")
        )

    def running(self) -> "EntryQuerySet":
        """Open now, the one that closes first in front; for kinds that open and close."""
        now = timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gte=now).order_by("ends_at", "pk")

    def current_first(self) -> "EntryQuerySet":
        """What is not over first, the next in front; then what is over, the latest in front."""
        current = Q(ends_at__gte=timezone.now())
        return self.order_by(
            Case(When(current, then=0), default=1),
            Case(When(current, then=F("starts_at"))),
            F("starts_at").desc(nulls_last=True),
            "pk",
        )

    def similar_to(self, entry: "Entry") -> "EntryQuerySet":
        """Others that share a topic with this one, most shared topics first, then the newest."""
        others = self.exclude(pk=entry.pk).filter(topics__in=entry.topics.all())
        return others.annotate(shared=Count("topics")).order_by(
            "-shared", F("published_at").desc(nulls_last=True), "-pk"
        )

    def for_rows(self) -> "EntryQuerySet":
        """With all that a row of a list shows, in a constant number of queries."""
        return self.select_related("municipality", "contact_user").prefetch_related("topics")


def topic_key(topics: Iterable[int]) -> str:
    """Return topics as an entry keeps them beside its links: thousands of entries are counted without another table."""
    return " ".join(map(str, sorted(set(topics))))


class Entry(models.Model):
    """A contribution as lists, search and mails see it; written by `services.record` in the writer's transaction."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DECLINED = "declined", _("Not accepted")
        ARCHIVED = "archived", _("Archived")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    content_object = GenericForeignKey("content_type", "object_id")
    content_object.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    kind = models.CharField(_("kind"), max_length=40, db_index=True)
    title = models.CharField(_("title"), max_length=255)
    teaser = models.CharField(_("teaser"), max_length=500, blank=True)
    detail = models.CharField(_("what exactly"), max_length=120, blank=True)
    url = models.CharField(_("address"), max_length=500)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, related_name="entries", verbose_name=_("municipality")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="entries", verbose_name=_("author")
    )
    topics = models.ManyToManyField(Topic, related_name="entries", verbose_name=_("topics"))
    documents = models.ManyToManyField(Document, related_name="entries", verbose_name=_("files"))
    contact_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("contact")
    )
    contact_name = models.CharField(_("contact's name"), max_length=160, blank=True)
    contact_phone = models.CharField(_("contact's phone"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State)
    live = models.BooleanField(_("published"), default=False)
    restricted = models.BooleanField(_("for some groups only"), default=False)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, blank=True)  # where no dates tell
    starts_at = models.DateTimeField(_("starts at"), null=True, db_index=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, db_index=True)
    file_count = models.PositiveSmallIntegerField(_("files"), default=0)
    file_note = models.CharField(_("note on the files"), max_length=120, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True)
    updated_at = models.DateTimeField(_("last changed at"), default=timezone.now)
    topic_key = models.TextField(_("topics, as numbers"), blank=True, editable=False)  # of the function of this name

    objects = EntryQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="entry_one_row_per_contribution")
        ]
        indexes: ClassVar = [
            models.Index(fields=["live", "-published_at", "-id"], name="entry_newest"),
            models.Index(fields=["live", "kind", "-published_at", "-id"], name="entry_newest_of_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        """The kind as people see it."""
        return str(kinds()[self.kind].kind_label)

    @property
    def kind_icon(self) -> str:
        """Name of the kind's picture in static/icons.svg."""
        return kinds()[self.kind].kind_icon

    def keep_topics(self, topics: Iterable[Topic]) -> None:
        """Have `topics.all()` return these: the topics of the entry, which the caller has read already."""
        found = self.topics.all()
        found._result_cache, found._prefetch_done = list(topics), True  # type: ignore[attr-defined]
        self._prefetched_objects_cache = {"topics": found}

    @property
    def edit_url(self) -> str:
        """Where its author changes it."""
        return kinds()[self.kind].edit_url(self.object_id)

    @property
    def withdraw_url(self) -> str:
        """Where its author takes it back."""
        return kinds()[self.kind].withdraw_url(self.object_id)

    @property
    def preview_url(self) -> str:
        """Where those who may read drafts see its newest version."""
        return kinds()[self.kind].preview_url(self.object_id)

    @property
    def takes_messages(self) -> bool:
        """Whether members write to its author through the portal."""
        return kinds()[self.kind].takes_messages

    @property
    def is_over(self) -> bool:
        """Whether its end lies in the past; what has no end never is."""
        return self.ends_at is not None and self.ends_at < timezone.now()

    @property
    def contact_display_name(self) -> str:
        """Name of the person to ask."""
        return self.contact_user.display_name if self.contact_user else self.contact_name

    @property
    def contact_phone_shown(self) -> str:
        """Phone of the person to ask, as this person wants it shown at this moment; empty where it is not."""
        return self.contact_user.shown_phone if self.contact_user else self.contact_phone


class EntryText(models.Model):
    """The searchable text, apart from the row so that lists never load it.

    `text` is what the contribution says itself, to quote from; `keywords` are people, tags, topics and places, which
    are found but not quoted. The folded columns are what is compared letter by letter (`folding.fold`), the last one
    with everything, texts of files included.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="searchable")
    text = models.TextField()
    keywords = models.TextField(default="")
    folded_title = models.TextField(default="")
    folded_teaser = models.TextField(default="")
    folded = models.TextField(default="")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("searchable text")
        verbose_name_plural = _("searchable texts")

    def __str__(self) -> str:
        return self.text[:80]


class EntryRestriction(models.Model):
    """One restriction on an entry: a reader needs one of its groups. Without groups nobody but editors may read."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="restrictions")
    groups = models.ManyToManyField(Group, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")

    def __str__(self) -> str:
        return f"{self.entry_id}"
