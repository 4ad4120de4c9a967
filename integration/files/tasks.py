"""Work for the worker: what takes too long while somebody waits."""

from django_tasks import task

from integration.files import pictures
from integration.files.models import Image


@task(backend="queue")
def make_picture_versions(image_id: int) -> None:
    """Make the versions of a picture that pages show; safe to run twice and to be killed anywhere."""
    image = Image.objects.filter(pk=image_id).first()
    if image is not None:  # else deleted meanwhile
        pictures.make_versions(image)
