from collections import defaultdict

from django.db import migrations, models

BATCH = 500


def note_topics(apps, schema_editor):
    """Write down the topics of the rows that are there, as `services.record` does for those to come."""
    Entry = apps.get_model("catalogue", "Entry")
    topics = defaultdict(list)
    for entry, topic in Entry.topics.through.objects.order_by("topic_id").values_list("entry_id", "topic_id"):
        topics[entry].append(str(topic))
    entries = [Entry(pk=pk, topic_key=" ".join(found)) for pk, found in topics.items()]
    Entry.objects.bulk_update(entries, ["topic_key"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0004_entrytext_keywords"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="phase",
            field=models.CharField(
                blank=True,
                choices=[("planned", "coming up"), ("running", "running"), ("completed", "over")],
                default="",
                max_length=12,
                verbose_name="phase",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="entry",
            name="topic_key",
            field=models.TextField(blank=True, default="", editable=False, verbose_name="topics, as numbers"),
            preserve_default=False,
        ),
        migrations.RunPython(note_topics, migrations.RunPython.noop, elidable=True),
    ]
