from django.db import migrations, models
from django.db.models import F


def stand_in(apps, schema_editor):
    """Until a contribution is recorded anew, what was compared so far stands in for its keywords."""
    apps.get_model("catalogue", "EntryText").objects.update(keywords=F("folded"))


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_alter_entry_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="entrytext",
            name="keywords",
            field=models.TextField(default=""),
        ),
        migrations.RunPython(stand_in, migrations.RunPython.noop, elidable=True),
    ]
