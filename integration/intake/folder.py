"""What the portal proposes for every file of a folder, without a database."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from integration.files.extraction import Reading, read_file
from integration.files.validation import validate_document
from integration.intake.kinds import KINDS
from integration.intake.suggest import Suggestion, suggest


def files_in(folder: Path) -> list[Path]:
    """Return all files below a folder, by their path relative to it."""
    found = [Path(parent, name) for parent, _folders, names in os.walk(folder) for name in names]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def rows(folder: Path, paths: list[Path]) -> Iterator[dict[str, Any]]:
    """Yield one row per file, whatever the file is."""
    for path in paths:
        begun = time.monotonic()
        reading = look_at(path)
        name = os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")
        suggestion = suggest(reading, file_name=name.rpartition("/")[2])
        row = as_row(suggestion, reading)
        yield (
            {"file": name}
            | row
            | {
                "seconds": round(time.monotonic() - begun, 3),
                "note": reading.note or None,
            }
        )


def look_at(path: Path) -> Reading:
    """Read a file as the form does: one that it would refuse gets the refusal as its note."""
    try:
        if not path.is_file():
            return Reading(note=_("No readable text: this is no file."))
        with path.open("rb") as file:
            validate_document(UploadedFile(file, path.name, size=path.stat().st_size))
    except ValidationError as error:
        return Reading(note=" ".join(error.messages))
    except OSError:
        return Reading(note=_("No readable text: the file could not be opened."))
    return read_file(str(path.resolve()))


def as_row(suggestion: Suggestion, reading: Reading) -> dict[str, Any]:
    """Return the suggestion in German words; what is unknown is None or an empty list."""
    return {
        "title": suggestion.title or None,
        "teaser": suggestion.teaser or None,
        "date": suggestion.date or None,
        "municipality": suggestion.municipality or None,
        "topics": list(suggestion.topics),
        "kind": KINDS.get(suggestion.kind),
        "text": reading.text or None,
    }
