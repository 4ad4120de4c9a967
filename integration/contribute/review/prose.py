"""What differs between two texts by their words, whatever markup they were stored in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

LINES = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "div", "figure", "figcaption", "section", "dt"}
LINES |= {"dd", "tr", "br", "hr", "article", "aside", "cite"}
KINDS = {"li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i"}
SILENT = {"script", "style", "svg"}
WORD = re.compile(r"\w")
TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
CONTEXT = 1  # unchanged paragraphs shown on either side of a change
MOST = 20_000  # words compared one by one; a longer passage is shown as taken out and put in

Run = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Line:
    """A paragraph, heading or item: its words, and how they look."""

    text: str
    kind: str = ""
    runs: tuple[Run, ...] = ()


class _Reader(HTMLParser):
    """Reads HTML as lines; addresses of links count as words, because where a link leads is no formatting."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.runs: list[Run] = []
        self.marks: list[str] = []
        self.kinds: list[str] = []
        self.links: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.silent += tag in SILENT
        if tag in LINES:
            self.finish()
        if tag in KINDS:
            self.kinds.append(tag)
        elif tag in MARKS:
            self.marks.append(MARKS[tag])
        elif tag == "a":
            self.links.append(values.get("href") or "")
        elif tag == "img":
            self.handle_data(f" {gettext('Picture')}: {values.get('alt') or values.get('src') or ''} ")
        elif tag in ("iframe", "video", "source") and values.get("src"):
            self.handle_data(f" {values['src']} ")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT and self.silent > 0
        if tag in LINES:
            self.finish()
        if tag in KINDS and tag in self.kinds:
            self.kinds.remove(tag)
        elif tag in MARKS and MARKS[tag] in self.marks:
            self.marks.remove(MARKS[tag])
        elif tag == "a" and self.links:
            address = self.links.pop()
            shown = "".join(text for text, _marks in self.runs)
            if address and address.removeprefix("mailto:").removeprefix("tel:") not in shown:
                self.handle_data(f" ({address})")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.runs.append((data, frozenset(self.marks)))

    def finish(self) -> None:
        """End the line; one without words is none."""
        text = " ".join("".join(text for text, _marks in self.runs).split())
        if text:
            self.lines.append(Line(text, self.kinds[-1] if self.kinds else "", tuple(_merged(self.runs))))
        self.runs = []


def _merged(runs: list[Run]) -> Iterator[Run]:
    """Yield every sign that is to be seen with its marks, equal ones together: the same look is the same value."""
    held, marks = "", frozenset[str]()
    for text, own in runs:
        visible = "".join(text.split())
        if not visible:
            continue
        if own != marks and held:
            yield held, marks
            held = ""
        held, marks = held + visible, own
    if held:
        yield held, marks


def read_lines(html: str) -> list[Line]:
    """Return the lines of HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.finish()
    return reader.lines


def plain_lines(text: str) -> list[Line]:
    """Return the lines of a text without markup."""
    return [
        Line(words, runs=((words, frozenset()),)) for line in text.splitlines() if (words := " ".join(line.split()))
    ]


def difference(old: list[Line], new: list[Line]) -> SafeString | None:
    """Return HTML that marks what was taken out and put in; None where everything is the same.

    Where only the look differs it says just that.
    """
    if [(line.kind, line.runs) for line in old] == [(line.kind, line.runs) for line in new]:
        return None
    if _words(old) == _words(new):
        return escape(gettext("Only the formatting is different, the words are the same."))
    before, after = [line.text for line in old], [line.text for line in new]
    parts: list[str] = []
    operations = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (operation, i1, i2, j1, j2) in enumerate(operations):
        if operation == "equal":
            parts += _around(after[j1:j2], first=number == 0, last=number == len(operations) - 1)
        else:
            parts.append(_marked("\n".join(before[i1:i2]), "\n".join(after[j1:j2])))
    return mark_safe("".join(f"<p>{part}</p>" for part in parts))  # noqa: S308 - every word is escaped below


def _words(lines: list[Line]) -> list[str]:
    return " ".join(line.text for line in lines).split()


def _around(lines: list[str], *, first: bool, last: bool) -> Iterator[str]:
    """Yield the unchanged lines next to a change; what is further away is an ellipsis."""
    head = [] if first else lines[:CONTEXT]
    rest = lines[len(head) :]
    tail = [] if last else rest[-CONTEXT:]
    yield from (escape(line) for line in head)
    if len(rest) > len(tail):
        yield "…"
    yield from (escape(line) for line in tail)


def _marked(old: str, new: str) -> str:
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    if len(before) + len(after) > MOST:
        return _sign("del", old) + _sign("ins", new)
    html, taken_out, put_in = [], "", ""
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = "".join(after[j1:j2]) if operation == "equal" else ""
        if same and (WORD.search(same) or not (taken_out or put_in)):
            html += [_sign("del", taken_out), _sign("ins", put_in), _broken(same)]
            taken_out = put_in = ""
        else:  # signs between two changed words belong to the change: otherwise it is cut to pieces
            taken_out += "".join(before[i1:i2])
            put_in += "".join(after[j1:j2])
    kept = _common_end(taken_out, put_in)
    end = len(kept)
    html += [_sign("del", taken_out[: len(taken_out) - end]), _sign("ins", put_in[: len(put_in) - end]), _broken(kept)]
    return "".join(html)


def _common_end(old: str, new: str) -> str:
    """Return the signs, no words, with which both end."""
    number = 0
    while (
        number < min(len(old), len(new)) and old[-1 - number] == new[-1 - number] and not WORD.match(old[-1 - number])
    ):
        number += 1
    return old[len(old) - number :]


def _sign(tag: str, text: str) -> str:
    css = "deletion" if tag == "del" else "addition"
    return f'<{tag} class="{css}">{_broken(text)}</{tag}>' if text else ""


def _broken(text: str) -> str:
    return escape(text).replace("\n", "<br>")
