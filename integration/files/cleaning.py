"""What forms left behind that nobody handed in: their files go after a time, when nothing at all uses them."""

import json
import logging
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import ReferenceIndex, Revision

from integration.files.models import Document, Image, Rendition
from integration.members.requests import as_key

logger = logging.getLogger(__name__)

KEEP_TEMPORARY = timedelta(days=14)
KEEP_UNKNOWN = timedelta(days=1)  # an upload that is still coming in has no row yet
FOLDERS = ("documents", "images", "original_images")  # below MEDIA_ROOT: where uploads and versions are kept
# A database that does not belong to this folder would call nearly every file unknown: then none is removed
TOO_MANY = 100
TOO_MUCH = 0.5

NUMBER = re.compile(r'\bid=["\']?(\d{1,18})')  # of a document or picture in rich text
FILE_KEY = re.compile(r"document|image|picture|photo|file", re.IGNORECASE)


def delete_abandoned() -> int:
    """Delete temporary documents and pictures that are old enough and not used anywhere; return how many."""
    deleted = {model.__name__: _delete_abandoned_of(model) for model in (Document, Image)}
    if any(deleted.values()):
        logger.info("Abandoned uploads deleted: %s", ", ".join(f"{name} {count}" for name, count in deleted.items()))
    return sum(deleted.values())


def _delete_abandoned_of(model: type[Document] | type[Image]) -> int:
    old = model.objects.filter(temporary=True, created_at__lt=timezone.now() - KEEP_TEMPORARY)
    candidates = dict(old.values_list("pk", "created_at"))
    if not candidates:
        return 0
    in_versions = numbers_in_versions(since=min(candidates.values()))
    count = 0
    for pk in candidates:
        if pk in in_versions:
            continue
        try:
            with transaction.atomic():
                # Handing a form in takes the mark off: whoever holds the row first decides
                file = model.objects.select_for_update().filter(pk=pk, temporary=True).first()
                if file is not None and not is_used(file):
                    file.delete()
                    count += 1
        except models.ProtectedError:
            logger.warning("%s %s is used and stays", model.__name__, pk)
    return count


def is_used(file: Document | Image) -> bool:
    """Return whether any row of any table points at this file, or Wagtail's index knows a use."""
    if ReferenceIndex.get_references_to(file).exists():
        return True
    for relation in file._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.related_model is Rendition:
            continue
        if relation.many_to_many or relation.field.remote_field is None:
            continue  # its table in between has a relation of its own
        users = relation.related_model._base_manager.filter(**{relation.field.name: file.pk})
        if users.exists():
            return True
    return False


def numbers_in_versions(*, since: Any) -> set[int]:
    """Return every number that may name a file in a version saved since then, of pages and everything else.

    Rather too many than too few: a number in a text block counts whatever it means.
    """
    found: set[int] = set()
    contents = Revision.objects.filter(created_at__gte=since).order_by().values_list("content", flat=True)
    for content in contents.iterator(chunk_size=200):
        found.update(_numbers_of_files(content))
    return found


def _numbers_of_files(content: Any) -> Iterator[int]:
    if not isinstance(content, dict):
        return
    for key, value in content.items():
        if isinstance(value, str):
            if value.startswith(("[", "{")):  # a text of blocks
                with suppress(ValueError, RecursionError):
                    yield from _all_numbers(json.loads(value))
            yield from _in_rich_text(value)
        elif isinstance(value, list):
            for row in value:
                yield from _numbers_of_files(row)
        elif isinstance(value, int) and FILE_KEY.search(key):
            yield value


def _all_numbers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _all_numbers(item)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value
    elif isinstance(value, str):
        number = as_key(value)
        if number is not None:
            yield number
        yield from _in_rich_text(value)


def _in_rich_text(value: str) -> Iterator[int]:
    yield from map(int, NUMBER.findall(value))


def delete_unknown_files() -> int:
    """Delete files of uploads that broke off: on the disk since a day, and in no row of any table; return how many."""
    if not isinstance(default_storage, FileSystemStorage):
        return 0
    root = Path(settings.MEDIA_ROOT)
    there = list(_files_below(root))
    if not there:
        return 0
    before = time.time() - KEEP_UNKNOWN.total_seconds()
    known = known_names()
    unknown = [path for path in there if path.relative_to(root).as_posix() not in known]
    if len(unknown) > TOO_MANY and len(unknown) > len(there) * TOO_MUCH:
        logger.error(
            "%d of %d files in %s belong to no row: nothing is removed, is this the right folder?",
            len(unknown), len(there), root,
        )  # fmt: skip
        return 0
    count = sum(_delete_if_old(path, before) for path in unknown)
    if count:
        logger.info("Files of uploads that broke off deleted: %d", count)
    return count


def known_names() -> set[str]:
    """Return the name below MEDIA_ROOT of every file that some row of some table has."""
    names: set[str] = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                values: Iterable[str | None] = model._base_manager.values_list(field.name, flat=True).iterator()
                names.update(value for value in values if value)
    return names


def _files_below(root: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            if path.is_file() and not path.is_symlink():
                yield path


def _delete_if_old(path: Path, before: float) -> bool:
    try:
        if path.stat().st_mtime >= before:
            return False
        path.unlink()
    except OSError as error:  # gone meanwhile, or not ours to delete
        logger.warning("%s stays: %s", path, error)
        return False
    return True
