"""Sections: the list of one kind, with filters and pages of twenty."""

from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from integration.catalogue.listing import EntryFilterForm
from integration.catalogue.models import Entry
from integration.catalogue.registry import kind_choices, kinds

PAGE_SIZE = 20  # entries


class SectionForm(WagtailAdminPageForm):
    """Offers the kinds that there are."""

    kind = forms.ChoiceField(label=_("kind of contributions"), choices=kind_choices)


class SectionPage(Page):
    """The list of everything of one kind; its subpages are the contributions."""

    kind = models.CharField(_("kind of contributions"), max_length=40)
    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    private_page_options: ClassVar[list[str]] = ["groups"]  # whoever can sign in is a member anyway
    template = "integration/section.html"
    base_form_class = SectionForm
    show_in_menus_default = True

    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("kind"), FieldPanel("intro")]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        entries = Entry.objects.visible_to(request.user).live().of_kind(self.kind)
        form = EntryFilterForm(request.GET, entries=entries)
        kind = kinds()[self.kind]
        found = form.filtered().for_rows()
        page = Paginator(found.current_first() if kind.by_date else found, PAGE_SIZE).get_page(request.GET.get("seite"))
        context["filter_form"] = form
        context["kind"] = kind
        context["entries"] = page
        context["groups"] = self.groups(list(page), by_date=kind.by_date)
        below = [other for other in kinds().values() if other.section_parent == self.kind]
        context["leads_to"] = [(other, f"/{other.section_slug}/") for other in below]
        parent = kinds().get(kind.section_parent)
        above = [(parent.section_title, f"/{parent.section_slug}/")] if parent else []
        context["breadcrumbs"] = [(_("Home"), "/"), *above, (self.title, None)]
        return context

    @staticmethod
    def groups(entries: list[Entry], *, by_date: bool) -> list[tuple[str, list[Entry]]]:
        """Return the entries of a page with the heading above them: what is over stands apart where dates count."""
        if not by_date:
            return [("", entries)]
        current = [entry for entry in entries if not entry.is_over]
        over = [entry for entry in entries if entry.is_over]
        return [
            (str(name), group) for name, group in ((_("Now and next"), current), (_("Already over"), over)) if group
        ]
