"""A form field for several files at once, documents and pictures alike."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from integration.files.names import clean_file_name
from integration.files.validation import DOCUMENT_EXTENSIONS, is_picture, validate_document, validate_image

MAX_FILES = 10  # at once


class FilesInput(forms.FileInput):
    """The browser's own file input, for several files of the types that the portal takes."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Takes documents and pictures and names each one that cannot be taken; the value is a list of uploads.

    A browser on a phone turns its own format of pictures into one of these by itself.
    """

    widget = FilesInput
    extensions: ClassVar[tuple[str, ...]] = (*DOCUMENT_EXTENSIONS, "jpg", "jpeg", "png", "webp")  # the browser offers
    too_many: ClassVar[Any] = _(
        "At most %(limit)d files at once, please. The first %(limit)d are kept; add the rest later."
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._problems: dict[UploadedFile, list[str]] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> "FilesField":
        copy: FilesField = super().__deepcopy__(memo)
        copy._problems = {}
        return copy

    def validate_upload(self, upload: UploadedFile) -> None:
        """Raise `ValidationError` for a file that cannot be taken; what is in it says whether it is a picture."""
        if is_picture(upload):
            validate_image(upload)
        else:
            validate_document(upload)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        accepted = ",".join(f".{extension}" for extension in self.extensions)
        return super().widget_attrs(widget) | {"accept": accepted}

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the uploads; raise `ValidationError` with one message for each that is refused."""
        uploads = [upload for upload in data or [] if upload]
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        messages = [
            ValidationError(
                _("%(name)s: %(problem)s"),
                code="refused",
                params={"name": clean_file_name(upload.name), "problem": problem},
            )
            for upload in uploads[:MAX_FILES]
            for problem in self._problems_of(upload)
        ]
        if len(uploads) > MAX_FILES:
            messages.append(ValidationError(self.too_many, code="too_many", params={"limit": MAX_FILES}))
        if messages:
            raise ValidationError(messages)
        return uploads

    def sound_files(self, uploads: list[UploadedFile]) -> list[UploadedFile]:
        """Return the uploads that may be kept, so that one wrong file does not cost the others."""
        return [upload for upload in uploads[:MAX_FILES] if upload and not self._problems_of(upload)]

    def _problems_of(self, upload: UploadedFile) -> list[str]:
        if upload not in self._problems:
            try:
                self.validate_upload(upload)
                self._problems[upload] = []
            except ValidationError as error:
                self._problems[upload] = error.messages
        return self._problems[upload]
