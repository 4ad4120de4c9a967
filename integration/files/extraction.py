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
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

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
    """What reading a file gave: its text, or a note that tells why there is none."""

    text: str = ""
    pages: int | None = None
    note: str = ""


class UnreadableError(Exception):
    """The child gave no text; the message is for people."""


def read_document(document: Document, *, reader_command: Sequence[str] = READER) -> None:
    """Read a document's file and write down its text, or why there is none; a file replaced meanwhile is left alone."""
    if document.file.storage.exists(document.file.name):
        reading = read_file(document.file.path, reader_command=reader_command)
    else:
        reading = Reading(note=_("The file is missing."))
    write_reading(document, reading)


def write_reading(document: Document, reading: Reading) -> None:
    """Write down what a reading gave, unless the document has another file by now."""
    state = Document.TextState.DONE if reading.text else Document.TextState.NONE
    Document.objects.filter(pk=document.pk, file=document.file.name).update(
        text=reading.text, text_state=state, text_note=reading.note[:200], pages=reading.pages
    )


def read_file(
    path: str, *, reader_command: Sequence[str] = READER, seconds: float = READ_SECONDS, memory: int = READ_MEMORY
) -> Reading:
    """Return the text of a file on disk. Never raises for what the file does to the reader."""
    try:
        found = json.loads(_run([*reader_command, path], seconds, memory))
        text, pages = clean_text(str(found["text"])), found["pages"]
    except UnreadableError as error:
        return Reading(note=str(error))
    except (ValueError, KeyError, TypeError):
        return Reading(note=_no_text())
    pages = pages if isinstance(pages, int) and 0 < pages < 1_000_000 else None
    return Reading(text, pages, "" if text else _("No readable text, perhaps a scan."))


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
        try:
            _limit(process.pid, seconds, memory)
            output = _output_of(process, deadline)
            if process.wait(timeout=max(0.1, deadline - time.monotonic())) != 0:
                raise UnreadableError(_no_text())
            return output
        except subprocess.TimeoutExpired:
            raise UnreadableError(_too_long()) from None
        finally:
            _kill(process)


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


def _output_of(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """Return what the child prints until it ends; `UnreadableError` at the deadline or when it is too much."""
    assert process.stdout is not None
    pieces: list[bytes] = []
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
                return b"".join(pieces)
            pieces.append(piece)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the child and everything that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
