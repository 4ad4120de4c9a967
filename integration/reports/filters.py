"""What editors filter their lists of cases and decisions by."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from integration.reports.models import Report
from integration.reports.registry import reportables


class KindFilter(SimpleListFilter):
    """By what was reported."""

    title = _("kind")
    parameter_name = "art"
    column = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind, reportable.label) for kind, reportable in sorted(reportables().items())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class KindOfCaseFilter(KindFilter):
    """By what was decided on."""

    column = "case__kind"


class ReasonFilter(SimpleListFilter):
    """By a reason that somebody gave."""

    title = _("reason")
    parameter_name = "grund"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Report.Reason.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        named = Report.objects.filter(reason=self.value() or "").values("case")
        return queryset.filter(pk__in=named) if self.value() else queryset
