"""Projects: what a municipality did, with whom, at what cost, and what came of it."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from integration.catalogue.phases import Phase
from integration.models.base import ContributionPage


class ProjectPage(ContributionPage):
    """A project with an honest account: what worked and what did not have the same weight."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        COMPLETED = "completed", _("completed")

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RUNNING)
    period_start = models.DateField(_("began on"), null=True, blank=True)
    period_end = models.DateField(_("ended on"), null=True, blank=True)
    cost = models.CharField(_("cost"), max_length=120, blank=True, help_text=_("For example: 41,500 euros a year"))
    staffing = models.CharField(_("staff"), max_length=120, blank=True, help_text=_("For example: half a post"))
    funding = models.CharField(_("funding"), max_length=160, blank=True)
    worked = models.TextField(_("what worked"), blank=True, help_text=_("One point a line."))
    failed = models.TextField(
        _("what did not work"), blank=True, help_text=_("Your colleagues like to read this most. One point a line.")
    )
    partners = models.TextField(_("who takes part"), blank=True, help_text=_("One partner a line."))

    kind = "project"
    kind_label = _("Project")
    kind_label_plural = _("Projects")
    kind_icon = "bulb"
    section_slug = "projekte"
    section_order = 10
    section_title = _("Projects")
    section_intro = _("What other municipalities have tried, with cost, files and an honest account.")
    contribute_fields = ("title", "teaser", "topics", "status")
    contribute_more = ("worked", "failed", "period_start", "period_end", "cost", "staffing", "funding", "partners")
    contribute_questions = (
        "teaser",
        "worked",
        "failed",
        "text",
        "topics",
        "cost",
        "staffing",
        "funding",
        "partners",
        "period_start",
    )
    contribute_hint = _("Something you do or have done, with somebody who can be asked about it.")
    is_creatable = True
    template = "integration/project.html"

    content_panels: ClassVar[list] = [
        *ContributionPage.content_panels[:2],
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldRowPanel([FieldPanel("period_start"), FieldPanel("period_end")]),
                FieldPanel("cost"),
                FieldPanel("staffing"),
                FieldPanel("funding"),
            ],
            _("Facts"),
        ),
        *ContributionPage.content_panels[2:5],
        MultiFieldPanel([FieldPanel("worked"), FieldPanel("failed"), FieldPanel("partners")], _("What came of it")),
        *ContributionPage.content_panels[5:],
    ]

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def clean(self) -> None:
        super().clean()
        if self.period_start and self.period_end and self.period_end < self.period_start:
            raise ValidationError({"period_end": _("The end lies before the beginning.")})

    def detail(self) -> str:
        return str(self.get_status_display())

    def phase(self) -> str:
        return str(Phase(self.status))

    def searchable_parts(self) -> Iterable[str]:
        return (self.cost, self.staffing, self.funding, self.worked, self.failed, self.partners)

    def facts(self) -> list[tuple[str, str]]:
        """Return the facts that are known, as (name, value)."""
        known = [
            (_("Status"), self.period_text()),
            (_("Cost"), self.cost),
            (_("Staff"), self.staffing),
            (_("Funding"), self.funding),
        ]
        return [(str(name), str(value)) for name, value in known if value]

    def period_text(self) -> str:
        """Return status and period in words, such as "läuft seit September 2023"."""
        begin = date_format(self.period_start, "F Y") if self.period_start else ""
        end = date_format(self.period_end, "F Y") if self.period_end else ""
        status = str(self.get_status_display())
        if self.status == self.Status.RUNNING and begin:
            return _("running since %(begin)s") % {"begin": begin}
        if self.status == self.Status.PLANNED and begin:
            return _("planned from %(begin)s") % {"begin": begin}
        if self.status == self.Status.COMPLETED and end:
            return _("completed in %(end)s") % {"end": end}
        return status

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["facts"] = self.facts()
        return context
