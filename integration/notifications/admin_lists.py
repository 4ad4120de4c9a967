"""Lists of wagtail-modeladmin that filter by what they offer, and by nothing else, and files that run nothing."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from wagtail_modeladmin.views import IndexView


class OfferedFiltersIndexView(IndexView):
    """Leaves out every other parameter of an address.

    The package passes them on to the database: anybody who sees a list could ask it for columns that it hides, such as
    the text of a mail with a link to set a password, and a misspelt name would fail the page.
    """

    def get_filters(self, request: HttpRequest) -> tuple[Any, bool, dict[str, Any], bool]:
        filters, has_filters, _others, needs_distinct = super().get_filters(request)
        return filters, has_filters, {}, needs_distinct


FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> Any:
    """Return what a cell of a table may hold: a text that a spreadsheet would take for a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, datetime | date | int | float):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA) else text


class ExportingIndexView(OfferedFiltersIndexView):
    """Offers the list as a file too; what people wrote is text in it, whatever it looks like."""

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {name: harmless(value) for name, value in super().to_row_dict(item).items()}
