"""The text that people type, as blocks of a page and back."""

from django.utils.html import escape, strip_tags
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText


def text_to_body(text: str) -> list[tuple[str, RichText]]:
    """Return the blocks of a plain text: paragraphs where there are empty lines."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    if not paragraphs:
        return []
    html = "".join(f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in paragraphs)
    return [("text", RichText(html))]


def body_to_text(body: StreamValue) -> str | None:
    """Return the plain text of a body that came from `text_to_body`; None where an editor made more of it."""
    if not body:
        return ""
    if len(body) > 1 or body[0].block_type != "text":
        return None
    html = body[0].value.source
    text = strip_tags(html.replace("</p>", "\n\n").replace("<br/>", "\n"))
    for entity, sign in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ):
        text = text.replace(entity, sign)
    text = text.strip()
    same = text_to_body(text)
    return text if same and same[0][1].source == html else None
