from django.db import migrations

from search.migration_steps import make_index


class Migration(migrations.Migration):
    """The tables of the index know which words a document brought; in PostgreSQL tokens are numbers."""

    dependencies = [("search", "0006_words_of_titles")]

    operations = [migrations.RunPython(make_index, make_index)]
