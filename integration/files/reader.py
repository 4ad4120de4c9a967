"""Reads one file in a process of its own: `python -m integration.files.reader PATH [SECONDS]`.

Knows nothing of the portal, because a crafted file may make it crash, hang or take all memory: it may be killed.
Prints a JSON object with `text`, and `pages` where the format counts them; then one with the file's properties and
looks (`Found`), in a line of its own, so that the text is there even if looking further ends the process.
"""

import json
import signal
import sys
import zipfile
from collections.abc import Callable
from typing import Any

import pypdfium2
from kreuzberg import ConcurrencyConfig, ExtractionConfig, extract_file_sync

from integration.files.layout import Found
from integration.files.office_layout import look_at_office
from integration.files.pdf_layout import look_at_pdf, text_of_pdf

SECONDS = 20  # longer than the worker waits: this ends a reader whose worker was killed
MAX_TEXT = 1_200_000  # characters handed over; the portal keeps fewer
OFFICE = {
    b"word/document.xml": "docx",
    b"ppt/presentation.xml": "pptx",
    b"xl/workbook.xml": "xlsx",
    b"content.xml": "odt",
}


def main(path: str, seconds: int = SECONDS) -> None:
    """Print what the file says; the system ends the process after so many seconds, whatever the library does."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    with open(path, "rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    if is_pdf:
        read_pdf(path)
    else:
        read_office(path)


def read_pdf(path: str) -> None:
    """Print a PDF's text, then its looks."""
    document = pypdfium2.PdfDocument(path)
    _print({"text": text_of_pdf(document, MAX_TEXT), "pages": len(document)})
    _print_found(lambda: look_at_pdf(document))


def read_office(path: str) -> None:
    """Print an office file's text, then its looks."""
    config = ExtractionConfig(
        use_cache=False,
        disable_ocr=True,  # type: ignore[call-arg]
        enable_quality_processing=False,
        max_concurrent_extractions=1,
        concurrency=ConcurrencyConfig(max_threads=1),
    )
    result = extract_file_sync(path, config=config)
    counted = result.metadata.get("pages") or {}
    pages = counted.get("total_count") if counted.get("unit_type") == "slide" else None
    _print({"text": result.content[:MAX_TEXT], "pages": int(pages) if pages else None})
    _print_found(lambda: look_at_office(path, _office_kind(path)))


def _office_kind(path: str) -> str:
    with zipfile.ZipFile(path) as package:
        names = {name.encode() for name in package.namelist()}
    return next((kind for name, kind in OFFICE.items() if name in names), "")


def _print(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _print_found(look: Callable[[], Found]) -> None:
    """Looks are a help, not the purpose: without them the text alone is handed over."""
    try:
        found = look()
    except Exception:
        found = Found()
    _print(found.as_json())


if __name__ == "__main__":
    main(sys.argv[1], *(int(seconds) for seconds in sys.argv[2:3]))
