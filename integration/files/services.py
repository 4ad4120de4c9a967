"""Writes to files: the row and the bytes come and go together."""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from integration.files.models import Document, Image
from integration.files.names import title_from_name
from integration.files.storage import StorageFull
from integration.files.validation import is_picture
from integration.members.models import User

__all__ = ["StorageFull", "discard_files", "keep_files", "store_document", "store_image", "store_upload"]


@transaction.atomic
def store_document(*, upload: UploadedFile, user: User, title: str = "", temporary: bool = False) -> Document:
    """Save a validated upload as this person's document; without a title its name becomes one.

    A temporary one is cleaned away after a time unless `keep_files` says that it is in use.

    Raises `StorageFull` where the disk is full; then neither row nor file is left.
    """
    title = title or title_from_name(upload.name or "")
    document = Document(title=title, file=upload, uploaded_by_user=user, temporary=temporary)
    document.save()
    return document


@transaction.atomic
def store_image(
    *, upload: UploadedFile, user: User, title: str = "", source: str = "", temporary: bool = False
) -> Image:
    """Save a validated picture as this person's image, without what it tells about people and places.

    A temporary one is cleaned away after a time unless `keep_files` says that it is in use.

    Raises `StorageFull` where the disk is full; then neither row nor file is left.
    """
    title = title or title_from_name(upload.name or "")
    image = Image(title=title, file=upload, uploaded_by_user=user, source=source, temporary=temporary)
    image.save()
    return image


@transaction.atomic
def keep_files(*, documents: Iterable[Document] = (), images: Iterable[Image] = ()) -> None:
    """Say that files which came with a form are in use now; called in the transaction that hands the form in."""
    Document.objects.filter(pk__in=[document.pk for document in documents], temporary=True).update(temporary=False)
    Image.objects.filter(pk__in=[image.pk for image in images], temporary=True).update(temporary=False)


def store_upload(*, upload: UploadedFile, user: User) -> Document | Image:
    """Save a validated upload that came with a form, as a picture where it is one; cleaned away unless it is kept.

    Raises `StorageFull` where the disk is full; then neither row nor file is left.
    """
    store = store_image if is_picture(upload) else store_document
    return store(upload=upload, user=user, temporary=True)


@transaction.atomic
def discard_files(files: Iterable[Document | Image]) -> None:
    """Delete files that turned out not to be needed: rows and bytes."""
    for file in files:
        file.delete()
