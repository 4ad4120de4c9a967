"""Pictures lose place, camera, time and comments, and nothing else."""

import contextlib
import io

import pytest
from PIL import Image as PillowImage
from PIL.PngImagePlugin import PngInfo

from integration.files.metadata import without_metadata
from integration.files.models import Image
from integration.files.pictures import make_versions
from integration.files.services import store_image
from tests.files.samples import upload

CANARY = "Kanarienvogel"


def colourful():
    image = PillowImage.effect_mandelbrot((80, 50), (-2, -1, 1, 1), 60).convert("RGB")
    image.info["icc_profile"] = None
    return image


def exif(orientation=1):
    tags = PillowImage.Exif()
    tags[0x010F] = CANARY  # maker
    tags[0x0112] = orientation
    tags.get_ifd(0x8825)[1] = "N"  # GPS
    tags.get_ifd(0x8825)[29] = CANARY
    return tags


def saved(file_format, **options):
    buffer = io.BytesIO()
    colourful().save(buffer, file_format, **options)
    return buffer.getvalue()


def png_text():
    info = PngInfo()
    info.add_text("Author", CANARY)
    info.add_itxt("XML:com.adobe.xmp", CANARY)
    return info


PICTURES = {
    "jpg": lambda: saved("JPEG", exif=exif(), comment=CANARY, xmp=CANARY.encode()),
    "progressive.jpg": lambda: saved("JPEG", exif=exif(), comment=CANARY, progressive=True),
    "png": lambda: saved("PNG", exif=exif(), pnginfo=png_text()),
    "gif": lambda: saved("GIF", comment=CANARY),
    "webp": lambda: saved("WEBP", exif=exif(), xmp=CANARY.encode()),
    "lossless.webp": lambda: saved("WEBP", exif=exif(), lossless=True),
}


@pytest.mark.parametrize("name", PICTURES)
def test_what_a_picture_tells_about_people_is_gone_and_every_pixel_stays(name):
    content = PICTURES[name]() + f"{CANARY} behind the end".encode()
    stripped = without_metadata(content)
    assert CANARY.encode() in content
    assert CANARY.encode() not in stripped
    before, after = PillowImage.open(io.BytesIO(content)), PillowImage.open(io.BytesIO(stripped))
    assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()
    assert not after.getexif()
    assert without_metadata(stripped) == stripped


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("order", ["II", "MM"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_photo_keeps_which_side_is_up(orientation, order, file_format):
    tags = exif(orientation)
    tags.endian = "<" if order == "II" else ">"
    content = saved(file_format, exif=tags)
    stripped = without_metadata(content)
    picture = PillowImage.open(io.BytesIO(stripped))
    assert dict(picture.getexif()) == {0x0112: orientation}
    assert picture.convert("RGB").tobytes() == PillowImage.open(io.BytesIO(content)).convert("RGB").tobytes()
    assert CANARY.encode() not in stripped
    assert without_metadata(stripped) == stripped


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_photo_taken_upright_is_shown_upright(file_format, member):
    name = f"Hochkant.{file_format.lower().replace('jpeg', 'jpg')}"
    image = store_image(upload=upload(name, saved(file_format, exif=exif(6))), user=member)
    make_versions(image)
    for rendition in image.renditions.all():
        assert (rendition.width, rendition.height) == (50, 80)
        with rendition.file.open("rb") as file:
            assert not PillowImage.open(file).getexif()


def test_colours_keep_their_profile():
    profile = b"an ICC profile, as far as the container knows"
    stripped = without_metadata(saved("JPEG", icc_profile=profile))
    assert PillowImage.open(io.BytesIO(stripped)).info["icc_profile"] == profile


def test_a_moving_picture_keeps_moving():
    frames = [PillowImage.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    for file_format in ("GIF", "WEBP", "PNG"):
        buffer = io.BytesIO()
        frames[0].save(buffer, file_format, save_all=True, append_images=frames[1:], duration=80, loop=0)
        after = PillowImage.open(io.BytesIO(without_metadata(buffer.getvalue())))
        assert after.n_frames == 3


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\x00", b"GIF89a", b"%PDF-1.4", b"RIFF", bytes(64)]
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(ValueError, match="picture"):
        without_metadata(content)


@pytest.mark.parametrize("name", PICTURES)
def test_half_a_picture_never_hangs_or_crashes(name):
    content = PICTURES[name]()
    for end in range(0, len(content), 7):
        with contextlib.suppress(ValueError):  # any other error fails the test
            assert len(without_metadata(content[:end])) <= end + 2


@pytest.mark.django_db
def test_a_stored_picture_has_lost_it_and_its_renditions_too(member):
    image = store_image(upload=upload("Förderung am Rhein.jpg", PICTURES["jpg"]()), user=member)
    image = Image.objects.get(pk=image.pk)
    with image.file.open("rb") as file:
        content = file.read()
    assert CANARY.encode() not in content
    assert len(content) == image.file_size
    assert (image.width, image.height) == (80, 50)
    assert image.title == "Förderung am Rhein"
    assert image.file.name.isascii()
    with image.get_rendition("width-40").file.open("rb") as file:
        assert CANARY.encode() not in file.read()
