"""The demo's documents are real ones: their text is in them, and the same text gives the same bytes."""

import io
from datetime import date

import pytest
from docx import Document
from pypdf import PdfReader

from home.demo_files import BUILDERS, DocumentSpec, build_docx, build_pdf, german_date, printable

SPEC: DocumentSpec = {
    "letterhead": "Stadt Lindlohe\nAmt für Soziales",
    "title": "Gebühren für Unterkünfte",
    "paragraphs": [
        "Der Rat beschließt „einstimmig“ – mit Frist.",
        "## Kalkulation",
        "- Größe der Räume",
        "[table]",
        "- [ ] Protokoll unterschrieben",
        "Übergabe an die Kämmerei.",
    ],
    "table": [["Kostenart", "Betrag"], ["Energie", "176.900 €"]],
    "date": "2025-03-09",
}
WORDS = (
    "Stadt Lindlohe",
    "Amt für Soziales",
    "Gebühren für Unterkünfte",
    "Der Rat beschließt „einstimmig“ – mit Frist.",
    "Kalkulation",
    "Größe der Räume",
    "Kostenart",
    "176.900 €",
    "Protokoll unterschrieben",
    "Übergabe an die Kämmerei.",
    "9. März 2025",
)


def text_of_docx(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    lines = [paragraph.text for paragraph in [*document.sections[0].header.paragraphs, *document.paragraphs]]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def test_every_word_comes_back_out_of_the_pdf() -> None:
    text = PdfReader(io.BytesIO(build_pdf(SPEC))).pages[0].extract_text()
    for word in WORDS:
        assert word in text
    assert "Seite 1 von 1" in text


def test_every_word_comes_back_out_of_the_word_file() -> None:
    text = text_of_docx(build_docx(SPEC))
    for word in WORDS:
        assert word in text
    assert "[table]" not in text
    assert "## " not in text


def test_the_pdf_names_its_title_and_language_and_is_a4() -> None:
    reader = PdfReader(io.BytesIO(build_pdf(SPEC)))
    assert reader.metadata is not None
    assert reader.metadata.title == SPEC["title"]
    assert reader.trailer["/Root"]["/Lang"] == "de-DE"
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == [SPEC["title"]]


def test_the_word_file_has_headings_lists_and_a_title() -> None:
    document = Document(io.BytesIO(build_docx(SPEC)))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert styles["Gebühren für Unterkünfte"] == "Heading 1"
    assert styles["Kalkulation"] == "Heading 2"
    assert styles["Größe der Räume"] == "List Bullet"
    assert document.core_properties.title == SPEC["title"]


@pytest.mark.parametrize("kind", sorted(BUILDERS))
def test_the_same_text_gives_the_same_bytes(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = BUILDERS[kind](SPEC)
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert BUILDERS[kind](SPEC) == first
    assert BUILDERS[kind]({**SPEC, "date": "2025-03-10"}) != first


def test_long_texts_run_over_several_numbered_pages() -> None:
    long: DocumentSpec = {**SPEC, "paragraphs": ["Ein Absatz, der sich wiederholt. " * 20] * 15}
    reader = PdfReader(io.BytesIO(build_pdf(long)))
    count = len(reader.pages)
    assert count > 1
    assert f"Seite {count} von {count}" in reader.pages[-1].extract_text()
    assert "Stadt Lindlohe" in reader.pages[-1].extract_text()


def test_a_table_without_a_mark_comes_last() -> None:
    spec: DocumentSpec = {**SPEC, "paragraphs": ["Anfang."]}
    text = PdfReader(io.BytesIO(build_pdf(spec))).pages[0].extract_text()
    assert text.index("Anfang.") < text.index("Kostenart")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Aydın", "Aydin"),
        ("Petrović", "Petrovic"),
        ("Paweł", "Pawel"),
        ("„größer“ – 5 €", "„größer“ – 5 €"),
        ("字", "?"),
    ],
)
def test_letters_that_the_built_in_fonts_lack_keep_their_base(given: str, shown: str) -> None:
    assert printable(given) == shown


def test_documents_are_dated_in_german() -> None:
    assert german_date(date(2024, 12, 1)) == "1. Dezember 2024"
