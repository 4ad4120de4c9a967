"""Which documents are taken, and that every refusal is a German sentence that says what to do."""

import io
import struct
import zipfile

import pytest
from django.core.exceptions import ValidationError

from integration.files.upload_handlers import RefusedUpload
from integration.files.validation import validate_document
from tests.factories import pdf_bytes, png_bytes
from tests.files import samples
from tests.files.samples import EICAR, SOUND, docx_bytes, odt_bytes, upload, with_entries, xlsx_bytes, zip_bytes

MEGABYTE = 1024 * 1024


def refusal(name, content):
    """Return the code and the message with which a file is refused."""
    with pytest.raises(ValidationError) as caught:
        validate_document(upload(name, content))
    return caught.value.code, caught.value.messages[0]


@pytest.mark.parametrize("extension", SOUND)
def test_sound_files_of_every_type_are_taken(extension):
    file = upload(f"Konzept.{extension}", SOUND[extension]())
    validate_document(file)
    assert file.read(2)  # back at the start


@pytest.mark.parametrize("extension", SOUND)
def test_an_upper_case_extension_is_taken(extension):
    validate_document(upload(f"KONZEPT.{extension.upper()}", SOUND[extension]()))


@pytest.mark.parametrize("named", SOUND)
@pytest.mark.parametrize("is_really", SOUND)
def test_the_extension_must_match_the_content(named, is_really):
    if named == is_really:
        return
    code, message = refusal(f"Konzept.{named}", SOUND[is_really]())
    assert code == "extension"
    assert f".{named}" in message
    assert f".{is_really}" in message


def test_empty_files_are_refused():
    code, message = refusal("Leer.pdf", b"")
    assert code == "empty"
    assert "Diese Datei ist leer" in message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Seite.pdf", b"<!DOCTYPE html><html><script>alert(1)</script></html>"),
        ("Programm.pdf", b"MZ\x90\x00" + bytes(500)),
        ("Programm.exe", b"MZ\x90\x00" + bytes(500)),
        ("Bild.pdf", png_bytes()),
        ("Bild.png", png_bytes()),
        ("Zeichnung.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("Zeichnung.pdf", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
        ("Text.pdf", b"nur Text"),
        ("Konzept", pdf_bytes()),
        ("Konzept.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("Geheim.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("Tabelle.ods", samples.ods_bytes()),
        ("Tabelle.odt", samples.ods_bytes()),
        ("Archiv.docx", zip_bytes({"a.txt": b"a"})),
        ("Archiv.zip", zip_bytes({"a.txt": b"a"})),
        ("Kopf.pdf", b"junk\n" + pdf_bytes()),
    ],
)
def test_other_types_are_refused_whatever_they_are_called(name, content):
    code, message = refusal(name, content)
    assert code == "type"
    assert "Bitte" in message


def test_the_message_names_what_a_file_seems_to_be():
    assert "(.html)" in refusal("Seite.pdf", b"<!DOCTYPE html><html></html>")[1]
    assert "Kennwort" in refusal("Geheim.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))[1]


@pytest.mark.parametrize(
    "content",
    [
        pdf_bytes() + zip_bytes({"a.txt": b"a"}),
        pdf_bytes() + b"<html><script>alert(1)</script></html>",
        pdf_bytes().replace(b"\n", b"\n%<script>alert(1)</script>\n", 1),
        pdf_bytes() + zip_bytes({"a.txt": b"a"})[:-2] + b"\x05\x00%%EOF",
    ],
    ids=["zip behind", "html behind", "html in front", "zip whose comment is the end mark"],
)
def test_pdfs_that_are_something_else_as_well_are_refused(content):
    code, message = refusal("Zwitter.pdf", content)
    assert code in {"hidden", "damaged"}
    assert "Bitte" in message


def test_half_a_pdf_is_refused():
    assert refusal("Halb.pdf", pdf_bytes("Ein Text " * 200, pages=3)[:2000])[0] == "damaged"


def test_a_pdf_with_line_ends_behind_its_end_is_taken():
    validate_document(upload("Konzept.pdf", pdf_bytes() + b"\r\n\x00"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Test.pdf", EICAR),
        ("Test.pdf", pdf_bytes().replace(b"%%EOF", b"%" + EICAR + b"\n%%EOF")),
        ("Test.docx", with_entries(docx_bytes(), {"word/media/a.bin": EICAR})),
    ],
)
def test_the_test_virus_is_refused(name, content):
    code, message = refusal(name, content)
    assert code == "virus"
    assert "Virenscanner" in message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Makro.docx", with_entries(docx_bytes(), {"word/vbaProject.bin": b"x"})),
        (
            "Makro.docx",
            with_entries(
                docx_bytes(),
                {"[Content_Types].xml": f'<Types><Override ContentType="{samples.MACRO_TYPE}"/></Types>'.encode()},
            ),
        ),
        ("Makro.odt", with_entries(odt_bytes(), {"Basic/Standard/Modul1.xml": b"<x/>"})),
        (
            "Makro.docx",
            with_entries(docx_bytes(), {"word/e.xlsx": with_entries(xlsx_bytes(), {"xl/vbaProject.bin": b"x"})}),
        ),
    ],
)
def test_macros_are_refused(name, content):
    code, message = refusal(name, content)
    assert code == "macros"
    assert "ohne Makros" in message


@pytest.mark.parametrize(
    "entries",
    [
        {"word/embeddings/a.exe": b"x"},
        {"word/embeddings/a.bin": b"MZ" + bytes(100)},
        {"../../etc/cron.d/a": b"x"},
        {"/etc/passwd": b"x"},
        {"word/embeddings/a.bin": zip_bytes({"b.txt": b"x"})},
    ],
)
def test_programs_archives_and_paths_inside_are_refused(entries):
    assert refusal("Paket.docx", with_entries(docx_bytes(), entries))[0] == "program"


def test_a_workbook_inside_a_document_is_taken():
    validate_document(
        upload("Bericht.docx", with_entries(docx_bytes(), {"word/embeddings/Tabelle1.xlsx": xlsx_bytes()}))
    )


def bomb_with_lying_sizes():
    """Return a package whose directory says that an entry of 400 MB has 40 bytes."""
    content = bytearray(with_entries(docx_bytes(), {"word/big.xml": bytes(40 * MEGABYTE)}))
    at = content.rfind(b"word/big.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<L", 40)
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        with_entries(docx_bytes(), {"word/big.xml": bytes(40 * MEGABYTE)}),
        with_entries(docx_bytes(), {f"word/{number}.xml": b"" for number in range(10_001)}),
        with_entries(docx_bytes(), {"word/e.xlsx": with_entries(xlsx_bytes(), {"xl/big.xml": bytes(40 * MEGABYTE)})}),
        with_entries(
            docx_bytes(), {"word/e.xlsx": with_entries(xlsx_bytes(), {"xl/e.xlsx": with_entries(xlsx_bytes(), {})})}
        ),
        bomb_with_lying_sizes(),
    ],
    ids=["ratio", "entries", "nested", "too deep", "lying"],
)
def test_zip_bombs_are_refused(content):
    assert len(content) < 3 * MEGABYTE
    assert refusal("Bombe.docx", content)[0] in {"trap", "damaged"}


def test_overlapping_entries_count_as_often_as_they_are_listed():
    """The directory lists one entry of 9 MB a hundred times over."""
    buffer = io.BytesIO(with_entries(docx_bytes(), {}))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/kernel.xml", bytes(9 * MEGABYTE))
        kernel = package.getinfo("word/kernel.xml")
        package.filelist += [kernel] * 100
    assert refusal("Bombe.docx", buffer.getvalue())[0] == "trap"


@pytest.mark.parametrize(
    "content",
    [docx_bytes()[:-200], docx_bytes() + b"<html></html>", docx_bytes()[:2000] + bytes(500) + docx_bytes()[2500:]],
    ids=["cut off", "something behind", "overwritten"],
)
def test_damaged_packages_are_refused(content):
    assert refusal("Kaputt.docx", content)[0] == "damaged"


def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(settings):
    assert settings.MAX_UPLOAD_MB == 50
    validate_document(upload("Groß.pdf", samples.pdf_of_size(50 * MEGABYTE)))
    code, message = refusal("Groß.pdf", samples.pdf_of_size(50 * MEGABYTE + 1))
    assert code == "too_large"
    assert "größer als 50 MB" in message


def test_uploads_whose_bytes_were_not_kept_are_refused_with_the_reason():
    def refused(reason):
        with pytest.raises(ValidationError) as caught:
            validate_document(RefusedUpload(name="Groß.pdf", size=10, refusal=reason, content_type=None))
        return caught.value.code

    assert refused("too_large") == "too_large"
    assert refused("no_room") == "no_room"
