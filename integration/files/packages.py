"""Office files are zip packages: what is inside decides what they are, and nothing in them may be a trap."""

import re
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_ENTRIES = 10_000
MAX_UNPACKED = 300 * 1024 * 1024  # bytes, of all entries and of packages inside them
MAX_RATIO = 100  # unpacked bytes for each packed one ...
RATIO_FREE = 10 * 1024 * 1024  # ... looked at from this many unpacked bytes on: small files may be repetitive
MAX_DEPTH = 2  # a presentation holds workbooks; a package inside those is a trap
CHUNK = 256 * 1024
SPOOLED = 8 * 1024 * 1024  # bytes of an inner package that stay in memory
MARKERS = {"[Content_Types].xml", "mimetype"}  # of office packages
END_RECORD = 22  # bytes of the last record of a zip file without a comment

# Put together at run time: no file of ours, compiled ones included, holds what a scanner looks for
EICAR = b"".join((b"X5O!P%@AP[4\\PZX54(P^)7CC)7}", b"$EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!"))

OPEN_XML = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    f"{OPEN_XML}wordprocessingml.document.main+xml": "docx",
    f"{OPEN_XML}presentationml.presentation.main+xml": "pptx",
    f"{OPEN_XML}spreadsheetml.sheet.main+xml": "xlsx",
}
OPEN_DOCUMENT = {b"application/vnd.oasis.opendocument.text": "odt"}
MACRO_ENTRY = re.compile(r"(^|/)(vbaProject(Signature)?\w*\.bin|vbaData\.xml)$|^(Basic|Scripts)/.", re.IGNORECASE)
PROGRAM_ENTRY = re.compile(
    r"\.(exe|dll|com|scr|pif|cpl|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|jar|sh|zip|rar|7z|iso|gz)$", re.IGNORECASE
)

DAMAGED = _("This file is damaged. Please save it again in its program and choose it once more.")
TRAP = _("This file unpacks to far more than it shows. Please save it again in its program, or as a PDF.")
MACROS = _("This file contains macros, which others cannot open safely. Please save it without macros, or as a PDF.")
PROGRAM = _("This file contains another program or archive. Please remove what is embedded, or save it as a PDF.")
VIRUS = _("This file was refused because it is known to virus scanners. Please ask your IT department.")


@dataclass
class Budget:
    """What all entries together may still cost."""

    packed: int
    entries: int = 0
    unpacked: int = 0

    def spend(self, *, entries: int = 0, unpacked: int = 0) -> None:
        """Raise `ValidationError` when it is used up."""
        self.entries += entries
        self.unpacked += unpacked
        too_dense = self.unpacked > RATIO_FREE and self.unpacked > self.packed * MAX_RATIO
        if self.entries > MAX_ENTRIES or self.unpacked > MAX_UNPACKED or too_dense:
            raise ValidationError(TRAP, code="trap")


def package_kind(file: IO[bytes], size: int) -> str | None:
    """Return "docx", "pptx", "xlsx" or "odt" for a sound package, None for any other zip file.

    Raises `ValidationError` for one that is damaged, is a zip bomb, hides something, or carries macros.
    """
    try:
        return _checked_kind(file, size)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise ValidationError(DAMAGED, code="damaged") from None


def _checked_kind(file: IO[bytes], size: int) -> str | None:
    _refuse_foreign_ends(file, size)
    budget = Budget(packed=size)
    with zipfile.ZipFile(file) as package:
        # Declared sizes first: they cost nothing and stop most bombs
        budget.spend(entries=len(package.infolist()), unpacked=sum(entry.file_size for entry in package.infolist()))
        kind = _kind(package)
        if kind is not None:
            _read_through(package, Budget(packed=size), depth=1)
    return kind


def _refuse_foreign_ends(file: IO[bytes], size: int) -> None:
    """A package begins with its first entry and ends with its last record: nothing stands before or behind."""
    file.seek(max(0, size - END_RECORD))
    tail = file.read(END_RECORD)
    file.seek(0)
    if len(tail) < END_RECORD or not tail.startswith(b"PK\x05\x06") or file.read(4) != b"PK\x03\x04":
        raise ValidationError(DAMAGED, code="damaged")
    directory_size, directory_start = struct.unpack("<LL", tail[12:20])
    if directory_start != 0xFFFFFFFF and directory_start + directory_size > size - END_RECORD:
        raise ValidationError(DAMAGED, code="damaged")
    file.seek(0)


def _kind(package: zipfile.ZipFile) -> str | None:
    names = package.namelist()
    kind = None
    if "[Content_Types].xml" in names:
        declared = _head(package, "[Content_Types].xml").decode("utf-8", "replace")
        if "macroEnabled" in declared or "vbaProject" in declared:
            raise ValidationError(MACROS, code="macros")
        found = {kind for content_type, kind in MAIN_PARTS.items() if content_type in declared}
        kind = found.pop() if len(found) == 1 else None
    elif "mimetype" in names:
        kind = OPEN_DOCUMENT.get(_head(package, "mimetype").strip())
    if kind is not None:
        for name in names:
            if MACRO_ENTRY.search(name):
                raise ValidationError(MACROS, code="macros")
            if PROGRAM_ENTRY.search(name) or name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name):
                raise ValidationError(PROGRAM, code="program")
    return kind


def _head(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as member:
        return member.read(CHUNK)


def _read_through(package: zipfile.ZipFile, budget: Budget, depth: int) -> None:
    """Unpack every entry piece by piece: sizes and checksums must be true, packages inside count as well."""
    budget.spend(entries=len(package.infolist()))
    for entry in package.infolist():
        with package.open(entry) as member, tempfile.SpooledTemporaryFile(max_size=SPOOLED) as inner:
            head = member.read(CHUNK)
            is_package = head.startswith(b"PK\x03\x04")
            if is_package and depth >= MAX_DEPTH:
                raise ValidationError(TRAP, code="trap")
            if EICAR in head:
                raise ValidationError(VIRUS, code="virus")
            if head.startswith(b"MZ"):
                raise ValidationError(PROGRAM, code="program")
            chunk = head
            while chunk:
                budget.spend(unpacked=len(chunk))
                if is_package:
                    inner.write(chunk)
                chunk = member.read(CHUNK)
            if is_package:
                with zipfile.ZipFile(inner) as nested:
                    if _kind(nested) is None and not MARKERS.intersection(nested.namelist()):
                        raise ValidationError(PROGRAM, code="program")
                    _read_through(nested, budget, depth + 1)
