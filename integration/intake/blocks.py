"""A reading cut into blocks (paragraphs, headings, rows), each with what tells what it is for."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from integration.files.extraction import Reading
from integration.files.layout import CELL, Line
from integration.intake import words

MAX_BLOCK = 4000  # characters of a block that are looked at
LONG_LINE = 75  # characters: a line of running text
DIVIDED = re.compile(r"(?<=[a-zäöüß])-\n(?!(?:und|oder|bzw|sowie)\b)(?=[a-zäöüß])")
KEPT_HYPHEN = re.compile(r"(?<=\w)-\n(?=[A-ZÄÖÜ])")
SPACED_OUT = re.compile(r"(?<![^\s])(?:[A-ZÄÖÜ] ){3,}[A-ZÄÖÜ](?![^\s])")  # "P R E S S E"
OPEN_END = re.compile(
    r"(?:[-–,:/]|\b(?:und|oder|für|der|die|das|des|dem|den|zur|zum|von|vom|in|im|mit|am|an|über|eine[rsn]?))$",
    re.IGNORECASE,
)
GOES_ON = re.compile(r"^(?!v\.|i\.|z\.)[a-zäöü]{2,}\s")
SPACES = re.compile(r"\s+")
SENTENCE_END = re.compile(r"[.!?][\"“”»)]?\s*$")


def flat(text: str) -> str:
    """Return text on one line, words undivided, spaced-out ones closed up."""
    text = SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), text)
    return SPACES.sub(" ", KEPT_HYPHEN.sub("-", DIVIDED.sub("", text))).strip()


@dataclass(frozen=True)
class Block:
    """One block; `scale` is its size as a multiple of the running text's."""

    raw: str
    index: int
    scale: float = 1.0
    bold: bool = False
    level: int = 0
    place: str = "body"
    page: int = 1

    @cached_property
    def text(self) -> str:
        """The block on one line."""
        return flat(self.raw)

    @cached_property
    def cells(self) -> list[str]:
        """What stands beside each other in it."""
        return [flat(cell) for cell in self.raw.split(CELL) if cell.strip()]

    @cached_property
    def is_letterhead(self) -> bool:
        """Whether it says who writes and how to reach them, and nothing else."""
        return words.is_letterhead(self.text)

    @cached_property
    def is_genre(self) -> bool:
        """Whether it only names the sort of document."""
        return words.is_genre(self.text)

    @cached_property
    def is_prose(self) -> bool:
        """Whether it is running text: a sentence at least."""
        return self.place in ("body", "table") and len(self.text) >= 50 and bool(words.SENTENCE.search(self.text))

    @property
    def stands_out(self) -> bool:
        """Whether its looks make it a heading."""
        return self.level > 0 or self.place == "title" or self.scale >= 1.15 or self.bold


def blocks_of(reading: Reading) -> list[Block]:
    """Return the blocks of the first pages, in reading order; from the text alone where the looks are unknown."""
    lines = list(reading.found.lines) or list(_lines_of(reading.text))
    body = _body_size(lines)
    mostly_bold = sum(len(line.text) for line in lines if line.bold) > 0.6 * sum(len(line.text) for line in lines)
    blocks: list[Block] = []
    for line in lines:
        scale = line.size / body if line.size and body else 1.0
        raw = line.text[:MAX_BLOCK]
        whole = Block(raw, 0, scale, line.bold and not mostly_bold, line.level, line.place, line.page)
        for block in _parted(whole):
            blocks.append(replace(block, index=len(blocks)))
    return blocks


def _lines_of(text: str) -> Iterator[Line]:
    """Yield the paragraphs of plain text: lines that go on belong together, short ones stand alone."""
    for paragraph in text[:40_000].split("\n\n"):
        kept: list[str] = []
        for line in paragraph.split("\n"):
            if kept and len(kept[-1]) < LONG_LINE * 0.8:
                yield Line("\n".join(kept))
                kept = []
            kept.append(line)
        if any(kept):
            yield Line("\n".join(kept))


def _body_size(lines: list[Line]) -> float:
    """Return the size in which most of the running text is set."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size and line.place in ("body", "table"):
            sizes[round(line.size * 2) / 2] += min(len(line.text), 600)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _parted(block: Block) -> list[Block]:
    """Part a block whose lines are things of their own: an address, a date, the name of the sort of document."""
    lines = block.raw.split("\n")
    if len(lines) < 2 or block.place == "title":
        return [block]
    own = [words.stands_alone(flat(line)) for line in lines]
    if not any(own):
        return [block]
    parts: list[str] = []
    joined = False
    for line, alone in zip(lines, own, strict=True):
        goes_on = bool(parts) and bool(OPEN_END.search(flat(parts[-1])) or GOES_ON.match(line))
        if goes_on or (parts and joined and not alone):
            parts[-1] += f"\n{line}"
        else:
            parts.append(line)
            joined = not alone
    return [replace(block, raw=part) for part in parts]
