"""Writes to files: the row and the bytes come and go together."""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from integration.files.models import Document, Image
from integration.files.names import title_from_name
from integration.files.storage import StorageFull
from integration.members.models import User

__all__ = ["StorageFull", "discard_documents", "keep_files", "store_document", "store_image"]


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


@transaction.atomic
def discard_documents(documents: Iterable[Document]) -> None:
    """Delete documents that turned out not to be needed, with their files."""
    for document in documents:
        document.delete()
