"""The text that people type, as blocks of a page and back."""

import re
from html import unescape

from django.utils.html import escape, strip_tags
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

PARAGRAPH = re.compile(r"<p( data-block-key=\"[^\"]*\")?>")
LINE_BREAK = re.compile(r"<br\s*/?>")
TAG = re.compile(r"<[^>]*>")


def text_to_body(text: str) -> list[tuple[str, RichText]]:
    """Return the blocks of a plain text: paragraphs where there are empty lines."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    if not paragraphs:
        return []
    html = "".join(f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in paragraphs)
    return [("text", RichText(html))]


def body_to_text(body: StreamValue) -> str | None:
    """Return the plain text of a body that is only paragraphs; None where an editor made more of it.

    The admin's editor writes the same paragraphs a little differently, with keys of its own and other entities.
    """
    if not body:
        return ""
    if len(body) > 1 or body[0].block_type != "text":
        return None
    html = PARAGRAPH.sub("<p>", LINE_BREAK.sub("<br/>", body[0].value.source))
    if any(tag not in {"<p>", "</p>", "<br/>"} for tag in TAG.findall(html)):
        return None
    return unescape(strip_tags(html.replace("</p>", "\n\n").replace("<br/>", "\n"))).strip()
