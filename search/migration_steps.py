"""What migrations do with the index in the database: it holds nothing that cannot be made again."""

from typing import Any

from search.engines.kept import InDatabase


def make_index(apps: Any, schema_editor: Any) -> None:
    """Make the index, empty, and note all that is published for it; the worker or the first searches put it in."""
    live = InDatabase().live()
    live.drop()
    live.create()
    entries = apps.get_model("catalogue", "Entry").objects.filter(live=True).order_by("pk")
    change = apps.get_model("search", "IndexChange")
    change.objects.filter(index=InDatabase.name).delete()
    change.objects.bulk_create(
        (change(index=InDatabase.name, entry_id=pk) for pk in entries.values_list("pk", flat=True).iterator()),
        batch_size=500,
    )


def remove_index(apps: Any, schema_editor: Any) -> None:
    """Remove the index."""
    InDatabase().live().drop()
