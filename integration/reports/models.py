"""What waits for the editors, who reported it and why, and everything that editors decided, for good."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integration.members.models import User
from integration.reports.registry import Reportable, label_of, reportable_of

WORDS_LENGTH = 1_000  # characters
EXCERPT_LENGTH = 2_000


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> "CaseQuerySet":
        """What nobody has decided yet."""
        return self.filter(state=Case.State.OPEN)


class Case(models.Model):
    """One thing that the editors have to look at, with all who reported it meanwhile; decided, it stays for the record.

    It keeps what was there when it was opened: a later change by the author does not take it from the editors.
    """

    class State(models.TextChoices):
        OPEN = "open", _("still open")
        KEPT = "kept", _("stays")
        HIDDEN = "hidden", _("hidden")

    kind = models.CharField(_("kind"), max_length=20)
    object_id = models.PositiveBigIntegerField(_("number"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    shielded = models.BooleanField(default=False, editable=False)  # peers do not know who wrote it
    title = models.CharField(_("title"), max_length=200)
    excerpt = models.TextField(_("what it said"), max_length=EXCERPT_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    report_count = models.PositiveIntegerField(_("reports"), default=0, editable=False)
    decision_count = models.PositiveIntegerField(default=0, editable=False)  # a form says which it has seen
    opened_at = models.DateTimeField(_("waits since"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = CaseQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "object_id"], condition=Q(state="open"), name="case_one_open")
        ]
        indexes: ClassVar = [models.Index(fields=["author", "-opened_at"], name="case_of_author")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page on which editors decide."""
        return reverse("reports_case_modeladmin_inspect", args=[self.pk])

    def called(self, author: User | None) -> str:
        """Return an author for editors, who must not give away who writes without a name."""
        name = author.display_name if author is not None else gettext("Former member")
        return gettext("%(name)s, without a name for others") % {"name": name} if self.shielded else name

    @property
    def reportable(self) -> Reportable | None:
        return reportable_of(self.kind)

    @property
    def kind_label(self) -> str:
        return label_of(self.kind)

    @property
    def is_held(self) -> bool:
        """Nobody reported it: it waits before others may read it."""
        return self.reportable is not None and self.reportable.is_held

    def state_words(self) -> str:
        """How it stands, as editors say it."""
        if self.is_held and self.state == self.State.KEPT:
            return gettext("released")
        if self.is_held and self.state == self.State.HIDDEN:
            return gettext("refused")
        return str(self.get_state_display())


class Report(models.Model):
    """One person's reason why the editors should look at something."""

    class Reason(models.TextChoices):
        INSULT = "insult", _("It insults or runs people down")
        PERSONAL = "personal", _("It tells private things about a person")
        WRONG = "wrong", _("It is wrong and may do harm")
        ADVERT = "advert", _("It is an advertisement")
        RIGHTS = "rights", _("Somebody else's text or picture, without permission")
        OTHER = "other", _("Something else")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports", verbose_name=_("case"))
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("reported by")
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    words = models.TextField(_("in own words"), max_length=WORDS_LENGTH, blank=True)
    created_at = models.DateTimeField(_("reported at"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "reporter"], name="report_once_per_person")]

    def __str__(self) -> str:
        return str(self.get_reason_display())


class AppendOnlyError(Exception):
    """Something tried to change or delete what is kept for good."""


class DecisionQuerySet(models.QuerySet["Decision"]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError


class Decision(models.Model):
    """Who did what when and why: rows are added, never changed."""

    class Action(models.TextChoices):
        KEEP = "keep", _("nothing wrong")
        HIDE = "hide", _("hidden")
        RESTORE = "restore", _("shown again")
        RELEASE = "release", _("released")
        REFUSE = "refuse", _("refused")
        WARN = "warn", _("author written to")
        BLOCK = "block", _("author blocked")
        UNBLOCK = "unblock", _("block ended")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("case"))
    action = models.CharField(_("decision"), max_length=8, choices=Action)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("editor")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    why = models.TextField(_("why"), max_length=WORDS_LENGTH, blank=True)  # for editors
    words = models.TextField(_("words to the author"), max_length=WORDS_LENGTH, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    at = models.DateTimeField(_("decided at"), default=timezone.now)

    objects = DecisionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering: ClassVar = ["-at", "-pk"]
        default_permissions = ("view",)
        indexes: ClassVar = [models.Index(fields=["author", "-at"], name="decision_on_author")]

    def __str__(self) -> str:
        return str(self.get_action_display())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError
