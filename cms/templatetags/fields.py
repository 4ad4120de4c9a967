"""Draws Django's widgets in KERN's classes without touching the widgets that the Wagtail admin uses."""

from copy import copy
from typing import Any

from django import template
from django.forms import BoundField, widgets
from django.utils.safestring import SafeString

register = template.Library()

NATIVE_TYPES: dict[type[widgets.DateTimeBaseInput], tuple[str, str]] = {
    widgets.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    widgets.DateInput: ("date", "%Y-%m-%d"),
    widgets.TimeInput: ("time", "%H:%M"),
}


@register.filter
def look(field: BoundField) -> str:
    """Return which markup a field needs: check, pick, select, file, or input."""
    widget = field.field.widget
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    if isinstance(widget, widgets.RadioSelect):  # CheckboxSelectMultiple is one too
        return "pick"
    if isinstance(widget, widgets.FileInput):
        return "file"
    if isinstance(widget, widgets.Select):
        return "select"
    return "input"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Return the widget with KERN's classes; dates and times get the browser's own picker."""
    widget = copy(field.field.widget)
    attrs: dict[str, Any] = {}
    suggested = getattr(field.field, "suggested", "")
    if suggested:
        attrs["aria-describedby"] = " ".join(filter(None, [f"{field.auto_id}_suggested", field.aria_describedby]))
    for kind, (input_type, date_format) in NATIVE_TYPES.items():
        if isinstance(widget, kind):
            widget.input_type, widget.format, widget.supports_microseconds = input_type, date_format, False
    css = {"input": "kern-form-input__input", "select": "kern-form-input__select"}.get(look(field), "")
    if css:
        error = f" {css}--error" if field.errors else ""
        attrs["class"] = f"{widget.attrs.get('class', '')} {css}{error}".strip()
    return field.as_widget(widget=widget, attrs=attrs)


@register.filter
def instance_of(option: Any) -> object | None:
    """Return the object behind a choice (a topic has a picture and a hue); None for plain choices."""
    return getattr(option.data.get("value"), "instance", None)
