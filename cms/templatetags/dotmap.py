"""Places the names on the dot map so that they stay inside it and do not cover each other."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

WIDTH, HEIGHT = 416, 412
LETTER, LINE, GAP = 8, 18, 20  # average width of a letter, height of a line, distance from the dot, in map units


class Box(NamedTuple):
    """A rectangle in map units."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two rectangles overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    @property
    def inside(self) -> bool:
        """Whether the whole rectangle lies on the map."""
        return self.left >= 0 and self.right <= WIDTH and self.top >= 0 and self.bottom <= HEIGHT


def _candidates(x: float, y: float, width: float) -> Iterable[tuple[dict[str, Any], Box]]:
    half = width / 2
    for anchor, dx, dy, left in (
        ("middle", 0, -GAP, x - half),
        ("middle", 0, GAP + 10, x - half),
        ("start", GAP, 5, x + GAP),
        ("end", -GAP, 5, x - GAP - width),
    ):
        top = y + dy - LINE + 4
        yield {"x": x + dx, "y": y + dy, "anchor": anchor}, Box(left, top, left + width, top + LINE)


def _around(dot: dict[str, Any], radius: float) -> Box:
    return Box(dot["x"] - radius, dot["y"] - radius, dot["x"] + radius, dot["y"] + radius)


@register.filter
def circles(dots: Iterable[dict[str, Any]], radius: float) -> SafeString:
    """Return the dots as circles at once: a loop over 396 of them in a template is a tenth of the start page's time."""
    return mark_safe(  # noqa: S308 - numbers of our own
        "".join(f'<circle cx="{dot["x"]}" cy="{dot["y"]}" r="{radius}"/>' for dot in dots)
    )


@register.filter
def quiet(dots: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the municipalities that do not take part."""
    return [dot for dot in dots if not dot.get("active")]


@register.filter
def settled(dots: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those that take part and have nothing new."""
    return [dot for dot in dots if dot.get("active") and not dot.get("new")]


@register.filter
def labels(dots: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the names of the own and the new municipalities with their place; one without room is left out."""
    shown = list(dots)
    named = sorted((dot for dot in shown if dot.get("me") or dot.get("new")), key=lambda dot: not dot.get("me"))
    taken = [_around(dot, 9) for dot in named]
    better_free = [_around(dot, 5) for dot in shown if dot.get("active") and dot not in named]
    placed: list[dict[str, Any]] = []
    for dot in named:
        places = [
            (place, box)
            for place, box in _candidates(dot["x"], dot["y"], len(dot["name"]) * LETTER)
            if box.inside and not any(box.meets(other) for other in taken)
        ]
        places.sort(key=lambda found: sum(found[1].meets(other) for other in better_free))
        if places:
            place, box = places[0]
            taken.append(box)
            placed.append({**place, "name": dot["name"]})
    return placed
