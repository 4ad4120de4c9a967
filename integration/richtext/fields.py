"""The form field for formatted text: an editor where JavaScript runs, a textarea with a plain notation elsewhere.

Both post the same field. What the editor posts begins with `HTML_MARK`; anything else is what somebody typed, so that
markup in it stays text. Either way only what has a place in a contribution is kept.
"""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.templatetags.static import static
from django.utils.translation import gettext as _

from integration.richtext.markup import read_html, write_html
from integration.richtext.notation import read_plain, write_plain

EDITOR = "django_prose_editor/editor.js"
HTML_MARK = "<!--html-->"
TEXT_LENGTH = 50_000  # signs of the plain notation
MARKUP_FACTOR = 4  # so many signs for each of these may be posted by an editor
MOST_TAGS = 10_000  # deep nesting takes quadratic time


def as_posted(html: str) -> str:
    """Return HTML as the editor would post it: the initial value of a field."""
    return HTML_MARK + html if html else ""


def to_html(value: str) -> str:
    """Return whatever was posted as clean HTML."""
    value = value.encode("utf-8", "ignore").decode()
    if value.startswith(HTML_MARK):
        return write_html(read_html(value.removeprefix(HTML_MARK)))
    # Read as HTML once more: then what is shown next time is the same, however it was typed
    return write_html(read_html(write_html(read_plain(value))))


def to_plain(html: str) -> str:
    """Return clean HTML in the plain notation."""
    return write_plain(read_html(html))


def is_huge(value: str, text_length: int = TEXT_LENGTH) -> bool:
    """Return whether a posted text is too long to be read at all."""
    if value.startswith(HTML_MARK):
        return len(value) > text_length * MARKUP_FACTOR or value.count("<") > MOST_TAGS
    return len(value) > text_length


class RichTextArea(forms.Textarea):
    """Shows the plain notation, and gives the editor the same text as HTML."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 8} | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        posted = value if isinstance(value, str) else ""
        is_kept_as_typed = is_huge(posted)
        html = "" if is_kept_as_typed else to_html(posted)
        shown = to_plain(html) if posted.startswith(HTML_MARK) and not is_kept_as_typed else posted
        context: dict[str, Any] = super().get_context(name, shown, attrs)
        if not is_kept_as_typed:
            editor = {"data-editor": HTML_MARK, "data-html": html, "data-kit": static(EDITOR)}
            context["widget"]["attrs"] |= editor | self._words()
        return context

    def _words(self) -> dict[str, str]:
        """Return what the buttons say."""
        return {
            "data-words-toolbar": _("Format text"),
            "data-words-bold": _("Bold"),
            "data-words-italic": _("Italic"),
            "data-words-heading": _("Heading"),
            "data-words-bullets": _("List"),
            "data-words-numbers": _("Numbered list"),
            "data-words-link": _("Link"),
            "data-words-address": _("Address of the link"),
            "data-words-set": _("Set link"),
            "data-words-remove": _("Remove link"),
            "data-words-cancel": _("Cancel"),
            "data-words-wrong": _("This is not an address. Example: https://www.kommune.de/seite"),
        }


class RichTextFormField(forms.CharField):
    """Formatted text; its cleaned value is HTML that is safe to store and to show."""

    widget = RichTextArea

    def __init__(self, *, text_length: int = TEXT_LENGTH, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.text_length = text_length

    def clean(self, value: Any) -> str:
        posted = super().clean(value) or ""
        posted = posted.replace("\r\n", "\n")
        if is_huge(posted, self.text_length):
            MaxLengthValidator(self.text_length)(posted)
            raise forms.ValidationError(_("This text has too much formatting. Please attach it as a file."))
        html = to_html(posted)
        MaxLengthValidator(self.text_length)(to_plain(html))
        if self.required and not html:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return html

    def has_changed(self, initial: Any, data: Any) -> bool:
        if is_huge(data or "", self.text_length):
            return True
        return to_html(initial or "") != to_html(data or "")
