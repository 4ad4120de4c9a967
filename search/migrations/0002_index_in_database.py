from django.db import migrations

from search.engines.kept import InDatabase


def make(apps, schema_editor):
    """Make the index, empty, and note all that is published for it; the worker or the first searches put it in."""
    live = InDatabase().live()
    live.drop()
    live.create()
    entries = apps.get_model("catalogue", "Entry").objects.filter(live=True).order_by("pk")
    change = apps.get_model("search", "IndexChange")
    change.objects.bulk_create(
        (change(index=InDatabase.name, entry_id=pk) for pk in entries.values_list("pk", flat=True).iterator()),
        batch_size=500,
    )


def remove(apps, schema_editor):
    InDatabase().live().drop()


class Migration(migrations.Migration):
    """An index holds nothing that cannot be made again: whoever changes its tables repeats this in a migration."""

    dependencies = [
        ("catalogue", "0004_entrytext_keywords"),
        ("search", "0001_initial"),
    ]

    operations = [migrations.RunPython(make, remove)]
