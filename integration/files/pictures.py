"""The versions of a picture that pages show: small ones for phones, in formats that cost little, one for everybody."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, prefetch_related_objects
from PIL import features
from wagtail.images.models import SourceImageIOError

from integration.files.models import Image, Rendition

logger = logging.getLogger(__name__)

EDGES = (480, 960, 1440)  # pixels of the longer edge: a phone, a page, a page on a dense screen
FORMATS = ("avif", "webp")  # the one that costs least first
FALLBACK = "max-1200x900"  # in the picture's own format, for browsers that know neither
THUMBNAIL = "max-320x320|format-webp"
ON_DEMAND_PIXELS = 8_000_000  # a page waits for the version of a smaller picture; a larger one is sent as it is


@dataclass(frozen=True)
class Version:
    """One address of a picture, with its size in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Source:
    """The versions of a picture in one format."""

    media_type: str
    versions: tuple[Version, ...]

    @property
    def srcset(self) -> str:
        """The versions as a browser reads them, to choose by the width that it needs."""
        return ", ".join(f"{version.url} {version.width}w" for version in self.versions)


def spec(edge: int, file_format: str) -> str:
    """Return Wagtail's name of a version."""
    return f"max-{edge}x{edge}|format-{file_format}"


def wanted_specs(image: Image) -> list[str]:
    """Return the versions that a picture should have; none is larger than needed to show all of it."""
    largest = max(image.width, image.height)
    edges = [edge for index, edge in enumerate(EDGES) if not index or EDGES[index - 1] < largest]
    formats = [name for name in FORMATS if name != "avif" or features.check("avif")]
    return [THUMBNAIL, FALLBACK, *(spec(edge, name) for name in formats for edge in edges)]


def missing_specs(image: Image) -> list[str]:
    """Return the wanted versions that do not exist yet."""
    there = set(Rendition.objects.filter(image=image).values_list("filter_spec", flat=True))
    return [name for name in wanted_specs(image) if name not in there]


def make_versions(image: Image) -> list[str]:
    """Make what is missing, one after the other, and return what could not be made: that is logged and left out."""
    failed = []
    for name in missing_specs(image):
        try:
            image.get_rendition(name)
        except Exception:
            failed.append(name)
    if failed:
        logger.warning("Picture %s has no %s: it is shown without", image.pk, ", ".join(failed))
    return failed


def images_to_prepare(limit: int) -> list[int]:
    """Return primary keys of pictures that lack the version which every one should have, oldest first."""
    lacks_any = ~Q(renditions__filter_spec=spec(EDGES[0], "webp")) | ~Q(renditions__filter_spec=FALLBACK)
    lacking = Image.objects.filter(lacks_any)
    return list(lacking.order_by("pk").values_list("pk", flat=True).distinct()[:limit])


def load_versions(images: Iterable[Image | None]) -> None:
    """Fetch the versions of several pictures in one query, for the pages that show them."""
    found = [image for image in images if image is not None and not hasattr(image, "prefetched_renditions")]
    specs = {THUMBNAIL, FALLBACK, *(spec(edge, name) for name in FORMATS for edge in EDGES)}
    wanted = Rendition.objects.filter(filter_spec__in=specs)
    prefetch_related_objects(found, Prefetch("renditions", wanted, to_attr="prefetched_renditions"))


def sources_of(image: Image) -> list[Source]:
    """Return the versions that exist, grouped by format, the cheapest format first and small ones in front."""
    load_versions([image])
    there = {rendition.filter_spec: rendition for rendition in image.prefetched_renditions}
    found = []
    for name in FORMATS:
        by_width = {
            rendition.width: Version(rendition.url, rendition.width, rendition.height)
            for edge in EDGES
            if (rendition := there.get(spec(edge, name)))
        }
        if by_width:
            found.append(Source(f"image/{name}", tuple(by_width[width] for width in sorted(by_width))))
    return found


def widest(image: Image, sources: Iterable[Source]) -> int:
    """Return the width in pixels beyond which a picture would be blurred."""
    return max((version.width for source in sources for version in source.versions), default=image.width)


def version_for_all(image: Image, name: str = FALLBACK) -> Version:
    """Return the version that any browser shows.

    It is made now if the worker has not come to it and that is quick; a picture of which none can be made is sent as
    it is. Never raises for what is wrong with the file.
    """
    load_versions([image])
    there = [rendition for rendition in image.prefetched_renditions if rendition.filter_spec == name]
    if not there and image.width * image.height <= ON_DEMAND_PIXELS:
        try:
            there = [image.get_rendition(name)]
        except SourceImageIOError:
            logger.warning("The file of picture %s is missing or cannot be read", image.pk)
        except Exception:
            logger.warning("Of picture %s no version can be made", image.pk, exc_info=True)
    if there:
        return Version(there[0].url, there[0].width, there[0].height)
    return Version(image.file.url, image.width, image.height)
