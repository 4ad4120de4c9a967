"""Topic discussions: one question for a limited time, led by the editors, ending in a summary."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.rich_text import get_text_for_indexing

from integration.blocks import RICH_TEXT_FEATURES
from integration.models.base import ContributionContact, ContributionPage


class TopicDiscussionPage(ContributionPage):
    """A question that is open from one day to another; what came of it stands in the summary."""

    question = models.CharField(_("question"), max_length=250)
    opens = models.DateField(_("opens on"))
    closes = models.DateField(_("closes on"))
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("moderator"),
    )
    summary = RichTextField(_("summary"), features=RICH_TEXT_FEATURES, blank=True)

    kind = "discussion"
    kind_label = _("Topic discussion")
    kind_label_plural = _("Topic discussions")
    kind_icon = "round"
    section_slug = "themendiskussionen"
    section_order = 30
    by_date = True
    section_title = _("Topic discussions")
    section_intro = _("One question for a few weeks, led by the editors, with a summary at the end.")
    is_creatable = True
    template = "integration/discussion.html"

    content_panels: ClassVar[list] = [
        *ContributionPage.content_panels[:1],
        FieldPanel("question"),
        ContributionPage.content_panels[1],
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")]), FieldPanel("moderator")], _("Period")
        ),
        *ContributionPage.content_panels[2:],
        FieldPanel("summary"),
    ]

    class Meta:
        verbose_name = _("topic discussion")
        verbose_name_plural = _("topic discussions")

    def clean(self) -> None:
        super().clean()
        if self.opens and self.closes and self.closes < self.opens:
            raise ValidationError({"closes": _("The end lies before the beginning.")})

    def detail(self) -> str:
        return _("%(first)s to %(last)s") % {
            "first": date_format(self.opens, "j. F" if self.opens.year == self.closes.year else "j. F Y"),
            "last": date_format(self.closes, "j. F Y"),
        }

    def period(self) -> tuple[datetime | None, datetime | None]:
        return (
            timezone.make_aware(datetime.combine(self.opens, time.min)),
            timezone.make_aware(datetime.combine(self.closes, time.max)),
        )

    def searchable_parts(self) -> Iterable[str]:
        return (self.question, get_text_for_indexing(self.summary))

    @property
    def days_total(self) -> int:
        """Days from opening to closing, both counted."""
        return (self.closes - self.opens).days + 1

    @property
    def days_left(self) -> int:
        """Days that are left, today counted; 0 when closed or not yet open."""
        today = timezone.localdate()
        return (self.closes - today).days + 1 if self.opens <= today <= self.closes else 0

    def phase_text(self) -> str:
        """Return in words whether it is to come, open or closed."""
        today = timezone.localdate()
        if today < self.opens:
            return _("opens on %(day)s") % {"day": date_format(self.opens, "j. F Y")}
        if today <= self.closes:
            return _("open until %(day)s") % {"day": date_format(self.closes, "j. F Y")}
        return _("closed on %(day)s") % {"day": date_format(self.closes, "j. F Y")}

    def phases(self) -> list[dict[str, Any]]:
        """Return the steps from the opening to the summary, each with its name, a date and whether it is done."""
        today = timezone.localdate()
        opened, closed = today >= self.opens, today > self.closes
        closing = _("until %(day)s") % {"day": date_format(self.closes, "j. F Y")}
        outcome = _("available") if self.summary else _("after that")
        return [
            {"name": _("Opening"), "text": date_format(self.opens, "j. F Y"), "done": opened, "current": False},
            {"name": _("Collect experience"), "text": closing, "done": closed, "current": opened and not closed},
            {
                "name": _("Summary"),
                "text": outcome,
                "done": closed and bool(self.summary),
                "current": closed and not self.summary,
            },
        ]

    def people_to_ask(self) -> list[ContributionContact]:
        """Return the moderator in front of the other contacts."""
        contacts = super().people_to_ask()
        if self.moderator_id is None:
            return contacts
        moderating = [contact for contact in contacts if contact.user_id == self.moderator_id]
        others = [contact for contact in contacts if contact.user_id != self.moderator_id]
        return [*(moderating[:1] or [ContributionContact(user=self.moderator)]), *others]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["phase"] = self.phase_text()
        context["phases"] = self.phases()
        context["contact_heading"] = _("Moderation") if self.moderator_id else ""
        return context
