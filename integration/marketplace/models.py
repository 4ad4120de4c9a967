"""The marketplace: what municipalities seek and offer, which of it fits together, and forms that save themselves."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from integration.catalogue.audience import SectionIsOpenTo, section_restrictions
from integration.catalogue.contract import BegunForm, Contribution, EntryData, OwnState
from integration.catalogue.models import Entry
from integration.catalogue.phases import Phase
from integration.files.models import Document, Image
from integration.marketplace.categories import Category
from integration.marketplace.words import next_step, state_line
from integration.members.distance import squared_kilometres
from integration.members.models import Municipality, User

TITLE_LENGTH = 120  # characters
TEXT_LENGTH = 5_000
TEASER_LENGTH = 240
RENEW_BEFORE = timedelta(days=14)  # the end; earlier there is nothing to renew
VALID_FOR = timedelta(days=90)  # from today where nothing else is said, and once more with each renewal
REMIND_BEFORE = timedelta(days=7)


class ListingQuerySet(models.QuerySet["Listing"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ListingQuerySet":
        """Listings that this person may see: the only door to the marketplace, as wide as the catalogue's.

        What was taken back or hidden its author sees, the contact of the author's municipality and the editors;
        where the marketplace is meant for some groups, those.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_editor:
            return self
        shown = Q(hidden_at=None) & ~Q(state=Listing.State.WITHDRAWN)
        if user.is_municipality_contact and user.municipality_id:
            shown |= Q(author__municipality=user.municipality_id)
        return self.filter(shown & Q(SectionIsOpenTo(Listing.kind, user.pk)) | Q(author=user))

    def shown(self) -> "ListingQuerySet":
        """Those that lists show, to editors too."""
        return self.filter(hidden_at=None).exclude(state=Listing.State.WITHDRAWN)

    def open(self) -> "ListingQuerySet":
        """Those that one can still ask for, whether the clock's job has run today or not."""
        return self.filter(state=Listing.State.OPEN, hidden_at=None).filter(
            Q(valid_until=None) | Q(valid_until__gte=timezone.localdate())
        )

    def for_rows(self) -> "ListingQuerySet":
        """With all that a row of a list shows."""
        return self.select_related("category", "municipality", "author", "cover")

    def nearest_to(self, place: Municipality) -> "ListingQuerySet":
        """The nearest first, those without a place last."""
        distance = squared_kilometres(place, "municipality")
        return self.annotate(km2=distance).order_by(F("km2").asc(nulls_last=True), "-renewed_at", "-pk")

    def newest(self) -> "ListingQuerySet":
        """What was written or renewed last first."""
        return self.order_by("-renewed_at", "-pk")


class Listing(Contribution, models.Model):
    """A Gesuch or an Angebot, and how it stands."""

    class Sort(models.TextChoices):
        OFFER = "offer", _("Offer")
        SEEK = "seek", _("Request")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("listing", "open")
        RESERVED = "reserved", pgettext_lazy("listing", "reserved")
        DONE = "done", pgettext_lazy("listing", "done")
        EXPIRED = "expired", pgettext_lazy("listing", "expired")
        WITHDRAWN = "withdrawn", pgettext_lazy("listing", "taken back")

    class Condition(models.TextChoices):
        NEW = "new", _("new")
        GOOD = "good", _("used, well kept")
        USED = "used", _("used")
        REPAIR = "repair", _("needs repair")

    class Terms(models.TextChoices):
        FREE = "free", _("free of charge")
        LOAN = "loan", _("on loan")
        PRICE = "price", _("for a price")

    class Handover(models.TextChoices):
        PICKUP = "pickup", _("to be picked up")
        DELIVERY = "delivery", _("is brought or sent")

    sort = models.CharField(_("request or offer"), max_length=10, choices=Sort)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    text = models.TextField(_("description"), max_length=TEXT_LENGTH, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="listings", verbose_name=_("category")
    )
    quantity = models.CharField(_("quantity"), max_length=80, blank=True)
    condition = models.CharField(_("condition"), max_length=10, choices=Condition, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    terms = models.CharField(_("terms"), max_length=10, choices=Terms, default=Terms.FREE)
    price = models.CharField(_("price or deposit"), max_length=80, blank=True)
    handover = models.CharField(_("handover"), max_length=10, choices=Handover, blank=True)
    handover_note = models.CharField(_("where and when"), max_length=160, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    cover = models.ForeignKey(
        Image, on_delete=models.SET_NULL, null=True, related_name="+"
    )  # the first of its pictures
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reserved_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reserved_name = models.CharField(_("reserved for"), max_length=120, blank=True)  # who has no account here, too
    reserved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reserved_at = models.DateTimeField(null=True, blank=True)
    reserved_until = models.DateField(_("reserved until"), null=True, blank=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    renewed_at = models.DateTimeField(_("renewed at"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    closed_at = models.DateTimeField(_("done at"), null=True, blank=True)
    reminded_of = models.DateField(null=True, blank=True, editable=False)  # the end that a mail has told of
    edit_count = models.PositiveIntegerField(default=0, editable=False)
    form_key = models.UUIDField(null=True, editable=False)  # of the form that made it: the same never makes a second
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)

    objects = ListingQuerySet.as_manager()

    kind = "listing"
    kind_label = _("Marketplace")
    kind_label_plural = _("Marketplace")
    kind_icon = "swap"
    section_slug = "marktplatz"
    section_order = 32
    section_title = _("Marketplace")
    section_intro = _("What stands in your store may be missing next door. From municipality to municipality.")
    takes_messages: ClassVar[bool] = True

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        indexes: ClassVar = [
            models.Index(fields=["-renewed_at", "-id"], name="listing_newest", condition=Q(hidden_at=None)),
            # holds all that the numbers of every filter are counted from
            models.Index(
                fields=["state", "sort", "category", "municipality", "id"],
                name="listing_numbers",
                condition=Q(hidden_at=None),
            ),
            models.Index(fields=["valid_until"], name="listing_ends", condition=Q(state__in=("open", "reserved"))),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["author", "form_key"], condition=Q(form_key__isnull=False), name="listing_once_per_form"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("marketplace:listing", args=[self.pk])

    @classmethod
    def preview_url(cls, object_id: int) -> str:
        return reverse("marketplace:listing", args=[object_id])

    @classmethod
    def edit_url(cls, object_id: int) -> str:
        return reverse("marketplace:edit", args=[object_id])

    @classmethod
    def withdraw_url(cls, object_id: int) -> str:
        return reverse("marketplace:withdraw", args=[object_id])

    @classmethod
    def own_states(cls, object_ids: list[int]) -> dict[int, OwnState]:
        return {listing.pk: next_step(listing) for listing in cls.objects.filter(pk__in=object_ids)}

    @classmethod
    def begun_by(cls, user_id: int) -> list[BegunForm]:
        drafts = ListingDraft.objects.filter(user=user_id, listing=None).annotate(number=Count("images"))
        return [
            BegunForm(
                title=draft.title,
                url=reverse("marketplace:draft", args=[draft.key]),
                kind_label=str(cls.kind_label),
                updated_at=draft.updated_at,
                file_count=draft.number,
            )
            for draft in drafts.order_by("-updated_at")
        ]

    # How it stands

    @property
    def is_offer(self) -> bool:
        return self.sort == self.Sort.OFFER

    @property
    def is_over(self) -> bool:
        """Whether its last day has gone by, whether the clock's job has seen that or not."""
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def has_nobody(self) -> bool:
        """Whether nobody is there any more who could hand it over or take it."""
        return self.author is None or not self.author.is_active

    @property
    def state_now(self) -> str:
        """The state as people read it: what is over is so from midnight on."""
        return self.State.EXPIRED if self.state == self.State.OPEN and self.is_over else self.state

    @property
    def is_open(self) -> bool:
        return self.state_now == self.State.OPEN and self.hidden_at is None

    @property
    def is_closed(self) -> bool:
        """Whether nobody need ask for it any more."""
        return self.state_now not in (self.State.OPEN, self.State.RESERVED)

    @property
    def is_live(self) -> bool:
        return self.hidden_at is None and self.state != self.State.WITHDRAWN

    @property
    def icon(self) -> str:
        """The picture that stands in for a photo."""
        return self.category.icon if self.category else "pic-kiste"

    @property
    def reserved_for_name(self) -> str:
        return self.reserved_for.display_name if self.reserved_for else self.reserved_name

    def can_be_reserved_for(self, user: User) -> bool:
        """Return whether this person may be named: an active account that is not the author's."""
        return user.is_active and user.pk != self.author_id

    @property
    def can_be_renewed(self) -> bool:
        """Whether its end is near or past; what is done or taken back is put up again instead."""
        if self.state == self.State.EXPIRED:
            return True
        if self.valid_until is None or self.state in (self.State.DONE, self.State.WITHDRAWN):
            return False
        return self.valid_until - timezone.localdate() <= RENEW_BEFORE

    def next_end(self, today: date) -> date:
        """Return until when it holds after a renewal today."""
        return max(today, self.valid_until or today) + VALID_FOR

    # What the catalogue keeps

    def entry_data(self) -> EntryData:
        names = [self.category.name] if self.category else []
        if self.municipality:
            names += [self.municipality.name, self.municipality.kreis]
        if self.author:
            names.append(self.author.display_name)
        return EntryData(
            title=self.title,
            teaser=Truncator(" ".join(self.text.split())).chars(TEASER_LENGTH, truncate=" …"),
            detail=state_line(self),
            text="\n\n".join(part for part in (self.text, self.quantity, self.handover_note) if part),
            keywords=(str(self.get_sort_display()), *names),
            url=self.get_absolute_url(),
            municipality_id=self.municipality_id,
            author_id=self.author_id,
            state=Entry.State.PUBLISHED if self.is_live else Entry.State.WITHDRAWN,
            live=self.is_live,
            phase=Phase.COMPLETED if self.is_closed else "",
            published_at=self.created_at if self.is_live else None,
            updated_at=self.changed_at,
            restrictions=section_restrictions(self.kind),
        )

    def shows(self, file: Document | Image) -> bool:
        """Return whether it shows a picture; it takes no documents."""
        return isinstance(file, Image) and self.pictures.filter(image=file).exists()


class ListingPicture(models.Model):
    """A picture of a listing; what is to be seen on it is asked kindly."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="pictures")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="+")
    alternative = models.CharField(_("what is to be seen"), max_length=250, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["sort_order", "pk"]
        verbose_name = _("picture of a listing")
        verbose_name_plural = _("pictures of listings")
        constraints: ClassVar = [models.UniqueConstraint(fields=["listing", "image"], name="picture_once_per_listing")]

    def __str__(self) -> str:
        return self.alternative or gettext("Picture")


class Match(models.Model):
    """A request and an offer that fit; kept when they do not fit any more, so that nobody is told twice."""

    seek = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="matches_as_seek")
    offer = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="matches_as_offer")
    score = models.FloatField(default=0)
    fits = models.BooleanField(default=True)
    found_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints: ClassVar = [models.UniqueConstraint(fields=["seek", "offer"], name="match_once_per_pair")]

    def __str__(self) -> str:
        return f"{self.seek_id}, {self.offer_id}"


class ListingDraft(models.Model):
    """A form as it stands, saved while somebody types; nothing in it has to be right, nobody else sees it."""

    key = models.UUIDField(_("key of the form"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, null=True, related_name="+")  # what it changes
    data = models.JSONField(default=dict)  # name of the field -> list of values as the browser sends them
    images = models.ManyToManyField(Image, related_name="+")
    window = models.CharField(max_length=60, blank=True)  # which window of a browser wrote last
    turn = models.PositiveIntegerField(default=0)  # how often that window had sent it
    version = models.PositiveIntegerField(default=0)  # counts what was saved: a second window notices the first
    updated_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("draft of a listing")
        verbose_name_plural = _("drafts of listings")
        ordering: ClassVar = ["-updated_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="listing_draft_once_per_form"),
            models.UniqueConstraint(fields=["user", "listing"], name="listing_draft_once_per_listing"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What was typed as the title so far."""
        return str((self.data.get("title") or [""])[0]).strip() or gettext("Untitled")
