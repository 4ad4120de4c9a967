"""Files that come with a form: what is uploaded once is not asked for again, whatever else is wrong."""

from dataclasses import dataclass, field
from typing import cast

from django import forms
from django.utils.translation import gettext as _

from integration.contribute.images import KEPT
from integration.contribute.windows import KEPT_FILES
from integration.files.fields import FilesField
from integration.files.models import Document, Image
from integration.files.services import StorageFull, store_upload
from integration.members.models import User
from integration.members.requests import as_keys


@dataclass(frozen=True)
class Uploads:
    """What a form brought: documents and pictures, in the order in which they came."""

    documents: list[Document] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)

    def __or__(self, other: "Uploads") -> "Uploads":
        return Uploads([*self.documents, *other.documents], [*self.images, *other.images])

    def __bool__(self) -> bool:
        return bool(self.documents or self.images)


def named_uploads(data: dict[str, list[str]], user: User) -> Uploads:
    """Return this person's own files that the data of a form names as ticked."""
    documents, images = (as_keys(data.get(name, [])) for name in (KEPT_FILES, KEPT))
    return Uploads(
        list(Document.objects.filter(pk__in=documents, uploaded_by_user=user)),
        list(Image.objects.filter(pk__in=images, uploaded_by_user=user)),
    )


def store_uploads(form: forms.BaseForm, user: User) -> Uploads:
    """Store the sound files of a form's field `uploads`, even where another one or another field is wrong.

    Where the disk is full an error is added to that field; nothing is left of the file then.
    """
    stored = Uploads()
    sound = cast("FilesField", form.fields["uploads"]).sound_files(form.files.getlist(form.add_prefix("uploads")))
    for upload in sound:
        try:
            file = store_upload(upload=upload, user=user)
        except StorageFull:
            form.add_error(
                "uploads",
                _("There is no room for %(name)s at the moment. Please try again later or tell the editors.")
                % {"name": upload.name},
            )
            break
        if isinstance(file, Image):
            stored.images.append(file)
        else:
            stored.documents.append(file)
    return stored
