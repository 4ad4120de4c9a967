"""Events: dates with place, organiser and registration."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from integration.intake.addresses import check_public_pages
from integration.models.base import ContributionPage

YEARS = range(1990, 2100)  # others are slips of the finger, and the calendar of a computer ends somewhere


class EventPage(ContributionPage):
    """A date that members may attend, in a place or online."""

    start = models.DateTimeField(_("begins at"))
    end = models.DateTimeField(_("ends at"), null=True, blank=True)
    all_day = models.BooleanField(_("all day"), default=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_url = models.URLField(_("link to take part online"), max_length=500, blank=True)
    organiser = models.CharField(_("organiser"), max_length=160, blank=True)
    registration_url = models.URLField(_("link to register"), max_length=500, blank=True)
    registration_deadline = models.DateField(_("register until"), null=True, blank=True)

    kind = "event"
    kind_label = _("Event")
    kind_label_plural = _("Events")
    kind_icon = "calendar"
    section_slug = "veranstaltungen"
    section_order = 40
    by_date = True
    section_title = _("Events")
    section_intro = _("Meetings, trainings and online hours for municipal staff.")
    contribute_fields = ("title", "start", "end", "place", "teaser", "topics")
    contribute_more = ("all_day", "online_url", "organiser", "registration_url", "registration_deadline")
    contribute_questions = (
        "place",
        "teaser",
        "end",
        "registration_url",
        "registration_deadline",
        "organiser",
        "topics",
        "online_url",
    )
    contribute_hint = _("A date that colleagues from other municipalities may attend.")
    is_creatable = True
    template = "integration/event.html"

    content_panels: ClassVar[list] = [
        *ContributionPage.content_panels[:2],
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
                FieldPanel("all_day"),
                FieldPanel("place"),
                FieldPanel("online_url"),
                FieldPanel("organiser"),
                FieldRowPanel([FieldPanel("registration_url"), FieldPanel("registration_deadline")]),
            ],
            _("Date and place"),
        ),
        *ContributionPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def clean(self) -> None:
        super().clean()
        for name in ("start", "end"):
            moment = getattr(self, name)
            if moment and timezone.localtime(moment).year not in YEARS:
                raise ValidationError({name: _("Please check the year.")})
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("The end lies before the beginning.")})
        check_public_pages(self, "online_url", "registration_url")

    def detail(self) -> str:
        return self.when_text()

    def period(self) -> tuple[datetime | None, datetime | None]:
        if not self.all_day:
            return self.start, self.end or self.start + timedelta(hours=1)
        last_day = timezone.localtime(self.end or self.start).date()
        return self.start, timezone.make_aware(datetime.combine(last_day, time.max))

    def searchable_parts(self) -> Iterable[str]:
        return (self.place, self.organiser)

    def when_text(self) -> str:
        """Return date and time in words."""
        start = timezone.localtime(self.start)
        day = date_format(start, "j. F Y")
        if self.all_day:
            last = timezone.localtime(self.end) if self.end else start
            if last.date() == start.date():
                return day
            return _("%(first)s to %(last)s") % {"first": day, "last": date_format(last, "j. F Y")}
        begins = date_format(start, "G:i")
        if self.end and timezone.localtime(self.end).date() == start.date():
            ends = date_format(timezone.localtime(self.end), "G:i")
            return _("%(day)s, %(begins)s to %(ends)s") % {"day": day, "begins": begins, "ends": ends}
        return _("%(day)s, %(begins)s") % {"day": day, "begins": begins}

    def facts(self) -> list[tuple[str, str]]:
        """Return the facts that are known, as (name, value)."""
        deadline = date_format(self.registration_deadline, "j. F Y") if self.registration_deadline else ""
        known = [
            (_("When"), self.when_text()),
            (_("Where"), self.place or (_("online") if self.online_url else "")),
            (_("Organiser"), self.organiser),
            (_("Register until"), deadline),
        ]
        return [(str(name), str(value)) for name, value in known if value]

    def is_over(self) -> bool:
        """Return whether the event lies in the past."""
        return (self.period()[1] or self.start) < timezone.now()

    def registration_is_open(self) -> bool:
        """Return whether somebody may still register."""
        in_time = self.registration_deadline is None or self.registration_deadline >= timezone.localdate()
        return bool(self.registration_url) and in_time and not self.is_over()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"facts": self.facts()}
