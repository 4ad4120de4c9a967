"""Materials: documents that exist already, as they are."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from integration.models.base import ContributionPage


class MaterialKind(models.TextChoices):
    """What an existing document is."""

    PRESS_RELEASE = "press_release", _("Press release")
    RESOLUTION = "resolution", _("Council paper")
    TALK = "talk", _("Talk")
    CONCEPT = "concept", _("Concept")
    FORM = "form", _("Form")
    CHECKLIST = "checklist", _("Checklist")
    FLYER = "flyer", _("Flyer")
    MINUTES = "minutes", _("Minutes")
    CONTRACT = "contract", _("Contract")
    BYLAW = "bylaw", _("Bylaw")
    RULING = "ruling", _("Decree or ruling")
    REPORT = "report", _("Report")


class MaterialPage(ContributionPage):
    """An existing document with one line on why it helps."""

    material_kind = models.CharField(_("what it is"), max_length=20, choices=MaterialKind, blank=True)
    date = models.DateField(_("date of the document"), null=True, blank=True)
    why_it_helps = models.CharField(_("why it helps"), max_length=250, blank=True)

    kind = "material"
    kind_label = _("Material")
    kind_label_plural = _("Materials")
    kind_icon = "doc"
    section_slug = "material"
    section_order = 20
    section_title = _("Materials")
    section_intro = _("Council papers, forms, concepts and talks, to take along as they are.")
    contribute_fields = ("title", "teaser", "material_kind", "topics", "date")
    contribute_more = ("why_it_helps",)
    contribute_questions = ("teaser", "why_it_helps", "topics", "material_kind", "date")
    contribute_files_first = True
    contribute_hint = _("A document that you have already: just upload it as it is.")
    is_creatable = True
    template = "integration/material.html"

    content_panels: ClassVar[list] = [
        *ContributionPage.content_panels[:2],
        MultiFieldPanel([FieldPanel("material_kind"), FieldPanel("date"), FieldPanel("why_it_helps")], _("Document")),
        *ContributionPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    def detail(self) -> str:
        return str(self.get_material_kind_display())

    def searchable_parts(self) -> Iterable[str]:
        return (str(self.get_material_kind_display()), self.why_it_helps)

    def facts(self) -> list[tuple[str, str]]:
        """Return the facts that are known, as (name, value)."""
        known = [
            (_("Kind of document"), self.get_material_kind_display()),
            (_("Date"), date_format(self.date, "j. F Y") if self.date else ""),
        ]
        return [(str(name), str(value)) for name, value in known if value]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"facts": self.facts()}
