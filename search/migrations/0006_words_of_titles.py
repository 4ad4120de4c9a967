from django.db import migrations

from search.titles import title_words

BATCH = 1000


def keep(apps, schema_editor):
    """Keep the words of what is published already; later ones are written with their titles."""
    entry, word = apps.get_model("catalogue", "Entry"), apps.get_model("search", "TitleWord")
    rows = entry.objects.filter(live=True).order_by("pk").values_list("pk", "title", "restricted")
    word.objects.bulk_create(
        (
            word(entry_id=pk, word=spelling, leads=leads, restricted=restricted)
            for pk, title, restricted in rows.iterator()
            for spelling, leads in title_words(title).items()
        ),
        batch_size=BATCH,
    )


class Migration(migrations.Migration):
    dependencies = [("search", "0005_suggestions_and_saved_searches")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
