"""Which pictures are taken; a picture that would fill the memory is refused from its header."""

import io
import struct
import subprocess
import sys
import zlib

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image as PillowImage

from integration.files.validation import MAX_FRAMES, validate_image
from tests.factories import pdf_bytes, png_bytes
from tests.files.samples import upload

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(file_format, size=(40, 30), **options):
    buffer = io.BytesIO()
    PillowImage.new("RGB", size, "navy").save(buffer, file_format, **options)
    return buffer.getvalue()


def png_that_claims(width, height):
    """Return a small PNG whose header announces so many pixels, all of them there, packed."""

    def chunk(kind, content):
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    packer = zlib.compressobj(1)
    row = bytes(1 + width * 3)
    pixels = b"".join([packer.compress(row) for _row in range(height)] + [packer.flush()])
    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def refusal(name, content):
    with pytest.raises(ValidationError) as caught:
        validate_image(upload(name, content))
    assert "Bitte" in caught.value.messages[0]
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "file_format"),
    [("a.jpg", "JPEG"), ("a.JPEG", "JPEG"), ("a.png", "PNG"), ("a.gif", "GIF"), ("a.webp", "WEBP")],
)
def test_pictures_of_every_type_are_taken(name, file_format):
    validate_image(upload(name, picture(file_format)))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("Zeichnung.svg", SVG, "type"),
        ("Zeichnung.png", SVG, "type"),
        ("Konzept.png", pdf_bytes(), "type"),
        ("Bild.bmp", picture("BMP"), "type"),
        ("Bild.png", picture("BMP"), "type"),
        ("Bild.jpg", png_bytes(), "extension"),
        ("Leer.png", b"", "empty"),
        ("Halb.png", png_bytes(400, 300)[:-60], "damaged"),
        ("Halb.jpg", picture("JPEG", (400, 300))[:400], "damaged"),
    ],
)
def test_others_are_refused(name, content, code):
    assert refusal(name, content) == code


def test_the_limit_of_bytes_is_that_of_pictures():
    assert refusal("Groß.png", png_bytes() + bytes(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)) == "too_large"


def test_the_limit_of_pixels_counts_every_frame():
    frames = [PillowImage.new("L", (1000, 1000), value) for value in range(0, 26 * 9, 9)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    assert refusal("Film.gif", buffer.getvalue()) == "too_many_pixels"


def with_scans(content, scans):
    """Return a progressive JPEG whose last scan comes so many times."""
    start = content.rindex(b"\xff\xda")
    return content[:start] + content[start:-2] * (scans - content[:start].count(b"\xff\xda")) + content[-2:]


def test_the_larger_a_jpeg_the_fewer_scans_it_may_have():
    small = with_scans(picture("JPEG", progressive=True), 60)
    validate_image(upload("Klein.jpg", small))
    large = picture("JPEG", (4000, 3000), progressive=True)
    validate_image(upload("Groß.jpg", large))
    assert refusal("Falle.jpg", with_scans(large, 60)) == "damaged"
    assert refusal("Falle.jpg", with_scans(small, 70)) == "damaged"


def film(frames):
    """Return a GIF of so many frames of one pixel."""
    frame = b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" + frame * frames + b";"


@pytest.mark.parametrize("frames", [1, 2, MAX_FRAMES])
def test_a_picture_that_moves_is_taken(frames):
    validate_image(upload("Film.gif", film(frames)))


@pytest.mark.parametrize("frames", [MAX_FRAMES + 1, 50 * MAX_FRAMES])
def test_a_picture_that_moves_for_too_long_is_refused(frames):
    assert refusal("Film.gif", film(frames)) == "too_many_frames"


def test_a_picture_of_25_megapixels_is_taken():
    validate_image(upload("Genau.png", png_that_claims(5000, 5000)))


def test_a_header_that_claims_too_much_is_enough():
    content = bytearray(png_bytes())
    content[16:24] = struct.pack(">LL", 20_000, 20_000)
    content[29:33] = struct.pack(">L", zlib.crc32(content[12:29]))
    assert refusal("Bombe.png", bytes(content)) == "too_many_pixels"


PROBE = """
import django, resource, sys
django.setup()
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from integration.files.validation import MAX_FRAMES, validate_image
file = SimpleUploadedFile("Bombe.png", open(sys.argv[1], "rb").read())
validate_image(SimpleUploadedFile("Bild.png", open(sys.argv[2], "rb").read()))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    validate_image(file)
except ValidationError as error:
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(error.code, grown / 1024)
"""


def test_a_picture_that_unpacks_to_hundreds_of_megabytes_is_refused_without_unpacking_it(tmp_path):
    (tmp_path / "bomb.png").write_bytes(png_that_claims(11_300, 11_300))
    (tmp_path / "small.png").write_bytes(png_bytes())
    command = [sys.executable, "-c", PROBE, tmp_path / "bomb.png", tmp_path / "small.png"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=settings.BASE_DIR, check=True)
    code, megabytes = done.stdout.split()
    assert code == "too_many_pixels"
    assert float(megabytes) < 100
