"""What the indexes have to hear, an index made anew, what editors tell the search, words of titles, kept searches."""

from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from integration.catalogue.models import Entry
from search.synonyms import are_one_word, phrases, say_something

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)


class IndexChangeQuerySet(models.QuerySet["IndexChange"]):
    def waiting(self, index: str) -> "IndexChangeQuerySet":
        """What this index has not heard of."""
        return self.filter(index=index, done_at=None)

    def due(self, index: str) -> "IndexChangeQuerySet":
        """What this index has to be told now, the oldest first; failed ones wait until their next attempt."""
        return self.waiting(index).filter(next_attempt_at__lte=timezone.now()).order_by("pk")

    def note(self, *, index: str, entries: Iterable[int]) -> None:
        """Write that these entries have changed."""
        IndexChange.objects.bulk_create([IndexChange(index=index, entry_id=entry) for entry in entries], batch_size=500)


class IndexChange(models.Model):
    """A changed or deleted entry of which one index has to be told; written in the transaction of the change.

    One row per change, never altered by writers: whoever brings an index up to date reads the entry after the row and
    marks only rows that were read, so that a later change is always told later. Rows stay for a while after they are
    done, because an index that is being made anew looks there for what changed meanwhile.
    """

    index = models.CharField(_("index"), max_length=40)
    entry_id = models.BigIntegerField(_("contribution"))  # no foreign key: it outlives what was deleted
    queued_at = models.DateTimeField(_("written at"), default=timezone.now)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), default=timezone.now)
    done_at = models.DateTimeField(_("done at"), null=True)
    error = models.CharField(_("last error"), max_length=500, blank=True)

    objects = IndexChangeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change for the search")
        verbose_name_plural = _("changes for the search")
        indexes: ClassVar = [
            models.Index(fields=["index", "id"], name="indexchange_waiting", condition=Q(done_at=None)),
            models.Index(fields=["done_at"], name="indexchange_done"),
        ]

    def __str__(self) -> str:
        return f"{self.index}: {self.entry_id}"

    def failed(self, error: Exception) -> None:
        """Note a failure: the next attempt comes after a pause, twice as long each time; it is never given up."""
        pause = min(FIRST_PAUSE * 2 ** min(self.attempts, 20), LONGEST_PAUSE)
        self.attempts += 1
        self.next_attempt_at = timezone.now() + pause
        self.error = f"{type(error).__name__}: {error}".replace("\x00", "")[:500]
        self.save(update_fields=["attempts", "next_attempt_at", "error"])


class Rebuild(models.Model):
    """An index that is being made beside the one in use; the row of an index whose rebuild was killed stays."""

    index = models.CharField(_("index"), max_length=40, primary_key=True)
    beside = models.CharField(_("made beside it"), max_length=60)
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("rebuild of an index")
        verbose_name_plural = _("rebuilds of indexes")

    def __str__(self) -> str:
        return f"{self.index}: {self.beside}"


class SynonymGroup(models.Model):
    """Words that mean the same: whoever searches for one of them finds what has another."""

    words = models.TextField(
        _("words that mean the same"),
        max_length=500,
        help_text=_(
            "With commas between them, such as: Kita, Kindergarten, Kindertagesstätte. Each may consist of several "
            "words. Capital letters and most plurals make no difference."
        ),
    )

    wagtail_reference_index_ignore = True

    panels: ClassVar = [FieldPanel("words")]

    class Meta:
        ordering: ClassVar = ["words"]
        verbose_name = _("words that mean the same")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.words[:100]

    def clean(self) -> None:
        """Refuse a group that says nothing, and a word that stands in another one."""
        own = phrases(self.words)
        if self.words and not say_something(own):
            raise ValidationError(
                {
                    "words": _(
                        "Please write at least two different words, with a comma between them: Kita, Kindergarten. "
                        "Forms of one word (Kurs, Kurse) are found anyway."
                    )
                }
            )
        for other in SynonymGroup.objects.exclude(pk=self.pk):
            for theirs in phrases(other.words):
                if any(are_one_word(phrase, theirs) for phrase in own):
                    text = _("“%(word)s” stands in another group already: %(group)s. Please add the other words there.")
                    raise ValidationError(
                        {"words": ValidationError(text, params={"word": theirs.text, "group": str(other)})}
                    )


class TitleWord(models.Model):
    """One word of a published title in one spelling, for suggestions; written in the transaction of the title.

    Bytes, because databases compare text by rules of languages, but bytes alike. `restricted` and `leads` only say
    which of many words to look at first: who may see the title is asked of the entry.
    """

    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("contribution")
    )
    word = models.BinaryField(_("word"))
    leads = models.BooleanField(_("first word of its title"))
    restricted = models.BooleanField(_("for some groups only"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("word of a title")
        verbose_name_plural = _("words of titles")
        indexes: ClassVar = [
            models.Index(fields=["restricted", "word", "-leads", "-entry"], name="titleword_prefix"),
            models.Index(fields=["entry", "word"], name="titleword_of_entry"),
        ]

    def __str__(self) -> str:
        return bytes(self.word).decode()


class SavedSearch(models.Model):
    """A search that somebody keeps under a name, as the query string of its page of results."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=100)
    params = models.TextField(_("what is searched"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64, editable=False)
    created_at = models.DateTimeField(_("saved at"), default=timezone.now)
    looked_at = models.DateTimeField(_("last looked at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "fingerprint"], name="savedsearch_once_per_person")
        ]

    def __str__(self) -> str:
        return self.name


class Recommendation(models.Model):
    """A contribution that editors put first for some words; who may not see it is not told of it."""

    words = models.TextField(
        _("search words"),
        max_length=500,
        help_text=_(
            "With commas between them, such as: Deutschkurs, Deutsch lernen. The contribution comes first for whoever "
            "searches for one of them; other words may stand beside it, but not more than it has itself."
        ),
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="recommendations", verbose_name=_("contribution")
    )
    reason = models.CharField(
        _("why"), max_length=200, blank=True, help_text=_("A sentence that members read beside it; may stay empty.")
    )
    sort_order = models.PositiveSmallIntegerField(
        _("position"),
        default=0,
        help_text=_("Where several are recommended for the same words, the smallest is first."),
    )

    wagtail_reference_index_ignore = True

    panels: ClassVar = [
        FieldPanel("words"),
        FieldPanel("entry"),
        FieldPanel("reason"),
        FieldPanel("sort_order"),
    ]

    class Meta:
        ordering: ClassVar = ["words", "sort_order", "pk"]
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def __str__(self) -> str:
        return self.words[:100]

    @property
    def shown_to(self) -> str:
        """Say who sees it, in the editors' list."""
        if not self.entry.live:
            return gettext("not published, so nobody sees it")
        return gettext("only for some groups") if self.entry.restricted else gettext("for all members")

    def clean(self) -> None:
        """Refuse words by which nobody searches."""
        if self.words and not phrases(self.words):
            raise ValidationError({"words": _("Please write at least one word that somebody may search for.")})


class LoggedQuery(models.Model):
    """What was searched for on one day, and how often; nothing about who it was, nor when on that day."""

    day = models.DateField(_("day"))
    text = models.CharField(_("search words"), max_length=100)  # folded
    typed = models.CharField(_("as it was typed last"), max_length=100, blank=True)
    searches = models.PositiveIntegerField(_("searches"), default=1)
    hits = models.PositiveIntegerField(_("hits of the last search"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("search query")
        verbose_name_plural = _("search queries")
        default_permissions = ("view",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "text"], name="loggedquery_once_a_day")]

    def __str__(self) -> str:
        return self.text
