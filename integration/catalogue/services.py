"""Writes to the catalogue, always in the transaction of the write that they follow."""

from typing import cast

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from integration.catalogue.contract import Contribution
from integration.catalogue.models import Entry, EntryRestriction, EntryText

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
        defaults=columns | {"kind": contribution.kind, "restricted": bool(data.restrictions)},
    )
    entry.topics.set(data.topic_ids)
    EntryText.objects.update_or_create(entry=entry, defaults={"text": data.text})
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
