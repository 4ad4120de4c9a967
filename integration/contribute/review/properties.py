"""Title and author that a file carries in its properties, read from its first and last bytes without a parser."""

import re
import zipfile
from dataclasses import dataclass
from typing import IO

from integration.files.models import Document

ENDS = 256 * 1024  # bytes at the beginning and the end of a PDF that are looked at
CORE = 64 * 1024  # bytes of an office file's properties
OFFICE = ("docx", "pptx", "xlsx")
PDF_TITLE = re.compile(
    rb"/Title\s*(?:\((?!\s*\))|<(?!>|FEFF>|feff>)[0-9A-Fa-f])|<dc:title>.{0,200}?<rdf:li[^>]*>\s*[^<\s]", re.S
)
PDF_INFO = re.compile(rb"/(?:Producer|Creator|CreationDate)\s*[(<]|<x:xmpmeta")
PDF_AUTHOR = re.compile(rb"/Author\s*\(((?:[^()\\]|\\.){1,80})\)")
OFFICE_AUTHOR = re.compile(r"<dc:creator>([^<]{1,80})</dc:creator>")
NOBODY = re.compile(r"microsoft|office|user|benutzer|admin|unknown|unbekannt|python|libreoffice", re.IGNORECASE)


@dataclass(frozen=True)
class Properties:
    """`has_title` is None where nobody can tell without reading the whole file."""

    has_title: bool | None = None
    author: str = ""


def properties_of(document: Document) -> Properties:
    """Return what the properties of a file tell; nothing of one that cannot be read."""
    try:
        with document.file.open("rb") as file:
            if document.extension == "pdf":
                return _of_pdf(file, document.file.size)
            if document.extension in OFFICE:
                return _of_office(file)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return Properties()
    return Properties()


def _of_pdf(file: IO[bytes], size: int) -> Properties:
    ends = file.read(ENDS)
    if size > ENDS:
        file.seek(max(ENDS, size - ENDS))
        ends += b"\n" + file.read(ENDS)
    has_title: bool | None = None
    if PDF_TITLE.search(ends):
        has_title = True
    elif PDF_INFO.search(ends) or (size <= 2 * ENDS and b"/ObjStm" not in ends):
        has_title = False
    author = PDF_AUTHOR.search(ends)
    return Properties(has_title, _name(author[1]) if author else "")


def _of_office(file: IO[bytes]) -> Properties:
    with zipfile.ZipFile(file) as package, package.open("docProps/core.xml") as core:
        author = OFFICE_AUTHOR.search(core.read(CORE).decode("utf-8", "replace"))
    return Properties(author=_name(author[1].encode()) if author else "")


def _name(raw: bytes) -> str:
    """Return a readable name, or nothing where a program signed."""
    if raw.startswith(b"\xfe\xff"):
        text = raw[2:].decode("utf-16-be", "replace")
    else:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
    text = "".join(sign for sign in text if sign.isprintable()).strip()
    return "" if NOBODY.search(text) or "\\" in text else text
