"""A PDF's text and the looks of its first pages; runs in the reader's process only."""

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from integration.files.layout import CELL, MAX_CHARACTERS, MAX_LINES, Found, Line

LOOKED_AT = 6  # pages
MAX_ON_PAGE = 12_000  # characters of one page whose looks are taken down
DIVIDED = "\ufffe\x02"  # how pdfium marks a word divided at the end of a line
DIVISION = re.compile(f"[{DIVIDED}]")
BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
BOLD_WEIGHT = 600
WOVEN = 4  # lines in a row with two columns ...
COLUMN_LETTERS = 20  # ... of so many letters each are running text, not a table
COLUMN_GAP = 1.8  # of the font's size: more than a space, so something else begins
EVEN = 1.5  # points by which the gaps of a line differ that is drawn out to the full width
LINE_GAP = 1.75  # of the font's size from one base line to the next inside a paragraph
HEADER, FOOTER = 0.055, 0.945  # shares of the page's height
DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


@dataclass
class Row:
    """One line as printed."""

    text: str
    size: float
    bold: bool
    left: float
    right: float
    base: float
    starts: tuple[float, ...]  # of its cells

    @property
    def is_table(self) -> bool:
        """Whether things stand beside each other in it."""
        return len(self.starts) > 1


def text_of_pdf(document: pypdfium2.PdfDocument, most: int) -> str:
    """Return what all pages say, up to so many characters."""
    pages: list[str] = []
    left = most
    for number in range(len(document)):
        page = document[number]
        text_page = page.get_textpage()
        text = text_page.get_text_range()
        if number < LOOKED_AT:
            rows = list(_rows(text_page))
            unwoven = _unwoven(rows)
            if unwoven != rows:
                text = "\n".join(row.text for row in unwoven)
        text_page.close()
        page.close()
        pages.append(DIVISION.sub("-\n", text))
        left -= len(text)
        if left <= 0:
            break
    return "\n\n".join(pages)[:most]


def look_at_pdf(document: pypdfium2.PdfDocument) -> Found:
    """Return its properties and the blocks of its first pages."""
    facts = document.get_metadata_dict()
    lines: list[Line] = []
    characters = 0
    for number in range(min(len(document), LOOKED_AT)):
        page = document[number]
        height = page.get_height() or 1.0
        for block in _blocks(_unwoven(list(_rows(page.get_textpage())))):
            lines.append(_line(block, number + 1, height))
            characters += len(lines[-1].text)
        page.close()
        if len(lines) >= MAX_LINES or characters >= MAX_CHARACTERS:
            break
    return Found(
        title=facts.get("Title", ""),
        author=facts.get("Author", ""),
        created=_date(facts.get("CreationDate", "")),
        modified=_date(facts.get("ModDate", "")),
        lines=tuple(lines[:MAX_LINES]),
    )


def _date(value: str) -> str:
    found = DATE.match(value)
    return "-".join(found.groups()) if found else ""


def _rows(text_page: pypdfium2.PdfTextPage) -> Iterator[Row]:
    """Yield the printed lines in the order of the file; cells beside each other are parted by a tab."""
    raw = text_page.raw
    count = min(pdfium.FPDFText_CountChars(raw), MAX_ON_PAGE)
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    letters: list[str] = []
    gaps: list[float] = []
    starts: list[float] = []
    start = end = base = 0.0
    first = -1
    divided = False
    size = 0.0

    def row() -> Row | None:
        text = "".join(letters).strip()
        if not text or first < 0:
            return None
        if len(gaps) > 1 and " " not in text and max(gaps) - min(gaps) < EVEN:
            text = text.replace(CELL, " ")
        return Row(text, size, _is_bold(raw, first), start, end, base, tuple(starts) if CELL in text else (start,))

    for index in range(count):
        character = chr(pdfium.FPDFText_GetUnicode(raw, index))
        ends_line = character in "\r\n"
        if not ends_line and character not in DIVIDED and not character.isspace():
            pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
            pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top)
            same_line = first >= 0 and not divided and abs(y.value - base) <= max(size, 4.0) * 0.4
            if first >= 0 and (not same_line or left.value < end - size * 3):
                ready = row()
                if ready:
                    yield ready
                letters, gaps, starts, first, divided = [], [], [], -1, False
            if first < 0:
                first, start, base, size = index, left.value, y.value, _size(raw, index)
                starts.append(left.value)
            elif left.value - end > max(size, 4.0) * COLUMN_GAP:
                while letters and letters[-1].isspace():
                    letters.pop()
                letters.append(CELL)
                gaps.append(left.value - end)
                starts.append(left.value)
            letters.append(character)
            end = right.value
        elif character in DIVIDED:
            letters.append("-")
            divided = True
        elif (not ends_line and letters) or (ends_line and letters and not letters[-1].isspace()):
            letters.append(" ")
    ready = row()
    if ready:
        yield ready


def _size(raw: object, index: int) -> float:
    """Return the printed size: many programs set a size of 1 and scale it."""
    matrix = pdfium.FS_MATRIX()
    scale = 1.0
    if pdfium.FPDFText_GetMatrix(raw, index, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
    size = pdfium.FPDFText_GetFontSize(raw, index) * scale
    return round(size, 1) if math.isfinite(size) else 0.0


def _is_bold(raw: object, index: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(raw, index) >= BOLD_WEIGHT:
        return True
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(raw, index, name, 200, flags)
    return bool(length and BOLD.search(name.value))


def _unwoven(rows: list[Row]) -> list[Row]:
    """Return the lines with two columns of running text, drawn line by line, one after the other."""
    ready: list[Row] = []
    run: list[Row] = []

    def end_run() -> None:
        cells = [cell for row in run for cell in row.text.split(CELL)]
        if len(run) >= WOVEN and sum(map(len, cells)) >= len(cells) * COLUMN_LETTERS:
            for column in (0, 1):
                for row in run:
                    texts = row.text.split(CELL)
                    if column < len(texts):
                        left = row.starts[column]
                        ready.append(replace(row, text=texts[column].strip(), left=left, starts=(left,)))
        else:
            ready.extend(run)
        run.clear()

    for row in rows:
        if len(row.starts) == 2 and (not run or _same_columns(run[0], row)):
            run.append(row)
        else:
            end_run()
            if len(row.starts) == 2:
                run.append(row)
            else:
                ready.append(row)
    end_run()
    return ready


def _same_columns(one: Row, two: Row) -> bool:
    return all(abs(first - second) < 4 for first, second in zip(one.starts, two.starts, strict=True))


def _blocks(rows: list[Row]) -> Iterator[list[Row]]:
    """Group lines that look alike and stand close under each other."""
    block: list[Row] = []
    gap = 0.0
    for row in rows:
        if block:
            last = block[-1]
            distance = last.base - row.base
            alike = abs(row.size - last.size) <= 0.6 and row.bold == last.bold
            near = 0 < distance <= max(row.size, 1.0) * LINE_GAP and (gap == 0.0 or distance <= gap * 1.25 + 0.5)
            beside = row.left <= block[0].right and row.right >= block[0].left
            if alike and near and beside and not (row.is_table or last.is_table):
                gap = gap or distance
                block.append(row)
                continue
            yield block
        block, gap = [row], 0.0
    if block:
        yield block


def _line(block: list[Row], page: int, height: float) -> Line:
    share = 1 - block[0].base / height
    place = "header" if share < HEADER else "footer" if share > FOOTER else "table" if block[0].is_table else "body"
    return Line("\n".join(row.text for row in block), block[0].size, block[0].bold, 0, place, page)
