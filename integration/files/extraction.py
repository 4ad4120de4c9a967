"""The text of a document, read by a child process that may be killed, so that the search finds words inside files."""

import json
import os
import re
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from integration.files.layout import CELL, Found
from integration.files.models import Document

READ_SECONDS = 10.0  # wall clock; then the child is killed
READ_MEMORY = 512 * 1024 * 1024  # bytes of address space
READ_DISK = 16 * 1024 * 1024  # bytes of one file in the child's own folder: it unpacks its PDF library there
MAX_OUTPUT = 16 * 1024 * 1024  # bytes of JSON
MAX_TEXT = 1_000_000  # characters kept
READER = (sys.executable, "-m", "integration.files.reader")

HYPHENATED = re.compile(
    r"(?<=\w)[-\u00ad\u2010]\n\s*(?!(?:und|oder|bzw|sowie)\b)(?=[a-zäöüß])"
)  # "Sprach-\nmittlung" is one word
SPACES = re.compile(r"[^\S\n]+")
EMPTY_LINES = re.compile(r"\n\s*\n+")
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


@dataclass(frozen=True)
class Reading:
    """What reading a file gave: its text, or a note that tells why there is none, and what it says about itself."""

    text: str = ""
    pages: int | None = None
    note: str = ""
    found: Found = field(default_factory=Found)


class UnreadableError(Exception):
    """The child gave no text; the message is for people."""


def read_document(
    document: Document, *, reader_command: Sequence[str] = READER, seconds: float = READ_SECONDS
) -> Reading:
    """Read a document's file and write down its text, or why there is none; a file replaced meanwhile is left alone.

    Whoever waits for it passes fewer seconds, and writes nothing down when they did not do: see `read_in_time`.
    """
    reading = _read(document, reader_command, seconds)
    write_reading(document, reading)
    return reading


def read_in_time(document: Document, *, seconds: float, reader_command: Sequence[str] = READER) -> Reading | None:
    """Read a document while somebody waits; None if that takes longer, and then the worker reads it later."""
    reading = _read(document, reader_command, seconds)
    if not reading.text and reading.note == _too_long():
        return None
    write_reading(document, reading)
    return reading


def reading_of(document: Document) -> Reading:
    """Return what was written down when the document was read."""
    found = Found.from_json(document.found, _clean_line)
    return Reading(document.text, document.pages, document.text_note, found)


def write_reading(document: Document, reading: Reading) -> None:
    """Write down what a reading gave, unless the document has another file by now."""
    state = Document.TextState.DONE if reading.text else Document.TextState.NONE
    Document.objects.filter(pk=document.pk, file=document.file.name).update(
        text=reading.text,
        text_state=state,
        text_note=reading.note[:200],
        pages=reading.pages,
        found=reading.found.as_json(),
    )


def read_file(
    path: str, *, reader_command: Sequence[str] = READER, seconds: float = READ_SECONDS, memory: int = READ_MEMORY
) -> Reading:
    """Return the text of a file on disk and its looks. Never raises for what the file does to the reader."""
    try:
        values = _values(_run([*reader_command, path], seconds, memory))
        text, pages = clean_text(str(values[0]["text"])), values[0]["pages"]
    except UnreadableError as error:
        return Reading(note=str(error))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Reading(note=_no_text())
    found = Found.from_json(values[1] if len(values) > 1 else None, _clean_line)
    pages = pages if isinstance(pages, int) and not isinstance(pages, bool) and 0 < pages < 1_000_000 else None
    text = clean_text(_with_headers(text, found))
    return Reading(text, pages, "" if text else _("No readable text, perhaps a scan."), found)


def _read(document: Document, reader_command: Sequence[str], seconds: float) -> Reading:
    if not document.file.storage.exists(document.file.name):
        return Reading(note=_("The file is missing."))
    return read_file(document.file.path, reader_command=reader_command, seconds=seconds)


def _values(output: bytes) -> list[Any]:
    """Return what the reader printed, one JSON value in each line; the last may be cut off."""
    first, _break, rest = output.partition(b"\n")
    values = [json.loads(first)]
    with suppress(ValueError, RecursionError):
        values.append(json.loads(rest))
    return values


def _with_headers(text: str, found: Found) -> str:
    """Return the text with the letterhead before it, which an office file keeps outside its text."""
    known = " ".join(text.split())
    headers = dict.fromkeys(" ".join(line.text.split()) for line in found.lines if line.place == "header")
    return "\n".join([header for header in headers if header not in known] + [text]) if text else text


def _clean_line(text: str) -> str:
    """Return a line of the looks as `clean_text` does, with its tabs, which part cells."""
    cells = (clean_text(cell) for cell in text.split(CELL))
    return CELL.join(cell for cell in cells if cell)


def clean_text(text: str) -> str:
    """Return text as the search wants it: composed letters, words joined at line ends, no control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(LIGATURES))
    text = HYPHENATED.sub("", text).replace("\u00ad", "")
    text = "".join(
        character if character in "\n\t" or unicodedata.category(character)[0] != "C" else " " for character in text
    )
    return EMPTY_LINES.sub("\n\n", SPACES.sub(" ", text)).strip()[:MAX_TEXT]


def _no_text() -> str:
    return _("No readable text: the file could not be read.")


def _run(command: list[str], seconds: float, memory: int) -> bytes:
    """Run the reader within its bounds and return what it printed; its whole process group is killed at the end."""
    with tempfile.TemporaryDirectory(prefix="portal-read-") as folder:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=_environment(folder),
            start_new_session=True,
        )
        deadline = time.monotonic() + seconds
        pieces: list[bytes] = []
        try:
            _limit(process.pid, seconds, memory)
            _collect(process, deadline, pieces)
            if process.wait(timeout=max(0.1, deadline - time.monotonic())) != 0:
                raise UnreadableError(_no_text())
        except subprocess.TimeoutExpired:
            if not _has_text(pieces):
                raise UnreadableError(_too_long()) from None
        except UnreadableError:
            if not _has_text(pieces):
                raise
        finally:
            _kill(process)
    return b"".join(pieces)


def _has_text(pieces: list[bytes]) -> bool:
    """Return whether a reader that failed had handed over the text before, in a whole line."""
    return b"\n" in b"".join(pieces)[:-1] or bool(pieces and pieces[-1].endswith(b"}\n"))


def _too_long() -> str:
    return _("No readable text: reading the file took too long.")


def _environment(folder: str) -> dict[str, str]:
    """The child knows where its code is and nothing else, no secret of the portal above all."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(settings.BASE_DIR),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "1",
    }


def _limit(pid: int, seconds: float, memory: int) -> None:
    """Bound the child from outside, so that whatever command runs is bound."""
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: int(seconds) + 1,
        resource.RLIMIT_FSIZE: READ_DISK,
        resource.RLIMIT_CORE: 0,
    }
    if sys.platform == "linux":
        with suppress(ProcessLookupError):  # it has ended already
            for name, value in limits.items():
                resource.prlimit(pid, name, (value, value))


def _collect(process: subprocess.Popen[bytes], deadline: float, pieces: list[bytes]) -> None:
    """Collect what the child prints until it ends; `UnreadableError` at the deadline or when it is too much."""
    assert process.stdout is not None
    size = 0
    with process.stdout, selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise UnreadableError(_too_long())
            piece = os.read(process.stdout.fileno(), 1 << 16)
            size += len(piece)
            if size > MAX_OUTPUT:
                raise UnreadableError(_no_text())
            if not piece:
                return
            pieces.append(piece)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the child and everything that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
