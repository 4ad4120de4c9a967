"""Makes the demo's documents out of their texts, because no binary file belongs into the repository.

Same spec, same bytes: a second load of the demo must not look like a change.
"""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Literal, NotRequired, TypedDict

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from integration.files.printing import CODEPAGE, printable

AUTHOR = "Integrationsportal, Demo"
LANGUAGE = "de-DE"
TABLE_MARK = "[table]"
ZIP_DATE = (2020, 1, 1, 0, 0, 0)
MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)

PartKind = Literal["heading", "tick", "item", "table", "text"]


class DocumentSpec(TypedDict):
    """A document as text; `date` is an ISO date, the marks inside `paragraphs` are explained in fixtures/NOTE.md."""

    letterhead: str
    title: str
    paragraphs: list[str]
    date: str
    table: NotRequired[list[list[str]]]


def german_date(value: date) -> str:
    """A document is dated in German whatever the locale of the machine."""
    return f"{value.day}. {MONTHS[value.month - 1]} {value.year}"


def _parts(spec: DocumentSpec) -> list[tuple[PartKind, str]]:
    """Both formats read the marks in one place; a table without a mark comes last."""
    parts: list[tuple[PartKind, str]] = []
    for paragraph in spec["paragraphs"]:
        if paragraph.strip() == TABLE_MARK:
            parts.append(("table", ""))
        elif paragraph.startswith("## "):
            parts.append(("heading", paragraph.removeprefix("## ")))
        elif paragraph.startswith("- [ ] "):
            parts.append(("tick", paragraph.removeprefix("- [ ] ")))
        elif paragraph.startswith("- "):
            parts.append(("item", paragraph.removeprefix("- ")))
        else:
            parts.append(("text", paragraph))
    if spec.get("table") and ("table", "") not in parts:
        parts.append(("table", ""))
    return parts


def _moment(spec: DocumentSpec) -> datetime:
    """The document's own date stands in for the clock, so that the bytes do not change from load to load."""
    return datetime.combine(date.fromisoformat(spec["date"]), datetime.min.time(), tzinfo=UTC)


class _Letter(FPDF):
    """A4 page with the office at the head and the page number at the foot."""

    def __init__(self, spec: DocumentSpec) -> None:
        super().__init__(format="A4")
        self.core_fonts_encoding = CODEPAGE
        self.office = printable(spec["letterhead"]).split("\n")
        self.heading = printable(spec["title"])
        self.day = german_date(date.fromisoformat(spec["date"]))
        self.set_margins(25, 20, 20)
        self.set_auto_page_break(auto=True, margin=25)
        self.set_title(self.heading)
        self.set_author(AUTHOR)
        self.set_lang(LANGUAGE)
        self.set_creation_date(_moment(spec))
        self.alias_nb_pages()

    def header(self) -> None:
        self.set_font("helvetica", "B", 10)
        self.cell(0, 5, self.office[0], new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font("helvetica", "", 9)
        for line in self.office[1:]:
            self.cell(0, 4.5, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1.5)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(6)

    def footer(self) -> None:
        self.set_y(-17)
        self.set_font("helvetica", "", 8)
        self.cell(0, 5, f"Seite {self.page_no()} von {{nb}}", align="R")

    def block(self, text: str, *, indent: float = 0, height: float = 5.4, mark: str = "") -> None:
        """A paragraph, its mark hanging in front of the indented lines."""
        if mark:
            self.cell(indent, height, mark)
        else:
            self.set_x(self.l_margin + indent)
        self.multi_cell(0, height, printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def rows(self, rows: list[list[str]]) -> None:
        """A table whose first row is its head."""
        self.ln(1)
        self.set_font("helvetica", "", 9.5 if len(rows[0]) < 6 else 8)
        with self.table(
            headings_style=FontFace(emphasis="BOLD", fill_color=(232, 236, 241)), line_height=5.4, text_align="LEFT"
        ) as table:
            for row in rows:
                table.row([printable(cell) for cell in row])
        self.ln(3)


def build_pdf(spec: DocumentSpec) -> bytes:
    """A PDF as an office would send it: text that can be read and searched, title and language set."""
    pdf = _Letter(spec)
    pdf.add_page()
    pdf.set_font("helvetica", "", 9.5)
    pdf.block(pdf.day)
    pdf.ln(3)
    pdf.set_font("helvetica", "B", 15)
    pdf.start_section(pdf.heading)
    pdf.block(spec["title"], height=7)
    pdf.ln(3)
    for kind, text in _parts(spec):
        if kind == "table":
            pdf.rows(spec.get("table", []))
            continue
        if kind == "heading":
            if pdf.will_page_break(25):
                pdf.add_page()
            pdf.ln(2)
            pdf.set_font("helvetica", "B", 11.5)
            pdf.start_section(printable(text), level=1)
            pdf.block(text, height=6)
            pdf.ln(0.8)
            continue
        pdf.set_font("helvetica", "", 10.5)
        if kind == "item":
            pdf.block(text, indent=5, mark="•")
            pdf.ln(0.8)
        elif kind == "tick":
            pdf.block(text, indent=8, mark="[  ]")
            pdf.ln(0.8)
        else:
            pdf.block(text)
            pdf.ln(2)
    return bytes(pdf.output())


def _field(run: Run, code: str) -> None:
    """Word counts pages itself through a field, which python-docx can only write as XML."""
    begin, instruction, end = OxmlElement("w:fldChar"), OxmlElement("w:instrText"), OxmlElement("w:fldChar")
    begin.set(qn("w:fldCharType"), "begin")
    instruction.text = code
    end.set(qn("w:fldCharType"), "end")
    for element in (begin, instruction, end):
        run._r.append(element)


def _write_page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run("Seite ")
    _field(paragraph.add_run(), "PAGE")


def _without_clock(data: bytes) -> bytes:
    """A ZIP file carries the time of writing in every entry; take it out."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return result.getvalue()


def build_docx(spec: DocumentSpec) -> bytes:
    """A Word file to take over and change: real headings, lists and table head, German as its language."""
    document = Document()
    moment = _moment(spec).replace(tzinfo=None)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = spec["title"], AUTHOR, AUTHOR
    properties.language, properties.comments, properties.revision = LANGUAGE, "", 1
    properties.created = properties.modified = moment

    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    normal.element.get_or_add_rPr().append(language)

    section = document.sections[0]
    office, *lines = spec["letterhead"].split("\n")
    head = section.header.paragraphs[0]
    head.add_run(office).bold = True
    for line in lines:
        head.add_run().add_break()
        head.add_run(line)
    _write_page_number(section.footer.paragraphs[0])

    document.add_paragraph(german_date(moment.date()))
    document.add_heading(spec["title"], level=1)
    for kind, text in _parts(spec):
        if kind == "heading":
            document.add_heading(text, level=2)
        elif kind == "item":
            document.add_paragraph(text, style="List Bullet")
        elif kind == "tick":
            document.add_paragraph(f"☐ {text}")
        elif kind == "text":
            document.add_paragraph(text)
        else:
            rows = spec.get("table", [])
            table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
            for row in rows:
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text = value
            table_head = OxmlElement("w:tblHeader")
            table.rows[0]._tr.get_or_add_trPr().append(table_head)
            for cell in table.rows[0].cells:
                for run in cell.paragraphs[0].runs:
                    run.bold = True
            document.add_paragraph()
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_clock(buffer.getvalue())


BUILDERS = {"pdf": build_pdf, "docx": build_docx}
