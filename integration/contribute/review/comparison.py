"""What a version says and what changed, field by field: Wagtail's comparisons with values as people write them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext
from taggit.managers import TaggableManager
from wagtail import blocks
from wagtail.admin import compare
from wagtail.admin.panels import get_edit_handler
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from integration.contribute.review.prose import Line, difference, plain_lines, read_lines

TECHNICAL = {"slug", "seo_title", "search_description", "show_in_menus", "go_live_at", "expire_at"}
SHOWN_APART = {"title", "files", "images", "contacts"}
NOT_CONTENT = {"wagtail_admin_comments", "comments"}


def readable(value: Any) -> str:
    """Return a plain value as people write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else str(value)


class ReadableComparison(compare.FieldComparison):
    """Dates, numbers and ticks."""

    def htmldiff(self) -> SafeString:
        if self.val_a == self.val_b:
            return escape(readable(self.val_b))
        changes = [("deletion", readable(self.val_a)), ("addition", readable(self.val_b))]
        diff: SafeString = compare.TextDiff([change for change in changes if change[1]], separator=" ").to_html()
        return diff


class ProseComparison(compare.TextFieldComparison):
    """Texts by their words: new numbers of blocks and another spelling of the same markup are no change."""

    def difference(self) -> SafeString | None:
        """Return what was taken out and put in; None where it says the same."""
        return difference(self._lines(self.val_a), self._lines(self.val_b))

    def _lines(self, value: Any) -> list[Line]:
        if isinstance(self.field, StreamField):
            return [line for child in value or [] for line in _block_lines(child.block, child.value)]
        if isinstance(self.field, RichTextField):
            return read_lines(expand_db_html(value or ""))
        return plain_lines(str(value or ""))


def _block_lines(block: blocks.Block, value: Any) -> Iterator[Line]:
    """Yield what a block says, each part of it with its name; of a picture or a file also which one it is."""
    if isinstance(block, blocks.RichTextBlock):
        yield from read_lines(str(block.render_basic(value)))
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _block_lines(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from _block_lines(block.child_block, item)
    elif not _is_empty(value):
        file_name = getattr(value, "filename", "")
        yield from plain_lines(f"{block.label}: {value}" + (f" ({file_name})" if file_name else ""))


class TagNamesComparison(compare.TagsFieldComparison):
    """Tags by their names; Wagtail shows the part of an address."""

    def get_item_display(self, tag: Model) -> str:
        return str(tag)


PROSE = (compare.StreamFieldComparison, compare.RichTextFieldComparison, compare.TextFieldComparison)
compare.register_comparison_class(TaggableManager, comparison_class=TagNamesComparison)


@dataclass(frozen=True)
class Part:
    """One thing of a list that was added, removed or changed: its fields with their HTML."""

    sign: str  # "added", "removed" or "changed"
    fields: list[tuple[str, SafeString]] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """What differs in one field, or in a list such as contacts."""

    label: str
    html: str = ""
    parts: list[Part] = field(default_factory=list)


def _comparisons(thing: Model, request: HttpRequest) -> list[partial]:
    viewset = getattr(type(thing), "snippet_viewset", None)
    if isinstance(thing, Page):
        handler = thing.get_edit_handler()
    else:
        handler = viewset.get_edit_handler() if viewset else get_edit_handler(type(thing))
    found = handler.get_bound_panel(instance=thing, request=request, form=None).get_comparison()
    return [_better(item) for item in found if _name(item) not in NOT_CONTENT]


def _better(comparison: partial) -> partial:
    if comparison.func is compare.FieldComparison:
        return partial(ReadableComparison, *comparison.args, **comparison.keywords)
    return comparison


def _name(comparison: partial) -> str:
    compared = comparison.args[0]
    return str(getattr(compared, "related_name", None) or getattr(compared, "name", ""))


def changes(old: Model, new: Model, request: HttpRequest) -> list[Change]:
    """Return what differs between two versions of one thing."""
    found = []
    for make in _comparisons(new, request):
        compared = make(old, new)
        if not compared.has_changed():
            continue
        if type(compared) in PROSE:
            html = ProseComparison(compared.field, old, new).difference()
            if html is not None:
                found.append(Change(compared.field_label(), html))
        elif compared.is_field:
            found.append(Change(compared.field_label(), compared.htmldiff()))
        else:
            parts = [part for child in compared.get_child_comparisons() if (part := _part(child))]
            found.append(Change(str(compared.field_label()), parts=parts))
    return found


def _part(child: compare.ChildObjectComparison) -> Part | None:
    sign = "added" if child.is_addition() else "removed" if child.is_deletion() else "changed"
    if sign == "changed" and not child.has_changed():
        return None
    fields = [
        (str(item.field_label()), _better_child(item).htmldiff())
        for item in child.get_field_comparisons()
        if not (_is_empty(item.val_a) and _is_empty(item.val_b)) and (sign != "changed" or item.has_changed())
    ]
    return Part(sign, fields)


def _better_child(compared: compare.FieldComparison) -> compare.FieldComparison:
    if type(compared) is compare.FieldComparison:
        compared.__class__ = ReadableComparison
    return compared


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value is False or (hasattr(value, "__len__") and len(value) == 0)


def fields_of(thing: Model, request: HttpRequest) -> list[tuple[str, SafeString]]:
    """Return (label, HTML) of what a version says; title, files and pictures are shown apart."""
    return list(_fields(thing, request))


def _fields(thing: Model, request: HttpRequest) -> Iterator[tuple[str, SafeString]]:
    for make in _comparisons(thing, request):
        if _name(make) in TECHNICAL | SHOWN_APART:
            continue
        same = make(thing, thing)
        if not same.is_field:
            children = [_one(child) for child in same.get_child_comparisons()]
            if any(children):
                yield str(same.field_label()), format_html_join("", "<p>{}</p>", ((html,) for html in children if html))
        elif not _is_empty(same.val_b):
            yield same.field_label(), _html(same)


def _html(same: compare.FieldComparison) -> SafeString:
    if isinstance(same.field, StreamField):
        return mark_safe(str(same.val_b))  # noqa: S308 - rendered by the templates of its blocks, as on the page
    html = same.htmldiff()
    return html if isinstance(html, SafeString) else escape(html)


def _one(child: compare.ChildObjectComparison) -> SafeString:
    values = [_better_child(item) for item in child.get_field_comparisons() if not _is_empty(item.val_b)]
    return format_html_join(", ", "{}", ((item.htmldiff(),) for item in values))
