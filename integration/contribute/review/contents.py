"""What a version holds, read from its stored form: a queue of many versions then costs no query for each."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from django.utils.text import capfirst
from wagtail.fields import StreamField
from wagtail.models import Page

from integration.contribute.review.patterns import digits_of

HREF = re.compile(r"""<a\b[^>]{0,200}?href=["'](https?://[^"'<>]{1,2000})["']""", re.IGNORECASE)
URL = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)
URL_ENDS = ".,;:!?)]}_'“”»"
NO_TEXT = (models.URLField, models.SlugField, models.EmailField)


@dataclass(frozen=True)
class Picture:
    """A picture in its place; in the text it may be a mere decoration."""

    image_id: int
    alternative: str = ""
    in_text: bool = False


@dataclass(frozen=True)
class Contents:
    """What a queue and the hints want to know of one version."""

    title: str
    texts: tuple[tuple[str, str], ...] = ()  # name of the field, plain text
    document_ids: tuple[int, ...] = ()
    pictures: tuple[Picture, ...] = ()
    municipality_id: int | None = None
    contact_ids: tuple[int, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # name of the field, address


def contents_of(model: type[models.Model], stored: dict[str, Any]) -> Contents:
    """Return what a stored version of this model holds; what it lacks is empty."""
    blocks = [block for name in _streams(model) for block in _blocks(stored.get(name))]
    documents = [item.get("document") for item in stored.get("files") or []]
    documents += [block.get("value") for block in blocks if block.get("type") == "file"]
    contacts = stored.get("contacts") or []
    return Contents(
        title=str(stored.get("title") or ""),
        texts=tuple(_texts(model, stored, blocks)),
        document_ids=tuple(dict.fromkeys(pk for pk in documents if isinstance(pk, int))),
        pictures=tuple(_pictures(stored.get("images") or [], blocks)),
        municipality_id=stored.get("municipality"),
        contact_ids=tuple(item["user"] for item in contacts if item.get("user")),
        emails=tuple(item["email"].lower() for item in contacts if item.get("email")),
        phones=tuple(digits_of(item["phone"]) for item in contacts if item.get("phone")),
        links=tuple(dict.fromkeys(_links(model, stored))),
    )


def _streams(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, StreamField)]


def _blocks(value: Any) -> list[dict[str, Any]]:
    found = json.loads(value) if isinstance(value, str) and value else value
    return [block for block in found or [] if isinstance(block, dict)]


def _pictures(attached: list[dict[str, Any]], blocks: list[dict[str, Any]]) -> Iterator[Picture]:
    for item in attached:
        if item.get("image"):
            yield Picture(item["image"], item.get("alternative") or "")
    for block in blocks:
        value = block.get("value")
        if block.get("type") == "image" and isinstance(value, dict) and value.get("image"):
            yield Picture(value["image"], value.get("alternative") or "", in_text=True)


def _texts(
    model: type[models.Model], stored: dict[str, Any], blocks: list[dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    technical = {field.name for field in Page._meta.get_fields()} - {"title"} if issubclass(model, Page) else set()
    for field in model._meta.concrete_fields:
        value = stored.get(field.name)
        if field.name in technical or not value:
            continue
        label = capfirst(str(field.verbose_name))
        if isinstance(field, StreamField):
            yield label, "\n".join(part for block in blocks for part in _strings(block.get("value")))
        elif _is_prose(field):
            yield label, strip_tags(str(value))


def _links(model: type[models.Model], stored: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield where a version leads: its fields for addresses, and links in its texts."""
    for field in model._meta.concrete_fields:
        value, label = stored.get(field.name), capfirst(str(field.verbose_name))
        if not value or not isinstance(value, str):
            continue
        if isinstance(field, models.URLField):
            yield label, value
        elif isinstance(field, StreamField):
            for block in _blocks(value):
                for text in _raw(block.get("value")):
                    yield from ((label, address) for address in _addresses(text))
        elif _is_prose(field):
            yield from ((label, address) for address in _addresses(value))


def _addresses(text: str) -> list[str]:
    linked = [unescape(address) for address in HREF.findall(text)]
    return linked + [address.rstrip(URL_ENDS) for address in URL.findall(unescape(strip_tags(text)))]


def _raw(value: Any) -> Iterator[str]:
    """Yield every text in the value of a block with its markup."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _raw(inner)


def _is_prose(field: models.Field) -> bool:
    """Return whether people write into it what they like."""
    if field.choices or isinstance(field, NO_TEXT):
        return False
    return isinstance(field, models.CharField | models.TextField)


def _strings(value: Any) -> Iterator[str]:
    """Yield every text in the value of a block; a line of its own for each, so that nothing runs together."""
    if isinstance(value, str):
        yield strip_tags(value.replace("</p>", "</p>\n").replace("<br/>", "\n").replace("</li>", "</li>\n"))
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("id", "type", "url"):
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
