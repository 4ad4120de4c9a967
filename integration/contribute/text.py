"""The text that people write, as blocks of a page and back."""

import re

from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from integration.richtext.markup import read_html, write_html
from integration.richtext.notation import read_plain, write_plain

TAG = re.compile(r"<[^>]*>")
# What the form can show; the admin's editor adds keys of its own
KNOWN_TAG = re.compile(
    r"</?(p|b|strong|i|em|ul|ol|li|h3)( data-block-key=\"[^\"]*\")?>|<br\s*/?>|</a>"
    r"|<a href=\"(https?://|mailto:|tel:)[^\"]*\">",
    re.IGNORECASE,
)


def html_to_body(html: str) -> list[tuple[str, RichText]]:
    """Return the blocks of a text that `RichTextFormField` has cleaned."""
    return [("text", RichText(html))] if html else []


def text_to_body(text: str) -> list[tuple[str, RichText]]:
    """Return the blocks of a text in the plain notation."""
    return html_to_body(write_html(read_plain(text)))


def body_to_html(body: StreamValue) -> str | None:
    """Return the text of a body as the form shows it; None where an editor made more of it.

    Pictures and quotations are more, and so are links to pages and documents of the portal: they would be lost.
    """
    if any(block.block_type != "text" for block in body or []):
        return None
    source = "".join(block.value.source for block in body or [])
    if not all(KNOWN_TAG.fullmatch(tag) for tag in TAG.findall(source)):
        return None
    return write_html(read_html(source))


def body_to_text(body: StreamValue) -> str | None:
    """Return the text of a body in the plain notation; None where an editor made more of it."""
    html = body_to_html(body)
    return None if html is None else write_plain(read_html(html))
