from django.db import migrations


def note_phase(apps, schema_editor):
    """Write the status of published projects into their rows of the catalogue, as recording them anew would."""
    ProjectPage = apps.get_model("integration", "ProjectPage")
    kind = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="integration", model="projectpage")
    projects = apps.get_model("catalogue", "Entry").objects.filter(content_type__in=kind)
    for status in ("planned", "running", "completed"):
        pages = ProjectPage.objects.filter(status=status).values("pk")
        projects.filter(object_id__in=pages).update(phase=status)


class Migration(migrations.Migration):
    dependencies = [
        ("integration", "0004_topicproposal"),
        ("catalogue", "0005_entry_phase_topic_key"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(note_phase, migrations.RunPython.noop, elidable=True)]
