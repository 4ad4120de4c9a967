"""Municipalities in the Wagtail admin."""

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped]
from django.db import transaction
from django.db.models import Count, ProtectedError, Q, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect

from integration.members.models import Municipality, SizeClass


class MunicipalityFilterSet(WagtailFilterSet):
    active = django_filters.BooleanFilter(label=_("Takes part"), widget=BooleanRadioSelect)
    size_class = django_filters.ChoiceFilter(label=_("Size class"), choices=SizeClass.choices, empty_label=_("All"))
    kreis = django_filters.AllValuesFilter(label=_("Kreis"), empty_label=_("All"))

    class Meta:
        model = Municipality
        fields: ClassVar[list[str]] = []


class IndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Municipality]:
        people = Count("people", filter=Q(people__is_active=True), distinct=True)
        return super().get_base_queryset().annotate(people_count=people)

    def search_queryset(self, queryset: QuerySet[Municipality]) -> QuerySet[Municipality]:
        """Find each municipality once, however many of its e-mail domains match."""
        if not self.is_searching:
            return queryset
        found = super().search_queryset(Municipality.objects.order_by()).values("pk")
        return queryset.filter(pk__in=found)


class DeleteView(generic.DeleteView):
    """Says why a municipality with people or contributions stays."""

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except ProtectedError:
            words = gettext("%(name)s has accounts and stays. Take the tick at “takes part” away instead.")
            messages.error(self.request, words % {"name": self.object})
            return redirect("municipalities:edit", self.object.pk)


class MunicipalityViewSet(ModelViewSet):
    """Facts, e-mail domains and whether a municipality takes part."""

    model = Municipality
    name = "municipalities"
    icon = "site"
    menu_label = _("Municipalities")
    menu_order = 2
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = IndexView
    delete_view_class = DeleteView
    filterset_class = MunicipalityFilterSet
    ordering: ClassVar[list[str]] = ["name"]
    search_fields: ClassVar[list[str]] = ["name", "kreis", "ags", "postcode", "email_domains__domain"]
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("place", label=_("Kreis"), sort_key="kreis"),
        Column("get_size_class_display", label=_("Size class"), sort_key="population"),
        Column("people_count", label=_("Accounts"), sort_key="people_count"),
        BooleanColumn("active", label=_("Takes part"), sort_key="active"),
    ]
    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("active"),
        InlinePanel("email_domains", label=_("E-mail domain"), heading=_("E-mail domains of the administration")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("ags"), FieldPanel("kind")]),
                FieldRowPanel([FieldPanel("kreis"), FieldPanel("postcode")]),
                FieldRowPanel([FieldPanel("population"), FieldPanel("area_km2")]),
                FieldPanel("density"),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            ],
            _("Facts"),
        ),
    ]
