"""Links: helpful addresses elsewhere, with a line on why."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from integration.intake.addresses import check_public_pages
from integration.models.base import ContributionPage


class LinkKind(models.TextChoices):
    """What is found behind a link."""

    LAW = "law", _("Law and ruling")
    FUNDING = "funding", _("Funding")
    ADVICE = "advice", _("Advice")
    DATA = "data", _("Figures")
    TOOL = "tool", _("Tool")


class LinkPage(ContributionPage):
    """An address elsewhere that helps, and why."""

    link_url = models.URLField(_("address"), max_length=500)
    link_kind = models.CharField(_("what it is"), max_length=12, choices=LinkKind, blank=True)
    why_it_helps = models.CharField(_("why it helps"), max_length=250, blank=True)
    last_checked = models.DateField(_("last checked on"), null=True, blank=True)

    kind = "link"
    kind_label = _("Link")
    kind_label_plural = _("Links")
    kind_icon = "link"
    section_slug = "links"
    section_order = 50
    section_title = _("Links")
    section_intro = _("Addresses that help, chosen by people who use them.")
    contribute_fields = ("title", "link_url", "why_it_helps", "link_kind", "topics")
    contribute_more = ("teaser",)
    contribute_questions = ("why_it_helps", "teaser", "link_kind", "topics")
    contribute_hint = _("A page elsewhere that has helped you.")
    is_creatable = True
    template = "integration/link.html"

    content_panels: ClassVar[list] = [
        *ContributionPage.content_panels[:2],
        MultiFieldPanel(
            [
                FieldPanel("link_url"),
                FieldPanel("link_kind"),
                FieldPanel("why_it_helps"),
                FieldPanel("last_checked"),
            ],
            _("Link"),
        ),
        *ContributionPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def clean(self) -> None:
        super().clean()
        check_public_pages(self, "link_url")

    def detail(self) -> str:
        return str(self.get_link_kind_display())

    def searchable_parts(self) -> Iterable[str]:
        return (self.link_url, self.why_it_helps, str(self.get_link_kind_display()))

    def facts(self) -> list[tuple[str, str]]:
        """Return the facts that are known, as (name, value)."""
        known = [
            (_("Kind of link"), self.get_link_kind_display()),
            (_("Last checked"), date_format(self.last_checked, "j. F Y") if self.last_checked else ""),
        ]
        return [(str(name), str(value)) for name, value in known if value]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"facts": self.facts()}
