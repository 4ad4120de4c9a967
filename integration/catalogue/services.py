"""Writes to the catalogue, always in the transaction of the write that they follow."""

from typing import cast

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from integration.catalogue.contract import Contribution, EntryData
from integration.catalogue.folding import fold
from integration.catalogue.models import Entry, EntryRestriction, EntryText, topic_key
from integration.files.models import Document

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


def _limited(name: str, value: object) -> object:
    max_length = getattr(Entry._meta.get_field(name), "max_length", None)
    return value[:max_length] if isinstance(value, str) and max_length else value


def _searchable(data: EntryData) -> dict[str, str]:
    everything = [data.title, data.teaser, data.text, *data.keywords]
    for document in Document.objects.filter(pk__in=data.document_ids):
        everything += [document.title, document.filename, document.text]
    return {
        "text": data.text.replace("\x00", ""),
        "keywords": "\n".join(word for word in data.keywords if word).replace("\x00", ""),
        "folded_title": fold(data.title),
        "folded_teaser": fold(data.teaser),
        "folded": fold("\n".join(part for part in everything if part)),
    }


@transaction.atomic
def record(contribution: Contribution) -> Entry:
    """Write what the catalogue keeps of this contribution, and return its row."""
    data = contribution.entry_data()
    columns = {name: _limited(name, getattr(data, name)) for name in COLUMNS}
    if columns["updated_at"] is None:
        del columns["updated_at"]
    entry, _created = Entry.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(cast(models.Model, contribution)),
        object_id=contribution.pk,
        defaults=columns
        | {
            "kind": contribution.kind,
            "restricted": bool(data.restrictions),
            "topic_key": topic_key(data.topic_ids),
        },
    )
    entry.topics.set(data.topic_ids)
    entry.documents.set(data.document_ids)
    EntryText.objects.update_or_create(entry=entry, defaults=_searchable(data))
    entry.restrictions.all().delete()
    for groups in data.restrictions:
        EntryRestriction.objects.create(entry=entry).groups.set(groups)
    return entry


def forget(*, model: type[models.Model], object_id: int) -> None:
    """Remove the row of a contribution that is deleted."""
    Entry.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id=object_id).delete()


def entry_of(contribution: Contribution) -> Entry | None:
    """Return the row of a contribution, or None before it was recorded."""
    return Entry.objects.filter(
        content_type=ContentType.objects.get_for_model(cast(models.Model, contribution)), object_id=contribution.pk
    ).first()
