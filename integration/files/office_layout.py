"""The properties and the looks of an office file's first pages; runs in the reader's process only."""

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import openpyxl

from integration.files.layout import CELL, MAX_CHARACTERS, MAX_LINES, Found, Line

MAX_PART = 30 * 1024 * 1024  # bytes of XML in one part of a package
SLIDES = 12
SHEETS, SHEET_ROWS, SHEET_COLUMNS = 2, 60, 20
LONG_CELL = 160  # characters: a table with such cells arranges a page

Element = ElementTree.Element
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SLIDE = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
FORMAT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
HEADING_NAME = re.compile(r"^(?:heading|überschrift|berschrift)\s*(\d)$", re.IGNORECASE)
PROPERTIES = {"title": "title", "creator": "author", "initial-creator": "author", "created": "created"}
PROPERTIES |= {"creation-date": "created", "modified": "modified", "date": "modified"}


def look_at_office(path: str, extension: str) -> Found:
    """Return the properties of the file and the blocks of its first pages."""
    if extension == "xlsx":
        return _workbook(path)
    with zipfile.ZipFile(path) as package:
        if extension == "docx":
            properties, lines = _properties(package, "docProps/core.xml"), _word(package)
        elif extension == "pptx":
            properties, lines = _properties(package, "docProps/core.xml"), _slides(package)
        else:
            properties, lines = _properties(package, "meta.xml"), _open_text(package)
        return Found(lines=tuple(_bounded(lines)), **properties)


def _bounded(lines: Iterator[Line]) -> Iterator[Line]:
    characters = 0
    for count, line in enumerate(lines):
        if count >= MAX_LINES or characters >= MAX_CHARACTERS:
            return
        characters += len(line.text)
        yield line


def _part(package: zipfile.ZipFile, name: str) -> Element | None:
    """Return one part of the package as XML; the standard parser fetches nothing from outside."""
    try:
        if package.getinfo(name).file_size > MAX_PART:
            return None
        return ElementTree.fromstring(package.read(name))  # noqa: S314 - in a process that may be killed
    except (KeyError, ElementTree.ParseError):
        return None


def _properties(package: zipfile.ZipFile, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    root = _part(package, name)
    for element in root.iter() if root is not None else ():
        key = PROPERTIES.get(element.tag.rpartition("}")[2])
        if key and element.text and not (key in found and key != "author"):
            found[key] = element.text[:10] if key in ("created", "modified") else element.text
    return found


# Word


class WordStyles:
    """What the styles of a Word file say about size, weight and rank; each may be based on another."""

    def __init__(self, root: Element | None) -> None:
        self.size, self.styles = 11.0, {}
        if root is None:
            return
        default = root.find(f"{WORD}docDefaults/{WORD}rPrDefault/{WORD}rPr")
        self.size = _word_size(default) or 10.0
        self.styles = {style.get(f"{WORD}styleId", ""): style for style in root.iter(f"{WORD}style")}
        self.default = next((key for key, style in self.styles.items() if style.get(f"{WORD}default") == "1"), "")

    def of(self, key: str) -> tuple[float, bool, int, str]:
        """Return size, bold, level of heading and place of paragraphs in this style."""
        size, bold, level, place = 0.0, None, 0, "body"
        for _depth in range(8):
            style = self.styles.get(key)
            if style is None:
                break
            name_element = style.find(f"{WORD}name")
            name = (name_element.get(f"{WORD}val", "") if name_element is not None else "").casefold()
            format_ = style.find(f"{WORD}rPr")
            size = size or _word_size(format_)
            bold = _word_bold(format_) if bold is None else bold
            heading = HEADING_NAME.match(name)
            if heading and not level:
                level = int(heading[1])
            if name in ("title", "titel"):
                place = "title"
            elif name in ("subtitle", "untertitel"):
                place = "subtitle"
            based = style.find(f"{WORD}basedOn")
            if based is None:
                break
            key = based.get(f"{WORD}val", "")
        return size or self.size, bool(bold), level, place


def _word_size(format_: Element | None) -> float:
    element = format_.find(f"{WORD}sz") if format_ is not None else None
    value = element.get(f"{WORD}val", "") if element is not None else ""
    return int(value) / 2 if value.isascii() and value.isdigit() else 0.0


def _word_bold(format_: Element | None) -> bool | None:
    element = format_.find(f"{WORD}b") if format_ is not None else None
    return None if element is None else element.get(f"{WORD}val", "1") not in ("0", "false", "off")


def _word(package: zipfile.ZipFile) -> Iterator[Line]:
    styles = WordStyles(_part(package, "word/styles.xml"))
    names = sorted(package.namelist())
    for place in ("header", "footer"):
        for name in names:
            if re.fullmatch(rf"word/{place}\d*\.xml", name):
                root = _part(package, name)
                for line in _word_blocks(root, styles) if root is not None else ():
                    yield Line(line.text, line.size, line.bold, 0, place)
    root = _part(package, "word/document.xml")
    body = root.find(f"{WORD}body") if root is not None else None
    if body is not None:
        yield from _word_blocks(body, styles)


def _word_blocks(parent: Element, styles: WordStyles) -> Iterator[Line]:
    for element in parent:
        if element.tag == f"{WORD}p":
            yield from _word_paragraph(element, styles)
        elif element.tag == f"{WORD}tbl":
            for row in element.iter(f"{WORD}tr"):
                yield from _table_row([list(_word_blocks(cell, styles)) for cell in row.iter(f"{WORD}tc")])
        elif element.tag in (f"{WORD}sdt", f"{WORD}sdtContent", f"{WORD}ins", f"{WORD}customXml"):
            yield from _word_blocks(element, styles)


def _word_paragraph(paragraph: Element, styles: WordStyles) -> Iterator[Line]:
    """Yield the paragraph, after the text boxes that hang on it."""
    key = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    size, bold, level, place = styles.of(key.get(f"{WORD}val", "") if key is not None else styles.default)
    outline = paragraph.find(f"{WORD}pPr/{WORD}outlineLvl")
    if outline is not None and not level and outline.get(f"{WORD}val", "9") in "012345678":
        level = int(outline.get(f"{WORD}val", "0")) + 1
    pieces: list[str] = []
    largest, all_bold = 0.0, True
    boxes: list[Element] = []
    for run in _word_runs(paragraph, boxes):
        text = _word_text(run)
        if text.strip():
            format_ = run.find(f"{WORD}rPr")
            own_bold = _word_bold(format_)
            largest = max(largest, _word_size(format_) or size)
            all_bold = all_bold and (bold if own_bold is None else own_bold)
        pieces.append(text)
    for box in boxes:
        yield from _word_blocks(box, styles)
    text = "".join(pieces).strip()
    if text:
        yield Line(text, largest, all_bold, level, place)


def _word_runs(element: Element, boxes: list[Element]) -> Iterator[Element]:
    """Yield the runs of a paragraph, but not those of the text boxes in it: these are put aside."""
    for child in element:
        if child.tag == f"{WORD}r":
            _find_boxes(child, boxes)
            yield child
        elif child.tag not in (f"{WORD}pPr", f"{WORD}del"):
            yield from _word_runs(child, boxes)


def _find_boxes(element: Element, boxes: list[Element]) -> None:
    for child in element:
        if child.tag == f"{WORD}txbxContent":
            boxes.append(child)
        elif child.tag != FALLBACK:  # the same box once more for old programs
            _find_boxes(child, boxes)


def _word_text(run: Element) -> str:
    texts = {f"{WORD}tab": CELL, f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "-"}
    return "".join((child.text or "") if child.tag == f"{WORD}t" else texts.get(child.tag, "") for child in run)


def _table_row(cells: list[list[Line]]) -> Iterator[Line]:
    """Yield a row as one line, or the blocks in it one by one where the table only arranges a page."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return
    blocks = [line for cell in filled for line in cell]
    longest = max(sum(len(line.text) for line in cell) for cell in filled)
    if len(filled) == 1 or longest > LONG_CELL:
        yield from blocks
    else:
        text = CELL.join(" ".join(line.text for line in cell).replace("\n", " ") for cell in filled)
        bold = all(line.bold for line in blocks)
        yield Line(text, max(line.size for line in blocks), bold, 0, "table", blocks[0].page)


# Slides


def _slides(package: zipfile.ZipFile) -> Iterator[Line]:
    for number, name in enumerate(_slide_names(package)[:SLIDES], 1):
        root = _part(package, name)
        for shape in root.iter() if root is not None else ():
            if shape.tag == f"{SLIDE}sp":
                yield from _shape(shape, number)
            elif shape.tag == f"{DRAWING}tr":
                cells = [_drawn_text(cell) for cell in shape.iter(f"{DRAWING}tc")]
                yield from (Line(CELL.join(filter(None, cells)), 0, False, 0, "table", number),) if any(cells) else ()


def _slide_names(package: zipfile.ZipFile) -> list[str]:
    relations = _part(package, "ppt/_rels/presentation.xml.rels")
    show = _part(package, "ppt/presentation.xml")
    if relations is None or show is None:
        return sorted(name for name in package.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    keys = [slide.get(f"{RELATION}id") for slide in show.iter(f"{SLIDE}sldId")]
    names = [targets.get(key, "") for key in keys]
    return [name.removeprefix("/") if name.startswith("/") else f"ppt/{name}" for name in names if name]


def _shape(shape: Element, number: int) -> Iterator[Line]:
    holder = shape.find(f"{SLIDE}nvSpPr/{SLIDE}nvPr/{SLIDE}ph")
    kind = holder.get("type", "body") if holder is not None else ""
    place = {"title": "title", "ctrTitle": "title", "subTitle": "subtitle"}.get(kind, "body")
    if kind in ("ftr", "dt", "sldNum", "hdr"):
        place = "footer"
    paragraphs = list(shape.iter(f"{DRAWING}p"))
    if place == "title":  # two lines of one title
        text = "\n".join(filter(None, (_drawn_text(paragraph) for paragraph in paragraphs)))
        if text:
            yield Line(text, _drawn_size(shape), True, 1 if number == 1 else 2, place, number)
        return
    for paragraph in paragraphs:
        text = _drawn_text(paragraph)
        if text:
            bold = any(format_.get("b") == "1" for format_ in paragraph.iter(f"{DRAWING}rPr"))
            yield Line(text, _drawn_size(paragraph), bold, 0, place, number)


def _drawn_text(element: Element) -> str:
    pieces = []
    for child in element.iter():
        if child.tag == f"{DRAWING}t":
            pieces.append(child.text or "")
        elif child.tag == f"{DRAWING}br":
            pieces.append("\n")
    return "".join(pieces).replace("\v", "\n").strip()


def _drawn_size(element: Element) -> float:
    sizes = [format_.get("sz", "") for format_ in element.iter(f"{DRAWING}rPr")]
    return max((int(size) / 100 for size in sizes if size.isascii() and size.isdigit()), default=0.0)


# OpenDocument text


class OpenStyles:
    """What the styles of an OpenDocument file say about size, weight and rank; each may have a parent."""

    def __init__(self, *roots: Element | None) -> None:
        self.styles: dict[str, Element] = {}
        self.size = 12.0
        for root in roots:
            for style in root.iter(f"{STYLE}style") if root is not None else ():
                self.styles[style.get(f"{STYLE}name", "")] = style
            for style in root.iter(f"{STYLE}default-style") if root is not None else ():
                if style.get(f"{STYLE}family") == "paragraph":
                    self.size = _open_size(style) or self.size

    def of(self, name: str) -> tuple[float, bool, str]:
        """Return size, bold and place of paragraphs in this style."""
        size, bold, place = 0.0, None, "body"
        for _depth in range(8):
            style = self.styles.get(name)
            if name in ("Title", "Titel"):
                place = "title"
            elif name in ("Subtitle", "Untertitel"):
                place = "subtitle"
            if style is None:
                break
            size = size or _open_size(style)
            format_ = style.find(f"{STYLE}text-properties")
            weight = format_.get(f"{FORMAT}font-weight") if format_ is not None else None
            if bold is None and weight:
                bold = weight in ("bold", "600", "700", "800", "900")
            name = style.get(f"{STYLE}parent-style-name", "")
        return size or self.size, bool(bold), place


def _open_size(style: Element) -> float:
    format_ = style.find(f"{STYLE}text-properties")
    found = re.fullmatch(r"(\d+(?:\.\d+)?)pt", format_.get(f"{FORMAT}font-size", "") if format_ is not None else "")
    return float(found[1]) if found else 0.0


def _open_text(package: zipfile.ZipFile) -> Iterator[Line]:
    content, sheet = _part(package, "content.xml"), _part(package, "styles.xml")
    styles = OpenStyles(sheet, content)
    for place in ("header", "footer"):
        for root in sheet.iter(f"{STYLE}{place}") if sheet is not None else ():
            for line in _open_blocks(root, styles):
                yield Line(line.text, line.size, line.bold, 0, place)
    body = content.find(f"{OFFICE}body/{OFFICE}text") if content is not None else None
    if body is not None:
        yield from _open_blocks(body, styles)


def _open_blocks(parent: Element, styles: OpenStyles) -> Iterator[Line]:
    for element in parent:
        if element.tag in (f"{TEXT}h", f"{TEXT}p"):
            yield from _open_paragraph(element, styles)
        elif element.tag == f"{TABLE}table-row":
            cells = [cell for cell in element if cell.tag == f"{TABLE}table-cell"]
            yield from _table_row([list(_open_blocks(cell, styles)) for cell in cells])
        elif element.tag not in (f"{TEXT}tracked-changes", f"{TEXT}sequence-decls", f"{OFFICE}forms"):
            yield from _open_blocks(element, styles)


def _open_paragraph(paragraph: Element, styles: OpenStyles) -> Iterator[Line]:
    size, bold, place = styles.of(paragraph.get(f"{TEXT}style-name", ""))
    level = paragraph.get(f"{TEXT}outline-level", "1") if paragraph.tag == f"{TEXT}h" else "0"
    for box in paragraph.iter("{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box"):
        yield from _open_blocks(box, styles)
    spans = [styles.of(span.get(f"{TEXT}style-name", "")) for span in paragraph.iter(f"{TEXT}span")]
    text = _open_string(paragraph).strip()
    if not text:
        return
    whole = len(spans) == 1 and not (paragraph.text or "").strip()
    if spans and whole:
        size = spans[0][0] if spans[0][0] != styles.size else size
        bold = bold or spans[0][1]
    yield Line(text, size, bold, int(level) if level.isascii() and level.isdigit() else 1, place)


def _open_string(element: Element) -> str:
    special = {f"{TEXT}tab": CELL, f"{TEXT}line-break": "\n", f"{TEXT}s": " "}
    pieces = [element.text or ""]
    for child in element:
        if child.tag in special:
            pieces.append(special[child.tag])
        elif not child.tag.endswith(("}note", "}frame", "}annotation")):
            pieces.append(_open_string(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


# Workbooks


def _workbook(path: str) -> Found:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    facts = book.properties
    lines: list[Line] = []
    for number, sheet in enumerate(book.worksheets[:SHEETS], 1):
        lines.append(Line(sheet.title, 0, False, 0, "sheet", number))
        for row in sheet.iter_rows(max_row=SHEET_ROWS, max_col=SHEET_COLUMNS):
            cells = [cell for cell in row if cell.value not in (None, "")]
            if cells:
                font = cells[0].font
                place = "table" if len(cells) > 1 else "body"
                text = CELL.join(str(cell.value).strip() for cell in cells)
                lines.append(Line(text, float(font.sz or 0), bool(font.b), 0, place, number))
    return Found(
        title=facts.title or "",
        author=facts.creator or "",
        created=facts.created.date().isoformat() if facts.created else "",
        modified=facts.modified.date().isoformat() if facts.modified else "",
        lines=tuple(lines[:MAX_LINES]),
    )
