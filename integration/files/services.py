"""Writes to files: the row and the bytes come and go together."""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from integration.files.models import Document, Image
from integration.files.names import title_from_name
from integration.files.storage import StorageFull
from integration.members.models import User

__all__ = ["StorageFull", "discard_documents", "store_document", "store_image"]


@transaction.atomic
def store_document(*, upload: UploadedFile, user: User, title: str = "") -> Document:
    """Save a validated upload as this person's document; without a title its name becomes one.

    Raises `StorageFull` where the disk is full; then neither row nor file is left.
    """
    document = Document(title=title or title_from_name(upload.name or ""), file=upload, uploaded_by_user=user)
    document.save()
    return document


@transaction.atomic
def store_image(*, upload: UploadedFile, user: User, title: str = "", source: str = "") -> Image:
    """Save a validated picture as this person's image, without what it tells about people and places.

    Raises `StorageFull` where the disk is full; then neither row nor file is left.
    """
    image = Image(title=title or title_from_name(upload.name or ""), file=upload, uploaded_by_user=user, source=source)
    image.save()
    return image


@transaction.atomic
def discard_documents(documents: Iterable[Document]) -> None:
    """Delete documents that turned out not to be needed, with their files."""
    for document in documents:
        document.delete()
