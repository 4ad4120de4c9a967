"""What the parts in `templates/parts/` compute: signs, words for dates, sizes and files, addresses."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Paginator
from django.forms import BaseForm, FileField
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

KERN_ICONS = frozenset(
    {
        "account-circle",
        "add",
        "arrow-back",
        "arrow-forward",
        "check",
        "chevron-left",
        "chevron-right",
        "close",
        "content-copy",
        "danger",
        "dehaze",
        "delete",
        "download",
        "draft",
        "edit",
        "help",
        "home",
        "info",
        "logout",
        "mail",
        "open-in-new",
        "search",
        "success",
        "warning",
    }
)
FILE_TYPES = {"docx": "Word", "pptx": "PowerPoint", "xlsx": "Excel", "odt": "OpenDocument"}
COLOURS = 4


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, large: bool | str = False) -> SafeString:
    """Return one of KERN's icons, or of our own sprite; a tag, because a list of twenty shows 150 of them."""
    size = " p-i--l" if large else ""
    if name in KERN_ICONS:
        return format_html('<span class="p-i kern-icon kern-icon--{}{}" aria-hidden="true"></span>', name, size)
    sprite = static("icons.svg")
    return format_html('<svg class="p-i{}" aria-hidden="true"><use href="{}#{}"/></svg>', size, sprite, name)


@register.filter
def initials(value: object) -> str:
    """Return two letters for a person or a municipality: their own, or those of the name."""
    own = getattr(value, "initials", "")
    if own:
        return str(own)
    name = str(getattr(value, "display_name", "") or getattr(value, "name", "") or value)
    words = [word for word in re.split(r"[\s,]+", name) if word[:1].isupper()]
    letters = words[0][0] + words[-1][0] if len(words) > 1 else (words[0] if words else name)[:2]
    return letters.upper()


@register.filter
def colour(value: object) -> int:
    """Return 1 to 4, the same for the same thing on every page."""
    pk = getattr(value, "pk", None)
    seed = pk if isinstance(pk, int) else sum(map(ord, str(value)))
    return seed % COLOURS + 1


@register.filter
def phone_href(number: str) -> str:
    """Return the `tel:` address of a number as people write it; German numbers get +49."""
    text = re.sub(r"\(0\)", "", str(number)).strip()
    digits = re.sub(r"\D", "", text)
    if text.startswith("+"):
        return f"tel:+{digits}"
    if digits.startswith("00"):
        return f"tel:+{digits[2:]}"
    if digits.startswith("0"):
        return f"tel:+49{digits[1:]}"
    return f"tel:{digits}"


@register.filter
def number(value: float | None) -> str:
    """Return a number with German thousands separators; nothing for None."""
    return "" if value is None else formats.number_format(value, force_grouping=True)


@register.filter
def file_size(value: int | None) -> str:
    """Return a size in bytes as people read it: 42 KB, 1,4 MB."""
    if not value:
        return ""
    if value < 1024 * 1024:
        return f"{max(1, round(value / 1024))} KB"
    megabytes = value / (1024 * 1024)
    digits = 0 if megabytes >= 10 else 1
    return f"{formats.number_format(round(megabytes, digits), digits)} MB"  # number_format alone cuts off


@register.filter
def file_type(extension: str) -> str:
    """Return the name of a file type that people know: docx is Word."""
    plain = str(extension).lower().lstrip(".")
    return FILE_TYPES.get(plain, plain.upper())


@register.filter
def accepted_kinds(accept: str) -> str:
    """Return what a file input accepts in words: ".pdf,.docx" is PDF, Word."""
    return ", ".join(
        file_type(kind.strip().rpartition("/")[2]) for kind in str(accept or "").split(",") if kind.strip()
    )


@register.filter
def local(value: datetime | date | None) -> datetime | date | None:
    """Return a moment in the portal's time zone; a date stays as it is."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: datetime | date | None) -> str:
    """Return the date without the time: 8. Mai, with the year if it is another one."""
    here = local(value)
    if here is None:
        return ""
    same_year = here.year == timezone.localdate().year
    return formats.date_format(here, "MONTH_DAY_FORMAT" if same_year else "DATE_FORMAT")


@register.filter
def clock(value: datetime | None) -> str:
    """Return the time of day: 8:40 Uhr."""
    here = local(value)
    return _("%(time)s o'clock") % {"time": formats.date_format(here, "G:i")} if here else ""


@register.filter
def when(value: datetime | date | None) -> str:
    """Return a date near to today in words: heute, 8:40 Uhr; gestern; 8. Mai."""
    here = local(value)
    if here is None:
        return ""
    distance = _date(here) - timezone.localdate()
    if distance == timedelta(0):
        return _("today, %(time)s") % {"time": clock(here)} if isinstance(here, datetime) else _("today")
    if distance == timedelta(days=-1):
        return _("yesterday")
    if distance == timedelta(days=1):
        return _("tomorrow")
    return day(here)


def _date(value: datetime | date) -> date:
    here = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    return here.date() if isinstance(here, datetime) else here


@register.simple_tag
def days_left(opens: datetime | date | None, closes: datetime | date | None) -> dict[str, int] | None:
    """Return `left` and `total` days of a period that runs now, for the ring; None if it does not."""
    if not opens or not closes:
        return None
    start, end, today = _date(opens), _date(closes), timezone.localdate()
    if not start <= today <= end:
        return None
    return {"left": (end - today).days + 1, "total": (end - start).days + 1}


@register.filter
def points(value: str) -> SafeString:
    """Return a text with one point per line as a list, a single line as a paragraph; rich text stays as it is."""
    if isinstance(value, SafeString):
        return value
    lines = [re.sub(r"^\s*[-•*–]\s+", "", line).strip() for line in str(value or "").splitlines()]
    lines = [line for line in lines if line]
    return render_to_string("parts/points.html", {"lines": lines})


@register.filter
def page_window(paginator: "Paginator[Any]", number: int) -> list[int | None]:
    """Return the page numbers worth a link; None stands for a gap."""
    pages = paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
    return [page if isinstance(page, int) else None for page in pages]


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], name: str, value: object = None) -> str:
    """Return the query string of this page with one parameter changed, or without it; other parameters stay."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query.pop(name, None)
    if value is not None:
        query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def max_upload_bytes() -> int:
    """Return the size of the largest file that the portal takes."""
    return int(settings.MAX_UPLOAD_MB * 1024 * 1024)


def _forms(found: "BaseForm | BaseFormSet[Any]") -> Iterator[BaseForm]:
    if isinstance(found, BaseFormSet):
        yield from found.forms
    else:
        yield found


@register.simple_tag
def error_links(*found: object) -> list[dict[str, str]]:
    """Return every error of forms and formsets with the field it belongs to, for the summary on top of the page."""
    links: list[dict[str, str]] = []
    for item in found:
        if not isinstance(item, BaseForm | BaseFormSet):  # a page without a form, or without a second one
            continue
        if isinstance(item, BaseFormSet) and item.is_bound:
            links += [{"href": "", "text": str(message)} for message in item.non_form_errors()]
        for form in _forms(item):
            if not form.is_bound:
                continue
            links += [{"href": "", "text": str(message)} for message in form.non_field_errors()]
            for field in form:
                target = field.id_for_label or f"{field.auto_id}_0"
                if isinstance(field.field, FileField):  # its label is an invitation to drop files
                    links += [{"href": f"#{target}", "text": f"{_('Files')}: {message}"} for message in field.errors]
                    continue
                label = field.label if field.label.endswith(("?", ".", "!", ":")) else f"{field.label}:"
                links += [{"href": f"#{target}", "text": f"{label} {message}"} for message in field.errors]
    return links
