"""Forms for files in the Wagtail admin: the same checks as in the front end."""

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from integration.files.tasks import make_picture_versions
from integration.files.validation import validate_document, validate_image

if TYPE_CHECKING:
    from django.forms import ModelForm as _Form
else:
    _Form = object


class ReplacedFileMixin(_Form):
    """Deletes a replaced file once the new one is safely in the database, not before as Wagtail does."""

    original_file: Any

    def save(self, commit: bool = True) -> models.Model:
        replaced = self.original_file if commit and "file" in self.changed_data else None
        self.original_file = None
        instance = super().save(commit=commit)
        if replaced:
            transaction.on_commit(lambda: replaced.storage.delete(replaced.name))
            self.forget_derived_files()
        return instance

    def forget_derived_files(self) -> None:
        """Delete what was made out of the replaced file."""


class DocumentForm(ReplacedFileMixin, BaseDocumentForm):
    """A document, checked by its content."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            validate_document(file)
        return file


class CheckedImageField(WagtailImageField):
    """Wagtail's field, asked only about pictures that are whole: half a picture makes it fail."""

    def to_python(self, data: Any) -> Any:
        if isinstance(data, UploadedFile):
            validate_image(data)
        return super().to_python(data)


class ImageForm(ReplacedFileMixin, BaseImageForm):
    """A picture, checked by its content."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            self.fields["file"] = CheckedImageField(label=field.label, required=field.required, widget=field.widget)

    def forget_derived_files(self) -> None:
        self.instance.renditions.all().delete()
        make_picture_versions.enqueue(image_id=self.instance.pk)
