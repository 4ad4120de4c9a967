"""Real files of each type, made on the spot, and crooked ones."""

import io
import zipfile
from collections.abc import Mapping

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as WordDocument
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.text import P
from pptx import Presentation

from tests.factories import pdf_bytes

EICAR = b"".join((b"X5O!P%@AP[4\\PZX54(P^)7CC)7}", b"$EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"))
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"


def docx_bytes(text: str = "Ein Text") -> bytes:
    document = WordDocument()
    document.add_paragraph(text)
    return _saved(document)


def pptx_bytes(text: str = "Ein Text") -> bytes:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[0])
    slide.shapes.title.text = text
    return _saved(presentation)


def xlsx_bytes(text: str = "Ein Text") -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = text
    return _saved(workbook)


def odt_bytes(text: str = "Ein Text") -> bytes:
    document = OpenDocumentText()
    document.text.addElement(P(text=text))
    return _saved(document)


def ods_bytes() -> bytes:
    return _saved(OpenDocumentSpreadsheet())


def _saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def zip_bytes(entries: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return buffer.getvalue()


def with_entries(package: bytes, entries: Mapping[str, bytes]) -> bytes:
    """Return an office file with further or other entries."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return zip_bytes({name: source.read(name) for name in source.namelist()} | dict(entries))


def pdf_of_size(size: int) -> bytes:
    """Return a PDF of exactly so many bytes."""
    pdf = pdf_bytes("Ein Text")
    head, rest = pdf.split(b"\n", 1)
    padding = size - len(pdf)
    return head + b"\n%" + b" " * (padding - 2) + b"\n" + rest


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


SOUND = {
    "pdf": pdf_bytes,
    "docx": docx_bytes,
    "pptx": pptx_bytes,
    "xlsx": xlsx_bytes,
    "odt": odt_bytes,
}
