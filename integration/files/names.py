"""Names of files: what people may read and save, and what the disk may bear."""

import re
import secrets
import unicodedata
from pathlib import PurePosixPath

MAX_BYTES = 180  # of a cleaned name in UTF-8: file systems take 255, and a download adds its own " (1)"
MAX_STORED = 60  # characters of the stem on our disk
FORBIDDEN = re.compile(r'[<>:"|?*;%]+')  # not allowed on Windows, or with a meaning in headers and addresses
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # devices on Windows
EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"})
FALLBACK = "datei"


def _is_harmless(character: str) -> bool:
    """Tell letters and signs from controls, bidirectional overrides, surrogates and other invisible characters."""
    return character == " " or not unicodedata.category(character).startswith(("C", "Z"))


def clean_file_name(name: str | None) -> str:
    """Return a name that is safe to show, to send in a header and to save anywhere; umlauts and the extension stay.

    Path parts, control characters, bidirectional overrides and line breaks go; a long name is cut to 180 bytes.
    """
    base = re.split(r"[/\\]", name or "")[-1]
    base = unicodedata.normalize("NFC", base)
    base = "".join(character if _is_harmless(character) else " " if character.isspace() else "" for character in base)
    base = re.sub(r"\s+", " ", FORBIDDEN.sub("-", base)).rstrip(" .")
    found = EXTENSION.search(base)
    extension = found.group() if found else ""
    stem = base[: len(base) - len(extension)].strip(" .")
    if not stem:
        stem = FALLBACK
    elif RESERVED.match(stem):
        stem = f"_{stem}"
    room = MAX_BYTES - len(extension)
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{stem}{extension}"


def stored_file_name(name: str) -> str:
    """Return an ASCII name for the disk that no other file has: its word helps the operator, the rest is chance."""
    path = PurePosixPath(clean_file_name(name))
    plain = unicodedata.normalize("NFKD", path.stem.translate(GERMAN)).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:MAX_STORED].strip("-").lower() or FALLBACK
    return f"{stem}-{secrets.token_hex(5)}{path.suffix.lower()}"


def title_from_name(name: str) -> str:
    """Return a title for a file that has only its name: without the extension, with spaces for underscores."""
    return re.sub(r"[\s_]+", " ", PurePosixPath(clean_file_name(name)).stem).strip()[:255] or FALLBACK


def extension_of(name: str | None) -> str:
    """Return the extension in lower case, without the dot."""
    return PurePosixPath(clean_file_name(name)).suffix.lower().lstrip(".")
