"""Formatted text of lay people as blocks and formatted signs, the one form between HTML and the plain notation.

Whatever comes in, from an editor, from a word processor or by hand, is brought to this form; what goes out is written
from it anew. So nothing gets through that has no place here, and the same text is always the same HTML.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

import nh3

DEEPEST = 2  # levels of lists below the first
LISTS = ("ul", "ol")
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BOLD, ITALIC = {"b", "strong"}, {"i", "em"}
# Their content starts a new block; the tags themselves go
BORDERS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
    *("figcaption", "figure", "footer", "header", "hr", "main", "nav", "p", "pre", "section", "summary", "table"),
    *("tbody", "td", "tfoot", "th", "thead", "tr"),
}
DROPPED_WITH_CONTENT = {"script", "style", "title", "template", "textarea", "select", "svg", "math", "noscript", "xml"}
LINK = re.compile(r"(https?://|mailto:|tel:)[^\s<>\"'`\\\x00-\x1f\x7f]+", re.IGNORECASE)
URL = re.compile(r"https?://[^\s<>\"'`\\\[\]*]+", re.IGNORECASE)
URL_ENDS = ".,;:!?)]}_"
UNBREAKABLE = "\xa0\u2007\u202f"
BULLET = re.compile(r"([-–•·▪◦●■‣][ \xa0]+|o\xa0[ \xa0]+)(?=[^ \xa0])")
WORD_NUMBER = re.compile(r"\d{1,3}[.)]\xa0[ \xa0]+(?=[^ \xa0])")  # as word processors put it on the clipboard
MARKERS = (("ul", BULLET), ("ol", WORD_NUMBER))


class Style(NamedTuple):
    """How a sign looks, and where it leads."""

    bold: bool = False
    italic: bool = False
    href: str = ""


PLAIN = Style()
Sign = tuple[str, Style]
Run = tuple[str, Style]


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, or one item of a list with its level."""

    kind: str
    runs: tuple[Run, ...]
    depth: int = 0

    @property
    def text(self) -> str:
        return "".join(text for text, _style in self.runs)


def href_of(text: str) -> str:
    """Return an address in the spelling that is kept; empty where it leads to nowhere that is allowed."""
    found = LINK.fullmatch(text.strip())
    if not found:
        return ""
    scheme = found[1].lower()
    return scheme + found[0][len(scheme) :].replace("(", "%28").replace(")", "%29")


def tidy(signs: Iterable[Sign]) -> tuple[Run, ...]:
    """Return runs of signs: spaces single and as formatted as both neighbours, addresses as links."""
    kept: list[Sign] = []
    for sign, style in signs:
        if sign == "\n":
            while kept and kept[-1][0].isspace():
                kept.pop()
        elif sign.isspace():
            sign = sign if sign in UNBREAKABLE else " "
            if kept and (kept[-1][0] == "\n" or sign == kept[-1][0] == " "):
                continue
        elif ord(sign) < 32 or sign in "\x7f\ufeff":
            continue
        if kept or not sign.isspace():
            kept.append((sign, style))
    while kept and kept[-1][0].isspace():
        kept.pop()
    _link(kept)
    place = 0
    for is_gap, group in groupby(list(kept), lambda item: item[0].isspace()):
        length = len(list(group))
        if is_gap:
            before, after = kept[place - 1][1], kept[place + length][1]
            href = before.href if before.href == after.href else ""
            style = Style(before.bold and after.bold, before.italic and after.italic, href)
            for spot in range(place, place + length):
                sign = kept[spot][0]
                kept[spot] = (sign, style._replace(href="") if sign == "\n" else style)
        place += length
    return tuple(
        ("".join(sign for sign, _style in group), style) for style, group in groupby(kept, lambda item: item[1])
    )


def _link(signs: list[Sign]) -> None:
    """Make links of addresses that stand in the text."""
    for found in URL.finditer("".join(sign for sign, _style in signs)):
        start, end = found.start(), found.start() + len(found[0].rstrip(URL_ENDS))
        href = href_of(found.string[start:end])
        if href and not any(style.href for _sign, style in signs[start:end]):
            signs[start:end] = [(sign, style._replace(href=href)) for sign, style in signs[start:end]]


def signs_of(runs: Iterable[Run]) -> Iterator[Sign]:
    return ((sign, style) for text, style in runs for sign in text)


def arrange(blocks: Iterable[Block]) -> list[Block]:
    """Return blocks in their one form: no empty ones, dashes at line starts as lists, levels without gaps."""
    arranged: list[Block] = []
    for block in _split(blocks):
        previous = arranged[-1] if arranged else None
        if block.kind in LISTS:
            deepest = previous.depth + 1 if previous and previous.kind in LISTS else 0
            block = replace(block, depth=min(block.depth, deepest, DEEPEST))
        arranged.append(block)
    return arranged


def _split(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind == "p":
            yield from _paragraphs(tidy(signs_of(block.runs)))
            continue
        is_item = block.kind in LISTS
        runs = tidy((sign if is_item or sign != "\n" else " ", style) for sign, style in signs_of(block.runs))
        if runs:
            yield replace(block, runs=runs)


def _paragraphs(runs: tuple[Run, ...]) -> Iterator[Block]:
    """Yield a paragraph, in pieces where some of its lines are items of a list that somebody typed or pasted."""
    paragraph: list[Sign] = []
    for is_break, group in groupby(signs_of(runs), lambda item: item[0] == "\n"):
        if is_break:
            continue
        line = list(group)
        text = "".join(sign for sign, _style in line)
        item = next(
            ((kind, found.end()) for kind, pattern in MARKERS if (found := pattern.match(text))),
            None,
        )
        if item is None:
            paragraph += [("\n", PLAIN), *line]
            continue
        if paragraph:
            yield Block("p", tidy(paragraph))
            paragraph = []
        yield Block(item[0], tidy(line[item[1] :]))
    if paragraph:
        yield Block("p", tidy(paragraph))


class _Reader(HTMLParser):
    """Collects blocks from HTML that is sound already."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.signs: list[Sign] = []
        self.lists: list[str] = []
        self.links: list[str] = []
        self.heading = self.bold = self.italic = self.breaks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.breaks += 1
            if self.breaks == 2 and not self.lists:
                self.flush()  # an empty line
            elif self.signs:
                self.signs.append(("\n", PLAIN))
        elif tag in BOLD:
            self.bold += 1
        elif tag in ITALIC:
            self.italic += 1
        elif tag == "a":
            self.links.append(href_of(dict(attrs).get("href") or ""))
        elif tag in LISTS:
            self.flush()
            self.lists.append(tag)
        elif tag in HEADINGS:
            self.flush()
            self.heading += 1
        elif tag == "li" or tag in BORDERS:
            self.border(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in BOLD:
            self.bold = max(0, self.bold - 1)
        elif tag in ITALIC:
            self.italic = max(0, self.italic - 1)
        elif tag == "a" and self.links:
            self.links.pop()
        elif tag in LISTS:
            self.flush()
            if self.lists:
                self.lists.pop()
        elif tag in HEADINGS:
            self.flush()
            self.heading = max(0, self.heading - 1)
        elif tag == "li" or tag in BORDERS:
            self.border(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.breaks = 0
        style = Style(self.bold > 0, self.italic > 0, self.links[-1] if self.links else "")
        self.signs.extend((" " if sign == "\n" else sign, style) for sign in data)

    def border(self, tag: str) -> None:
        """Start a new block; within an item of a list, only a new line."""
        if tag != "li" and self.lists:
            if any(not sign.isspace() for sign, _style in self.signs):
                self.signs.append(("\n", PLAIN))
        else:
            self.flush()

    def flush(self) -> None:
        kind = self.lists[-1] if self.lists else "h3" if self.heading else "p"
        self.blocks.append(Block(kind, tuple(self.signs), max(0, len(self.lists) - 1)))
        self.signs, self.breaks = [], 0


def read_html(html: str) -> list[Block]:
    """Return the blocks of any HTML; what has no place in them is left out, its text stays."""
    sound = nh3.clean(
        html,
        tags={"a", "br", "ul", "ol", "li"} | BOLD | ITALIC | HEADINGS | BORDERS - {"body"},
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(sound)
    reader.close()
    reader.flush()
    return arrange(reader.blocks)


def write_html(blocks: Iterable[Block]) -> str:
    """Return blocks as HTML the way Wagtail keeps it."""
    written: list[str] = []
    open_lists: list[str] = []

    def close_to(levels: int) -> None:
        while len(open_lists) > levels:
            written.append(f"</li></{open_lists.pop()}>")

    for block in blocks:
        inner = _inline(block.runs)
        if block.kind not in LISTS:
            close_to(0)
            written.append(f"<{block.kind}>{inner}</{block.kind}>")
            continue
        close_to(block.depth + 1)
        if len(open_lists) == block.depth + 1 and open_lists[-1] != block.kind:
            close_to(block.depth)
        if len(open_lists) == block.depth + 1:
            written.append(f"</li><li>{inner}")
        else:
            open_lists.append(block.kind)
            written.append(f"<{block.kind}><li>{inner}")
    close_to(0)
    return "".join(written)


def _inline(runs: Iterable[Run]) -> str:
    written = []
    for href, group in groupby(runs, lambda run: run[1].href):
        inner = ""
        for text, style in group:
            html = escape(text, quote=False).replace("\n", "<br/>")
            html = f"<i>{html}</i>" if style.italic else html
            inner += f"<b>{html}</b>" if style.bold else html
        written.append(f'<a href="{escape(href)}">{inner}</a>' if href else inner)
    return "".join(written)
