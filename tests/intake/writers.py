"""Writes a document from a list of parts in any of the five formats, as offices do: styles or none, columns, tables.

A part is (name, text) or, for "row", (name, cells): head, right, genre, title, sub, h, p, li, small, row, columns,
page, letter, footer.
"""

import io
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from fpdf import FPDF
from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import H, P
from openpyxl.styles import Font
from pptx import Presentation
from pptx.util import Inches
from pptx.util import Pt as SlidePt

Part = tuple[str, Any]


@dataclass(frozen=True)
class Look:
    """How an office formats: sizes of genre and title, weights, and whether Word's own styles are used."""

    genre: int = 13
    title: int = 16
    bold: bool = True
    styles: bool = True
    justify: bool = False


@dataclass(frozen=True)
class Sample:
    """A document with what a person would enter for it; `other_titles` are as right."""

    name: str
    parts: list[Part]
    title: str
    date: str | None
    municipality: str | None
    topics: tuple[str, ...]
    kind: str
    look: Look = field(default=Look())
    other_titles: tuple[str, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        return WRITERS[self.name.rpartition(".")[2]](self.parts, self.look, self.properties)


def write_pdf(parts: list[Part], look: Look, properties: dict[str, str]) -> bytes:
    pdf = FPDF()
    pdf.core_fonts_encoding = "windows-1252"
    pdf.set_margin(22)
    pdf.set_title(properties.get("title", ""))
    pdf.set_author(properties.get("author", ""))
    pdf.add_page()
    align = "J" if look.justify else "L"

    def write(text: str, size: float, style: str = "", how: str = align) -> None:
        pdf.set_font("helvetica", style, size)
        pdf.multi_cell(0, size * 0.48, text, align=how, new_x="LMARGIN", new_y="NEXT")

    rows: list[list[str]] = []

    def end_table() -> None:
        if rows:
            pdf.set_font("helvetica", size=9)
            with pdf.table(first_row_as_headings=False, line_height=5) as table:
                for cells in rows:
                    row = table.row()
                    for cell in cells:
                        row.cell(cell)
            rows.clear()
            pdf.ln(3)

    for name, value in parts:
        if name == "row":
            rows.append(value)
            continue
        end_table()
        if name in ("head", "small"):
            write(value, 8)
            pdf.ln(1)
        elif name == "right":
            write(value, 10, how="R")
            pdf.ln(2)
        elif name == "genre":
            pdf.ln(3)
            write(value, look.genre, "B")
            pdf.ln(3)
        elif name == "title":
            write(value, look.title, "B" if look.bold else "", how="L")
            pdf.ln(3)
        elif name == "sub":
            write(value, 12, how="L")
            pdf.ln(2)
        elif name == "h":
            pdf.ln(1)
            write(value, 11, "B")
            pdf.ln(1)
        elif name == "li":
            write(f"\u2022 {value}", 10)
        elif name == "columns":
            pdf.set_font("helvetica", size=10)
            with pdf.text_columns(ncols=2, gutter=9, text_align=align) as columns:
                columns.write(value)
            pdf.ln(3)
        elif name == "page":
            pdf.add_page()
        elif name == "footer":
            pdf.set_y(-25)
            pdf.set_auto_page_break(False)
            write(value, 7)
            pdf.set_auto_page_break(True, 22)
        else:
            write(value, 10)
            pdf.ln(2)
    end_table()
    return bytes(pdf.output())


def write_docx(parts: list[Part], look: Look, properties: dict[str, str]) -> bytes:
    document = Document()
    document.core_properties.title = properties.get("title", "")
    document.core_properties.author = properties.get("author", "")
    rows: list[list[str]] = []

    def paragraph(text: str, size: float = 11, bold: bool = False, style: str | None = None) -> Any:
        added = document.add_paragraph(style=style)
        run = added.add_run(text)
        if style is None:
            run.font.size, run.bold = Pt(size), bold
        return added

    def end_table() -> None:
        if rows:
            table = document.add_table(len(rows), max(map(len, rows)), style="Table Grid")
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    table.cell(number, column).text = cell
            rows.clear()

    for name, value in parts:
        if name == "row":
            rows.append(value)
            continue
        end_table()
        if name == "letter":
            document.sections[0].header.paragraphs[0].text = value
        elif name == "footer":
            document.sections[0].footer.paragraphs[0].text = value
        elif name in ("head", "small"):
            paragraph(value, 9)
        elif name == "right":
            paragraph(value).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif name == "genre":
            paragraph(value, look.genre, True)
        elif name == "title":
            paragraph(value, look.title, look.bold, "Title" if look.styles else None)
        elif name == "sub":
            paragraph(value, 12, False, "Subtitle" if look.styles else None)
        elif name == "h":
            paragraph(value, 12, True, "Heading 2" if look.styles else None)
        elif name == "li":
            paragraph(value, style="List Bullet")
        elif name == "page":
            document.add_page_break()
        else:
            paragraph(value)
    end_table()
    return _saved(document)


def write_odt(parts: list[Part], look: Look, properties: dict[str, str]) -> bytes:
    document = OpenDocumentText()
    styles = {
        "head": (9, False),
        "small": (8, False),
        "genre": (look.genre, True),
        "title": (look.title, look.bold),
        "sub": (12, False),
        "p": (11, False),
        "right": (11, False),
        "li": (11, False),
    }
    for name, (size, bold) in styles.items():
        style = Style(name=f"P-{name}", family="paragraph")
        style.addElement(TextProperties(fontsize=f"{size}pt", fontweight="bold" if bold else "normal"))
        style.addElement(ParagraphProperties(marginbottom="0.2cm"))
        document.automaticstyles.addElement(style)
    rows: list[list[str]] = []

    def end_table() -> None:
        if rows:
            table = Table(name="Tabelle")
            for cells in rows:
                row = TableRow()
                for text in cells:
                    cell = TableCell()
                    cell.addElement(P(stylename="P-p", text=text))
                    row.addElement(cell)
                table.addElement(row)
            document.text.addElement(table)
            rows.clear()

    for name, value in parts:
        if name == "row":
            rows.append(value)
            continue
        end_table()
        if name == "h" or (name == "title" and look.styles):
            document.text.addElement(H(outlinelevel=1 if name == "title" else 2, text=value))
        elif name in styles:
            document.text.addElement(P(stylename=f"P-{name}", text=value))
    end_table()
    return _saved(document)


def write_pptx(parts: list[Part], look: Look, properties: dict[str, str]) -> bytes:
    """Slides begin with "title" and "h"; without styles they are text boxes on empty slides."""
    presentation = Presentation()
    presentation.core_properties.title = properties.get("title", "PowerPoint-Präsentation")
    slide: Any = None
    top = 0.4
    for name, value in parts:
        if name in ("title", "h") or slide is None:
            layout = 0 if name == "title" else 1
            slide = presentation.slides.add_slide(presentation.slide_layouts[layout if look.styles else 6])
            top = 0.4
            if look.styles:
                slide.shapes.title.text = value
                continue
        if look.styles:
            frame = slide.placeholders[1].text_frame
            if frame.text:
                frame.add_paragraph().text = value
            else:
                frame.text = value
        else:
            box = slide.shapes.add_textbox(Inches(0.6), Inches(top), Inches(8.5), Inches(0.8))
            run = box.text_frame.paragraphs[0].add_run()
            run.text = value
            run.font.size = SlidePt(look.title if name in ("title", "h") else 16)
            top += 0.9
    return _saved(presentation)


def write_xlsx(parts: list[Part], look: Look, properties: dict[str, str]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = properties.get("sheet", "Tabelle1")
    for name, value in parts:
        sheet.append(value if name == "row" else [value])
        if name == "title":
            sheet.cell(sheet.max_row, 1).font = Font(size=look.title, bold=look.bold)
    return _saved(book)


def _saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


WRITERS = {"pdf": write_pdf, "docx": write_docx, "odt": write_odt, "pptx": write_pptx, "xlsx": write_xlsx}
