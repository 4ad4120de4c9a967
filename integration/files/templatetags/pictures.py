"""Pictures of pages: in the size and format that the browser wants, with their size, words and rights."""

from typing import Any

from django import template

from integration.files.models import Image
from integration.files.pictures import THUMBNAIL, Version, sources_of, version_for_all, widest

register = template.Library()

SIZES = "min(100vw - 2rem, 43rem, %dpx)"  # how wide a picture stands in the text: pictures.css


@register.inclusion_tag("parts/picture.html")
def picture_of(image: Image, alternative: str = "", *, first: bool = False) -> dict[str, Any]:
    """Draw a picture; `first` is for the one that is seen at once, which the browser shall not put off."""
    sources = sources_of(image)
    return {
        "sources": sources,
        "fallback": version_for_all(image),
        "alternative": alternative,
        "sizes": SIZES % widest(image, sources),
        "first": first,
    }


@register.simple_tag
def small_version(image: Image) -> Version:
    """Return a small version, for lists and forms."""
    return version_for_all(image, THUMBNAIL)
