"""Pictures that are something else as well: refused with a sentence, or stored without it, sent as pictures only."""

import io
import struct
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as PillowImage

from integration.files.services import store_image
from integration.files.validation import is_picture, validate_image
from tests.factories import pdf_bytes, png_bytes
from tests.files.samples import EICAR, docx_bytes, upload, zip_bytes

SCRIPT = b"<script>alert(1)</script>"


def picture(file_format, **options):
    buffer = io.BytesIO()
    PillowImage.new("RGB", (40, 30), "navy").save(buffer, file_format, **options)
    return buffer.getvalue()


PICTURES = {
    "gif": lambda: picture("GIF"),
    "jpg": lambda: picture("JPEG"),
    "png": png_bytes,
    "webp": lambda: picture("WEBP"),
}


def moved(archive: bytes, distance: int) -> bytes:
    """Return an archive whose addresses are right although so many bytes stand before it, as a JAR behind a GIF."""
    buffer = io.BytesIO()
    buffer.write(bytes(distance))
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(buffer, "a") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return buffer.getvalue()[distance:]


def refusal(name, content):
    with pytest.raises(ValidationError) as caught:
        validate_image(upload(name, content))
    assert "Bitte" in caught.value.messages[0]
    return caught.value.code


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_that_is_an_archive_as_well_is_refused(kind):
    content = PICTURES[kind]()
    archive = zip_bytes({"META-INF/MANIFEST.MF": b"Main-Class: X", "X.class": b"\xca\xfe\xba\xbe"})
    both = content + moved(archive, len(content))
    assert zipfile.is_zipfile(io.BytesIO(both))
    assert PillowImage.open(io.BytesIO(both)).size == (40, 30)
    assert refusal(f"Bild.{kind}", both) == "hidden"


@pytest.mark.parametrize("kind", PICTURES)
def test_the_test_virus_in_a_picture_is_refused(kind):
    assert refusal(f"Bild.{kind}", PICTURES[kind]() + EICAR) == "virus"


@pytest.mark.parametrize(
    ("name", "content"),
    [("Bild.jpg", b"GIF89a/*" + SCRIPT), ("Bild.gif", b"GIF89a=1;alert(1)//" + bytes(60)), ("Bild.png", SCRIPT)],
)
def test_scripts_that_begin_like_a_picture_are_refused(name, content):
    assert refusal(name, content) in {"type", "damaged", "extension"}


def test_a_jpeg_that_repeats_its_last_pass_thousands_of_times_is_refused_at_once():
    """Each pass costs 40 bytes and as much work as the whole picture: 15 MB of them would take hours."""
    content = picture("JPEG", progressive=True)
    passes = content.count(b"\xff\xda")
    assert 2 < passes < 20
    validate_image(upload("Bild.jpg", content))
    # Small and sound but for its passes: only because they are counted before it is unpacked can it be refused
    assert (
        refusal("Bild.jpg", content[:-2] + content[content.rfind(b"\xff\xda") : -2] * 1000 + b"\xff\xd9") == "damaged"
    )


class CountingUpload(SimpleUploadedFile):
    """Counts the bytes that are read of it."""

    count = 0

    def read(self, *args):
        content = self.file.read(*args)
        self.count += len(content)
        return content


def test_a_film_of_very_many_frames_costs_hardly_more_than_one_of_many():
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, 1, 1) + b"\x00\x02\x02\x44\x01\x00"
    head = b"GIF89a" + struct.pack("<HH", 10, 10) + b"\x80\x00\x00" + b"\x00\x00\x00\xff\xff\xff"
    read = {}
    for frames in (20_000, 300_000):
        film = CountingUpload("Film.gif", head + frame * frames + b";")
        with pytest.raises(ValidationError) as caught:
            validate_image(film)
        assert caught.value.code == "too_many_frames"
        read[frames] = film.count
    assert read[300_000] - read[20_000] < 4 * len(frame) * 280_000  # bytes: each is read over a few times at most


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PICTURES)
def test_what_stands_behind_or_beside_a_picture_is_not_stored(kind, member, signed_in):
    content = PICTURES[kind]() + SCRIPT + b"%PDF-1.4"
    if kind == "jpg":
        content = picture("JPEG", comment=SCRIPT) + SCRIPT
    if kind == "gif":
        content = picture("GIF", comment=SCRIPT) + SCRIPT
    file = upload(f"Bild.{kind}", content)
    validate_image(file)
    image = store_image(upload=file, user=member)
    with image.file.open("rb") as stored:
        assert b"script" not in stored.read()
    response = signed_in(member).get(image.file.url)
    assert response["Content-Type"].startswith("image/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        *((make(), True) for make in PICTURES.values()),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), True),
        (pdf_bytes(), False),
        (docx_bytes(), False),
        (b"", False),
        (b"RIFF\x00\x00\x00\x00WAVE", False),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(40), False),
        (SCRIPT, False),
    ],
)
def test_a_picture_is_known_by_its_content_whatever_it_is_called(content, expected):
    file = upload("Datei.pdf", content)
    assert is_picture(file) is expected
    assert file.tell() == 0
