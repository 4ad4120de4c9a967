"""What a file says about itself beside its text: its properties, and how its first pages look.

Shared by the reader's process and the portal; knows nothing of Django, and never trusts what it is given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_LINES = 260  # blocks of text kept: the first pages tell what a document is
MAX_CHARACTERS = 40_000  # of all blocks together
MAX_PROPERTY = 300  # characters of one property
CELL = "\t"  # between what stands beside each other

PLACES = ("body", "title", "subtitle", "header", "footer", "table", "sheet")


@dataclass(frozen=True)
class Line:
    """A paragraph, a heading, a row of a table: its text and how it looks."""

    text: str
    size: float = 0.0  # points; 0: unknown
    bold: bool = False
    level: int = 0  # of a heading, from 1; 0: none
    place: str = "body"
    page: int = 1

    def as_json(self) -> list[Any]:
        """Return it in the form that crosses to another process and into the database."""
        return [self.text, self.size, int(self.bold), self.level, self.place, self.page]

    @classmethod
    def from_json(cls, value: Any, clean: Callable[[str], str]) -> "Line | None":
        """Return the line, or None for what is none."""
        if not isinstance(value, list) or len(value) != 6:
            return None
        text, size, bold, level, place, page = value
        if not isinstance(text, str) or not clean(text):
            return None
        return cls(
            clean(text),
            round(_number(size, 1000.0), 1),
            bool(bold),
            int(_number(level, 9)),
            place if place in PLACES else "body",
            max(1, int(_number(page, 100_000))),
        )


@dataclass(frozen=True)
class Found:
    """The properties of a file (often wrong) and the looks of its first pages."""

    title: str = ""
    author: str = ""
    created: str = ""  # YYYY-MM-DD
    modified: str = ""
    lines: tuple[Line, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return it in the form that crosses to another process and into the database."""
        return {
            "title": self.title,
            "author": self.author,
            "created": self.created,
            "modified": self.modified,
            "lines": [line.as_json() for line in self.lines],
        }

    @classmethod
    def from_json(cls, value: Any, clean: Callable[[str], str] = str) -> "Found":
        """Return what can be used of it; whatever is odd is left out."""
        if not isinstance(value, Mapping):
            return cls()
        lines: list[Line] = []
        left = MAX_CHARACTERS
        rows = value.get("lines")
        for row in rows[:MAX_LINES] if isinstance(rows, list) else []:
            line = Line.from_json(row, clean)
            if line is not None and left > 0:
                lines.append(line)
                left -= len(line.text)
        properties = {
            name: clean(str(value.get(name) or ""))[:MAX_PROPERTY]
            for name in ("title", "author", "created", "modified")
        }
        return cls(lines=tuple(lines), **properties)


def _number(value: Any, most: float) -> float:
    """Return a number between 0 and most, whatever the value is."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return 0.0
    return float(min(max(value, 0), most))
