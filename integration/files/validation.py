"""Which uploads are taken: decided by what is in them; every refusal says what to do."""

import re
import shutil
import struct
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image as PillowImage
from PIL import UnidentifiedImageError

from integration.files.names import extension_of
from integration.files.packages import DAMAGED, EICAR, VIRUS, package_kind
from integration.files.upload_handlers import RefusedUpload, max_upload_bytes

HEAD = 4096  # bytes at the start that decide the type
TAIL = 66_000  # bytes at the end: as far back as a zip file's last record may stand
CHUNK = 1024 * 1024
RESERVE = 20 * 1024 * 1024  # bytes that stay free on the disk

DOCUMENT_EXTENSIONS = ("pdf", "docx", "pptx", "xlsx", "odt")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
HTML = re.compile(rb"<\s*(!doctype\s+html|html|script|svg|iframe|body|head)\b", re.IGNORECASE)
PICTURE_FORMATS = {"jpg": {"JPEG", "MPO"}, "jpeg": {"JPEG", "MPO"}, "png": {"PNG"}, "gif": {"GIF"}, "webp": {"WEBP"}}

DOCUMENT_TYPES = _("Please choose a PDF, Word (.docx), PowerPoint (.pptx), Excel (.xlsx) or OpenDocument (.odt) file.")
PICTURE_TYPES = _("Please choose a picture in JPEG, PNG, GIF or WebP.")
HEIC_PICTURE = _(
    "This is a picture in the format of an iPhone (HEIC), which many computers cannot show. "
    "Please choose it on the phone, which turns it into a JPEG by itself, or save it as JPEG."
)
JPEG_HEAD = b"\xff\xd8\xff"
PICTURE_HEADS = (JPEG_HEAD, b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
JPEG_SCAN = b"\xff\xda"
MAX_SCANS = 64  # of a JPEG: real ones have about ten; each repeats the work on every pixel and may cost 40 bytes only
MAX_SCANNED_PIXELS = 400_000_000  # scans times pixels: sixteen scans of the largest picture
MAX_FRAMES = 1000  # of a picture that moves
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}


def validate_document(upload: UploadedFile) -> None:
    """Raise `ValidationError` unless this is a sound PDF, DOCX, PPTX, XLSX or ODT of at most MAX_UPLOAD_MB."""
    _check_size(upload, max_upload_bytes(), settings.MAX_UPLOAD_MB)
    extension = extension_of(upload.name)
    with _rewound(upload) as file:
        kind = _document_kind(file, cast(int, upload.size))
        if kind is None or extension not in DOCUMENT_EXTENSIONS:
            raise ValidationError(_unknown_type(upload, extension), code="type")
        if kind != extension:
            raise ValidationError(
                _("The name ends with .%(extension)s, but it is a .%(kind)s file. Please rename it and try again."),
                code="extension",
                params={"extension": extension, "kind": kind},
            )


def validate_image(upload: UploadedFile) -> None:
    """Raise `ValidationError` unless this is a JPEG, PNG, GIF or WebP of at most 15 MB and 25 megapixels.

    The size in pixels is read from the header, before anything is unpacked.
    """
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    _check_size(upload, limit, limit // (1024 * 1024))
    extension = extension_of(upload.name)
    with _rewound(upload) as file, warnings.catch_warnings():
        if _is_heic(file.read(16)):
            raise ValidationError(HEIC_PICTURE, code="heic")
        if extension not in PICTURE_FORMATS:
            raise ValidationError(PICTURE_TYPES, code="type")
        scans = _refuse_other_content(file, cast(int, upload.size))
        warnings.simplefilter("ignore", PillowImage.DecompressionBombWarning)
        try:
            picture = PillowImage.open(file, formats=["JPEG", "PNG", "GIF", "WEBP"])
            if picture.format not in PICTURE_FORMATS[extension]:
                raise ValidationError(
                    _("The name ends with .%(extension)s, but it is a %(kind)s picture. Please rename it."),
                    code="extension",
                    params={"extension": extension, "kind": picture.format or ""},
                )
            pixels = picture.width * picture.height
            _check_pixels(pixels)
            if scans * pixels > MAX_SCANNED_PIXELS:
                raise ValidationError(DAMAGED, code="damaged")
            _check_frames(picture, pixels)
            picture.load()
        except PillowImage.DecompressionBombError:
            _check_pixels(settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS + 1)
        except UnidentifiedImageError:
            raise ValidationError(PICTURE_TYPES, code="type") from None
        except (OSError, SyntaxError, ValueError, struct.error, MemoryError, EOFError, IndexError, KeyError):
            raise ValidationError(DAMAGED, code="damaged") from None


def is_picture(upload: UploadedFile) -> bool:
    """Return whether this is a picture by what is in it, whatever it is called; of a type that is not taken, too."""
    with _rewound(upload) as file:
        head = file.read(16)
    return head.startswith(PICTURE_HEADS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or _is_heic(head)


def _is_heic(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def _refuse_other_content(file: IO[bytes], size: int) -> int:
    """A picture that is an archive as well is refused; so is one made to take hours, and a virus scanner's test.

    Returns the scans of a JPEG.
    """
    file.seek(0)
    is_jpeg = file.read(3) == JPEG_HEAD
    scans = 0
    for piece in _pieces(file):
        scans += piece.count(JPEG_SCAN) if is_jpeg else 0
        if EICAR in piece:
            raise ValidationError(VIRUS, code="virus")
    if scans > MAX_SCANS:
        raise ValidationError(DAMAGED, code="damaged")
    file.seek(max(0, size - TAIL))
    if _ends_as_zip(file.read(TAIL)):
        raise ValidationError(
            _("This picture contains a second, hidden file. Please save it again in a picture program."), code="hidden"
        )
    file.seek(0)
    return scans


def _check_size(upload: UploadedFile, limit: int, limit_mb: int) -> None:
    refusal = upload.refusal if isinstance(upload, RefusedUpload) else None
    if not upload.size:
        raise ValidationError(
            _("This file is empty. Please save it again on your computer and choose it once more."), code="empty"
        )
    if refusal == "too_large" or upload.size > limit:
        raise ValidationError(
            _("This file is larger than %(limit)s MB. Please make it smaller, with fewer pictures, or split it."),
            code="too_large",
            params={"limit": limit_mb},
        )
    if refusal == "no_room" or _free_bytes(Path(settings.MEDIA_ROOT)) < upload.size + RESERVE:
        raise ValidationError(
            _("The portal has no room for this file at the moment. Please try again later or tell the editors."),
            code="no_room",
        )


def _free_bytes(folder: Path) -> int:
    """Return the free bytes where a folder is, or will be once the first file makes it."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


class _rewound:  # noqa: N801 - a context manager reads like a function
    """Reads an upload from its start and leaves it there, whatever happens."""

    def __init__(self, upload: UploadedFile) -> None:
        self.file = cast("IO[bytes]", upload)

    def __enter__(self) -> IO[bytes]:
        self.file.seek(0)
        return self.file

    def __exit__(self, *error: object) -> None:
        self.file.seek(0)


def _document_kind(file: IO[bytes], size: int) -> str | None:
    head = file.read(HEAD)
    if any(EICAR in piece for piece in _pieces(file)):
        raise ValidationError(VIRUS, code="virus")
    if head.startswith(b"%PDF-"):
        _check_pdf(file, head, size)
        return "pdf"
    return package_kind(file, size) if head.startswith(ZIP) else None


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the whole file in pieces that overlap, so that nothing hides on a border."""
    file.seek(0)
    before = b""
    while chunk := file.read(CHUNK):
        yield before + chunk
        before = chunk[-len(EICAR) :]


def _check_pdf(file: IO[bytes], head: bytes, size: int) -> None:
    """A PDF ends with its end mark: something behind it is another file, nothing of the kind is half a file."""
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    end = tail.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in tail[:end]:
        raise ValidationError(
            _("This PDF is not complete. Please download or save it again and choose it once more."), code="damaged"
        )
    behind = tail[end + len(b"%%EOF") :].strip(b"\x00\t\n\x0c\r\x1a ")
    if behind or HTML.search(head[:1024]) or _ends_as_zip(tail):
        raise ValidationError(
            _("This PDF contains a second, hidden file. Please print it into a new PDF and choose that one."),
            code="hidden",
        )


def _ends_as_zip(tail: bytes) -> bool:
    """Tell whether the last record of a zip file reaches exactly to the end."""
    found = tail.rfind(b"PK\x05\x06")
    while found >= 0:
        record = tail[found : found + 22]
        if len(record) == 22 and found + 22 + struct.unpack("<H", record[20:])[0] == len(tail):
            return True
        found = tail.rfind(b"PK\x05\x06", 0, found)
    return False


def _check_pixels(pixels: int) -> None:
    if pixels > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise ValidationError(
            _("This picture has more than %(limit)s million pixels. Please make it smaller and choose it again."),
            code="too_many_pixels",
            params={"limit": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000},
        )


def _check_frames(picture: PillowImage.Image, pixels: int) -> None:
    """Refuse a picture that moves for too long; the frames of a GIF are counted only as far as they may go."""
    allowed = min(MAX_FRAMES, settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // max(1, pixels))
    if picture.format == "GIF":
        try:
            picture.seek(allowed)
        except EOFError:
            picture.seek(0)
            return
        frames = allowed + 1
    else:
        frames = 1 if picture.format == "MPO" else getattr(picture, "n_frames", 1)
    _check_pixels(pixels * frames)
    if frames > MAX_FRAMES:
        raise ValidationError(
            _("This picture moves through more than %(limit)s frames. Please make it shorter and choose it again."),
            code="too_many_frames",
            params={"limit": MAX_FRAMES},
        )


def _unknown_type(upload: UploadedFile, extension: str) -> str:
    """Return what is wrong with a file that is of none of the types, as helpful as its first bytes allow."""
    file = cast("IO[bytes]", upload)
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(OLD_OFFICE):
        return str(
            _("This is an old Office format, or the file has a password. Please save it as .docx, .pptx, .xlsx or PDF.")
        )
    if extension not in DOCUMENT_EXTENSIONS:
        return str(DOCUMENT_TYPES)
    text = _("The name ends with .%(extension)s, but the content is something else%(guess)s. %(types)s")
    guess = _guess(head)
    return str(text) % {"extension": extension, "guess": f" (.{guess})" if guess else "", "types": DOCUMENT_TYPES}


def _guess(head: bytes) -> str:
    """Return the extension that the content would have, or an empty string."""
    if HTML.search(head[:1024]):
        return "html"
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(b"MZ"):
        return "exe"
    try:
        return puremagic.from_string(head).lstrip(".")
    except (puremagic.PureError, ValueError):
        return ""
