"""Files that come with a form: what is sent once is not asked for again, whatever else is wrong."""

from dataclasses import dataclass, field

from allauth.core import ratelimit
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from integration.files.fields import FilesField
from integration.files.models import Document, Image
from integration.files.names import extension_of
from integration.files.services import StorageFull, store_upload
from integration.files.validation import is_picture
from integration.members.models import User
from integration.members.requests import MemberRequest


@dataclass
class Uploads:
    """The files of a form, those that came before and those that came with it."""

    documents: list[Document] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.documents) + len(self.images)


def add_uploads(request: MemberRequest, form: forms.Form, kept: Uploads, *, most: int, too_many: str) -> None:
    """Store the sound files that came in a form's field `uploads`, and add them to those that it keeps.

    What cannot be taken the form says: `too_many` where there would be more than `most`.
    """
    uploads = form.fields["uploads"]
    assert isinstance(uploads, FilesField)
    sound = uploads.sound_files(request.FILES.getlist("uploads"))
    if not sound:
        return
    if not ratelimit.consume(request, action="upload"):
        form.add_error("uploads", _("You have sent a great many files. Please wait a few minutes and add them then."))
        return
    if len(kept) + len(sound) > most:
        form.add_error("uploads", too_many)
        return
    for upload in sound:
        try:
            file = store_nameless(upload, request.user)
        except StorageFull:
            text = _("There is no room for %(name)s at the moment. Please try again later or tell the editors.")
            form.add_error("uploads", text % {"name": upload.name})
            break
        if isinstance(file, Image):
            kept.images.append(file)
        else:
            kept.documents.append(file)


def store_nameless(upload: UploadedFile, user: User) -> Document | Image:
    """Store a file; a picture under a name that says nothing, as its own may name the person who took it.

    Raises `StorageFull` where the disk is full.
    """
    if is_picture(upload):
        upload.name = f"{_('picture')}.{extension_of(upload.name)}"
    return store_upload(upload=upload, user=user)
