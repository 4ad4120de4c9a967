"""What the worker does for files every day."""

from integration.files import cleaning, pictures
from integration.files.tasks import make_picture_versions
from integration.jobs.periodic import periodic

PICTURES_A_DAY = 500


@periodic(hours=24)
def delete_abandoned_uploads() -> None:
    """Delete the files of forms that nobody handed in, and what broke off on the disk."""
    cleaning.delete_abandoned()
    cleaning.delete_unknown_files()


@periodic(hours=24)
def prepare_older_pictures() -> None:
    """Have versions made of pictures that were there before pages asked for them."""
    for image_id in pictures.images_to_prepare(PICTURES_A_DAY):
        make_picture_versions.enqueue(image_id=image_id)
