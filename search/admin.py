"""The search in the Wagtail admin: words that mean the same, recommendations, and what was searched for."""

from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic import chooser
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy

from integration.catalogue.folding import fold
from integration.catalogue.models import Entry, EntryQuerySet
from integration.members.models import User
from search.models import LoggedQuery, Recommendation, SynonymGroup
from search.permissions import user_can_view_search_queries
from search.query import clean_text

USUAL_DAYS = 30
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CreateView(generic.CreateView):
    """Takes words over from the list of what was searched for."""

    def get_initial_form_instance(self) -> Any:
        words = clean_text(self.request.GET.get("words", ""))
        return self.model(words=f"{words}, " if self.model is SynonymGroup and words else words)


class SynonymViewSet(ModelViewSet):
    model = SynonymGroup
    name = "search_synonyms"
    icon = "list-ul"
    menu_label = _("Synonyms")
    menu_order = 1
    add_view_class = CreateView
    copy_view_enabled = False
    add_to_reference_index = False
    list_display: ClassVar[list[Any]] = ["words"]
    search_fields: ClassVar[list[str]] = ["words"]
    list_per_page = 100


class ContributionFilterForm(BaseFilterForm):
    """Finds contributions by the words of their titles and teasers."""

    q = forms.CharField(label=_("Search term"), required=False, max_length=200)

    def filter(self, objects: EntryQuerySet) -> EntryQuerySet:
        asked = clean_text(self.cleaned_data.get("q") or "")
        for word in fold(asked).split():
            in_title, in_teaser = (
                Q(searchable__folded_title__contains=word),
                Q(searchable__folded_teaser__contains=word),
            )
            objects = objects.filter(in_title | in_teaser)
        self.is_searching, self.search_query = bool(asked), asked
        return objects


class _PublishedContributions:
    """What is published and the editor may see, the newest first."""

    request: HttpRequest
    title_column: Column
    filter_form_class = ContributionFilterForm

    def get_object_list(self) -> EntryQuerySet:
        return Entry.objects.visible_to(self.request.user).live().select_related("municipality")

    def apply_object_list_ordering(self, objects: EntryQuerySet) -> EntryQuerySet:
        return objects.newest()

    @property
    def columns(self) -> list[Column]:
        return [
            self.title_column,
            Column("kind_label", label=_("Kind")),
            Column("municipality", label=_("Municipality")),
        ]


class ChooseView(_PublishedContributions, chooser.ChooseView):
    pass


class ChooseResultsView(_PublishedContributions, chooser.ChooseResultsView):
    pass


class ContributionChooserViewSet(ChooserViewSet):
    """Choose any published contribution, whatever its kind."""

    model = Entry
    icon = "doc-full-inverse"
    choose_one_text = _("Choose a contribution")
    choose_another_text = _("Choose another contribution")
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView


class RecommendationIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Recommendation]:
        return super().get_base_queryset().select_related("entry__municipality")


class RecommendationViewSet(ModelViewSet):
    model = Recommendation
    name = "search_recommendations"
    icon = "pick"
    menu_label = _("Recommendations")
    menu_order = 2
    add_view_class = CreateView
    index_view_class = RecommendationIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    list_display: ClassVar[list[Any]] = [
        "words",
        Column("entry", label=_("Contribution"), sort_key="entry__title"),
        Column("shown_to", label=_("State")),
        Column("reason", label=_("Why")),
    ]
    search_fields: ClassVar[list[str]] = ["words", "entry__title", "reason"]
    list_per_page = 100


class QueryFilterSet(WagtailFilterSet):
    days = django_filters.ChoiceFilter(
        label=_("Period"),
        choices=[("7", _("Last 7 days")), ("90", _("Last 90 days"))],
        empty_label=_("Last 30 days"),
        method="leave",
    )
    without = django_filters.ChoiceFilter(
        label=_("Hits"),
        choices=[("true", _("Without hits only")), ("false", _("With hits only"))],
        empty_label=_("With and without hits"),
        method="leave",
    )

    class Meta:
        model = LoggedQuery
        fields: ClassVar[list[str]] = []

    def leave(self, rows: QuerySet[LoggedQuery], name: str, value: Any) -> QuerySet[LoggedQuery]:
        """Change nothing: rows are summed up first."""
        return rows


class QueryColumn(Column):
    """The words, which lead to the search, with what may be made of them."""

    cell_template_name = "search/admin_query_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        words = urlencode({"words": instance["typed"]})
        return super().get_cell_context_data(instance, parent_context) | {
            "search_url": f"{reverse('search')}?{urlencode({'q': instance['typed']})}",
            "synonym_url": f"{reverse('search_synonyms:add')}?{words}",
            "recommendation_url": f"{reverse('search_recommendations:add')}?{words}",
        }


class QueriesView(ReportView):
    """Search queries summed up over some days, the most frequent first."""

    page_title = _("Search queries")
    header_icon = "search"
    model = LoggedQuery
    permission_policy = ModelPermissionPolicy(LoggedQuery)
    any_permission_required: ClassVar[list[str]] = ["view"]
    filterset_class = QueryFilterSet
    index_url_name = "search_queries:index"
    index_results_url_name = "search_queries:index_results"
    default_ordering = "-times"
    columns: ClassVar[list[Any]] = [
        QueryColumn("typed", label=_("Search words"), sort_key="text"),
        Column("times", label=_("Searches"), sort_key="times"),
        Column("last_hits", label=_("Hits of the last search"), sort_key="last_hits"),
    ]
    list_export: ClassVar[list[str]] = ["typed", "times", "last_hits"]
    export_headings: ClassVar[dict[str, Any]] = {
        "typed": _("Search words"),
        "times": _("Searches"),
        "last_hits": _("Hits of the last search"),
    }
    export_filename = "suchanfragen"
    custom_field_preprocess: ClassVar[dict[str, Any]] = {"typed": {ReportView.FORMAT_CSV: lambda text: harmless(text)}}

    def get_filtered_queryset(self) -> QuerySet[Any]:
        """Sum up what the filters leave."""
        chosen = self.filters.form.cleaned_data if self.filters.form.is_valid() else {}
        since = timezone.localdate() - timedelta(days=int(chosen.get("days") or USUAL_DAYS))
        rows = LoggedQuery.objects.filter(day__gt=since)
        newest = rows.filter(text=OuterRef("text")).order_by("-day")
        summed = rows.values("text").annotate(
            times=Sum("searches"),
            last_hits=Subquery(newest.values("hits")[:1]),
            typed=Coalesce(NullIf(Subquery(newest.values("typed")[:1]), Value("")), "text"),
        )
        if asked := chosen.get("without"):
            summed = summed.filter(last_hits=0) if asked == "true" else summed.exclude(last_hits=0)
        return self.order_queryset(summed).order_by(*_orders(self.ordering))


def _orders(ordering: str | None) -> list[str]:
    """Return by what rows are ordered, so that none of them stands on two pages."""
    return list(dict.fromkeys([ordering or QueriesView.default_ordering, "text"]))


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


class QueriesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and user_can_view_search_queries(request.user)


class QueriesViewSet(ViewSet):
    name = "search_queries"
    icon = "search"
    menu_label = _("Search queries")
    menu_order = 3
    menu_item_class = QueriesMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", QueriesView.as_view(), name="index"),
            path("results/", QueriesView.as_view(results_only=True), name="index_results"),
        ]


class SearchGroup(ModelViewSetGroup):
    """All that editors do for the search under one heading."""

    items = (SynonymViewSet, RecommendationViewSet, QueriesViewSet)
    menu_label = _("Search of the portal")
    menu_name = "portal-search"
    menu_icon = "search"
    menu_order = 360  # after topics
