"""Every address that Django's resolver knows, by name or, where there is none, by its route."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize


@dataclass(frozen=True)
class Endpoint:
    """One pattern of the resolver. `path` has a `%(name)s` for each parameter."""

    key: str
    path: str
    parameters: tuple[str, ...]
    is_admin: bool


def _walk(patterns: list[URLPattern | URLResolver], regex: str, route: str, spaces: tuple[str, ...]) -> Iterator[tuple]:
    for item in patterns:
        own = item.pattern.regex.pattern.removeprefix("^")
        if isinstance(item, URLResolver):
            inner = (*spaces, item.namespace) if item.namespace else spaces
            yield from _walk(item.url_patterns, regex + own, route + str(item.pattern), inner)
        else:
            name = ":".join((*spaces, item.name)) if item.name else f"/{route}{item.pattern}"
            yield name, regex + own


@cache
def endpoints() -> tuple[Endpoint, ...]:
    """Return every address of the portal, the Wagtail admin included."""
    found = []
    for key, regex in _walk(get_resolver().url_patterns, "", "", ()):
        path, parameters = normalize(regex)[0]
        found.append(Endpoint(key, f"/{path}", tuple(parameters), path.startswith("admin/")))
    return tuple(found)
