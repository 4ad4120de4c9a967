"""Notes every change of the catalogue for the indexes and for suggestions, in the transaction that makes it."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from integration.catalogue.models import Entry
from search.services import note_changes
from search.titles import keep_titles


def on_recorded(sender: type, instance: Entry, **kwargs: Any) -> None:
    """The row is what `record` writes last at every change of an entry, of its text and its files too."""
    note_changes(entries=[instance.pk])
    keep_titles([instance.pk])


def on_deleted(sender: type, instance: Entry, **kwargs: Any) -> None:
    note_changes(entries=[instance.pk])


post_save.connect(on_recorded, sender=Entry)
post_delete.connect(on_deleted, sender=Entry)
