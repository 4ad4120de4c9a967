from django.db import migrations

from search.migration_steps import make_index, remove_index


class Migration(migrations.Migration):
    """An index holds nothing that cannot be made again: whoever changes its tables repeats this in a migration."""

    dependencies = [
        ("catalogue", "0004_entrytext_keywords"),
        ("search", "0001_initial"),
    ]

    operations = [migrations.RunPython(make_index, remove_index)]
