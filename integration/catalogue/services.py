"""Writes to the catalogue, always in the transaction of the write that they follow.

A write of Wagtail's is several events, and the catalogue hears of each: `recorded_once` makes one recording of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from integration.catalogue.contract import Contribution, EntryData
from integration.catalogue.folding import fold
from integration.catalogue.models import Entry, EntryRestriction, EntryText, topic_key
from integration.files.models import Document
from integration.jobs.immediate import run_once

COLUMNS = (
    "title",
    "teaser",
    "detail",
    "url",
    "municipality_id",
    "author_id",
    "contact_user_id",
    "contact_name",
    "contact_phone",
    "state",
    "live",
    "phase",
    "starts_at",
    "ends_at",
    "file_count",
    "file_note",
    "published_at",
    "updated_at",
)

# What the running `recorded_once` has still to record, in the order of its events; None outside of one
_waiting: ContextVar[dict[tuple[type[models.Model], int], None] | None] = ContextVar("_waiting", default=None)


@contextmanager
def recorded_once() -> Iterator[None]:
    """Have what the events within concern recorded once each, at the end and in one transaction with them.

    So are the pages' references and their rows for the search of the admin (`run_once`).
    Within another one the outermost records. Until then the catalogue says what it said before.
    """
    if _waiting.get() is not None:
        yield
        return
    with transaction.atomic():
        waiting: dict[tuple[type[models.Model], int], None] = {}
        token = _waiting.set(waiting)
        try:
            with run_once():
                yield
        finally:
            _waiting.reset(token)
        for model, object_id in waiting:
            record_newest(model=model, object_id=object_id)


def record_newest(*, model: type[models.Model], object_id: int, files_changed: bool = False) -> None:
    """Record a contribution as the database has it; what is gone is left alone.

    Its row is locked before it is read: of two who record it at once, the later reads what the earlier has written.
    """
    waiting = _waiting.get()
    if waiting is not None and not files_changed:
        waiting[model, object_id] = None
        return
    with transaction.atomic():
        entry = _locked_entry(model, object_id)
        fresh = model._default_manager.filter(pk=object_id).first()
        if fresh is not None:
            _write(cast(Contribution, fresh), entry, files_changed=files_changed)


def record(contribution: Contribution) -> Entry:
    """Write what differs of what the catalogue keeps of this contribution, and return its row."""
    with transaction.atomic():
        return _write(contribution, _locked_entry(cast("type[models.Model]", type(contribution)), contribution.pk))


def _locked_entry(model: type[models.Model], object_id: int) -> Entry | None:
    rows = Entry.objects.select_for_update(of=("self",)).select_related("searchable")
    return rows.filter(content_type=ContentType.objects.get_for_model(model), object_id=object_id).first()


def _write(contribution: Contribution, entry: Entry | None, *, files_changed: bool = False) -> Entry:
    """Write what differs, the row itself last and only if anything does: its `post_save` tells of every change."""
    data = contribution.entry_data()
    columns = _columns(contribution, data)
    if entry is None:
        entry, created = Entry.objects.get_or_create(
            content_type=ContentType.objects.get_for_model(cast(models.Model, contribution)),
            object_id=contribution.pk,
            defaults=columns,
        )
    else:
        created = False
    was_restricted = entry.restricted
    changed = [name for name, value in columns.items() if getattr(entry, name) != value]
    for name in changed:
        setattr(entry, name, columns[name])
    differs = [
        _link(entry, data, is_new=created),
        (was_restricted or entry.restricted) and _restrict(entry, data, is_new=created),
        _write_text(entry, data, is_new=created),
        files_changed,
    ]
    if changed or (any(differs) and not created):
        entry.save(update_fields=changed or ["title"])
    return entry


def _columns(contribution: Contribution, data: EntryData) -> dict[str, object]:
    columns = {name: _limited(name, getattr(data, name)) for name in COLUMNS}
    if columns["updated_at"] is None:
        del columns["updated_at"]
    return columns | {
        "kind": contribution.kind,
        "restricted": bool(data.restrictions),
        "topic_key": topic_key(data.topic_ids),
    }


def _limited(name: str, value: object) -> object:
    max_length = getattr(Entry._meta.get_field(name), "max_length", None)
    return value[:max_length] if isinstance(value, str) and max_length else value


def _link(entry: Entry, data: EntryData, *, is_new: bool) -> bool:
    """Bring topics and files up to date; return whether any differed."""
    topics, documents = set(data.topic_ids), set(data.document_ids)
    if is_new:
        entry.topics.add(*topics)
        entry.documents.add(*documents)
        return bool(topics or documents)
    marked = (
        Entry.topics.through.objects.filter(entry=entry).values_list(models.Value("topic"), "topic_id"),
        Entry.documents.through.objects.filter(entry=entry).values_list(models.Value("document"), "document_id"),
    )
    linked = set(marked[0].union(marked[1], all=True))
    if linked == {("topic", pk) for pk in topics} | {("document", pk) for pk in documents}:
        return False
    entry.topics.set(topics)
    entry.documents.set(documents)
    return True


def _restrict(entry: Entry, data: EntryData, *, is_new: bool) -> bool:
    """Bring the restrictions up to date; return whether any differed."""
    wanted = sorted(sorted(set(groups)) for groups in data.restrictions)
    kept: dict[int, list[int]] = {}
    for restriction, group in () if is_new else entry.restrictions.values_list("pk", "groups"):
        kept.setdefault(restriction, []).extend([group] if group is not None else [])
    if wanted == sorted(sorted(groups) for groups in kept.values()):
        return False
    entry.restrictions.all().delete()
    for groups in wanted:
        EntryRestriction.objects.create(entry=entry).groups.set(groups)
    return True


def _write_text(entry: Entry, data: EntryData, *, is_new: bool) -> bool:
    """Bring the searchable text up to date; return whether it differed."""
    wanted = _searchable(data)
    kept: EntryText | None = None if is_new else getattr(entry, "searchable", None)
    if kept is None:
        EntryText.objects.create(entry=entry, **wanted)
        return True
    changed = [name for name, value in wanted.items() if getattr(kept, name) != value]
    for name in changed:
        setattr(kept, name, wanted[name])
    if changed:
        kept.save(update_fields=changed)
    return bool(changed)


def _searchable(data: EntryData) -> dict[str, str]:
    everything = [data.title, data.teaser, data.text, *data.keywords]
    if data.document_ids:
        files = Document.objects.filter(pk__in=data.document_ids).only("title", "file", "download_name", "text")
        everything += [part for file in files.order_by("pk") for part in (file.title, file.filename, file.text)]
    return {
        "text": data.text.replace("\x00", ""),
        "keywords": "\n".join(word for word in data.keywords if word).replace("\x00", ""),
        "folded_title": fold(data.title),
        "folded_teaser": fold(data.teaser),
        "folded": fold("\n".join(part for part in everything if part)),
    }


def forget(*, model: type[models.Model], object_id: int) -> None:
    """Remove the row of a contribution that is deleted."""
    Entry.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id=object_id).delete()


def entry_of(contribution: Contribution) -> Entry | None:
    """Return the row of a contribution, or None before it was recorded."""
    return Entry.objects.filter(
        content_type=ContentType.objects.get_for_model(cast(models.Model, contribution)), object_id=contribution.pk
    ).first()
