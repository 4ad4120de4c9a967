"""Documents that are taken and cost too much to read: a note, and the file stays; names that would mislead."""

import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from integration.files.extraction import read_file
from integration.files.models import Document
from integration.files.services import store_document
from integration.files.validation import validate_document
from tests.files.samples import EICAR, pdf_of_size, upload, zip_bytes

MEGABYTE = 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = [
    "../../../etc/cron.d/a.pdf",
    "a\x00b.pdf",
    "Rechnung\u202efdp.exe.pdf",
    "Kopf\r\nX-Injected: 1.pdf",
    'a"; filename="b.exe.pdf',
    "x" * 300 + ".pdf",
    "Förderung für Städte 🏠.pdf",
]


def pdf_with_stream(stream, filters):
    """Return a PDF of one page whose content is packed like this."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter %s>>stream\n%s\nendstream" % (len(stream), filters, stream),
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table)


def packed(megabytes):
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(b" " * MEGABYTE) for _number in range(megabytes)] + [packer.flush()])


@pytest.mark.sweep
@pytest.mark.parametrize("twice", [False, True])
def test_a_pdf_that_unpacks_to_more_than_a_gigabyte_costs_a_note(twice, tmp_path):
    stream = packed(1200)
    content = (
        pdf_with_stream(zlib.compress(stream, 9), b"[/FlateDecode /FlateDecode]")
        if twice
        else pdf_with_stream(stream, b"/FlateDecode")
    )
    assert len(content) < 2 * MEGABYTE
    validate_document(upload("Bombe.pdf", content))
    path = tmp_path / "bombe.pdf"
    path.write_bytes(content)
    reading = read_file(str(path))
    assert (reading.text, bool(reading.note)) == ("", True)


@pytest.mark.sweep
@pytest.mark.django_db
def test_a_document_of_50_megabytes_is_read_or_left_and_kept(member, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    file = upload("Groß.pdf", pdf_of_size(50 * MEGABYTE))
    validate_document(file)
    document = store_document(upload=file, user=member)
    call_command("worker", once=True)
    document = Document.objects.get(pk=document.pk)
    assert document.text_state != Document.TextState.PENDING
    assert document.text or document.text_note
    assert document.file.size == 50 * MEGABYTE


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_crooked_name_is_safe_in_header_and_address(name, member, signed_in):
    document = store_document(upload=upload(name, pdf_of_size(2000)), user=member)
    response = signed_in(member).get(document.url)
    assert response.status_code == 200
    header = response["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert header.isascii()
    assert header.isprintable()
    assert "X-Injected" not in response.headers
    assert ".." not in header
    assert ".exe" not in header or header.rstrip('"').endswith(".pdf")


def test_no_file_of_the_sources_would_wake_a_virus_scanner():
    whole = EICAR
    for folder in ("integration", "tests"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in {".py", ".pyc", ".html", ".csv", ".json"}:
                assert whole not in path.read_bytes(), path


def test_an_archive_that_only_looks_like_an_office_file_is_named():
    with pytest.raises(ValidationError) as caught:
        validate_document(upload("Konzept.docx", zip_bytes({"a.html": b"<html>", "[Content_Types].xml": b"<Types/>"})))
    assert caught.value.code == "type"
    assert "Bitte" in caught.value.messages[0]
