"""Images and documents; their files are served only after a permission check."""

from contextlib import ExitStack
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from integration.files.metadata import without_metadata
from integration.files.names import clean_file_name, extension_of, stored_file_name
from integration.files.storage import nothing_left_on_failure


class Licence(models.TextChoices):
    """What others may do with a picture."""

    OWN = "own", _("Own picture, municipalities may use it")
    PORTAL_ONLY = "portal", _("Only for this portal")
    CC0 = "cc0", _("Public domain (CC0)")
    CC_BY = "cc-by", _("Free, name the source (CC BY 4.0)")
    CC_BY_SA = "cc-by-sa", _("Free, name the source, pass on alike (CC BY-SA 4.0)")
    PRESS = "press", _("Press picture, used with permission")


LICENCES_IN_SHORT = {  # as a line below a picture has room for it
    Licence.OWN: _("municipalities may use it"),
    Licence.PORTAL_ONLY: _("only for this portal"),
    Licence.CC0: "CC0",
    Licence.CC_BY: "CC BY 4.0",
    Licence.CC_BY_SA: "CC BY-SA 4.0",
    Licence.PRESS: _("press picture"),
}


class Image(AbstractImage):
    """A picture with its source, so that its rights can be looked up."""

    # Wagtail's own, with names that do not collide with those of its stock model
    tags = TaggableManager(blank=True, verbose_name=_("tags"), related_name="portal_images")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="uploaded_images",
        verbose_name=_("uploaded by"),
    )
    source = models.CharField(_("source and rights"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=10, choices=Licence, blank=True)
    temporary = models.BooleanField(default=False, editable=False)  # came with a form that was not handed in yet

    admin_form_fields = (
        "title",
        "file",
        "description",
        "source",
        "licence",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions: ClassVar = [("choose_image", _("Can choose image"))]
        indexes: ClassVar = [models.Index(fields=["file"], name="files_image_file")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        with ExitStack() as stack:
            if self.file and not self.file._committed:
                self._prepare_file()
                stack.enter_context(nothing_left_on_failure(self.file))
            super().save(*args, **kwargs)

    @property
    def credit(self) -> str:
        """Who made the picture and what others may do with it, in one line; empty where neither is known."""
        known = [self.source, str(LICENCES_IN_SHORT.get(Licence(self.licence), "")) if self.licence in Licence else ""]
        words = ", ".join(part for part in known if part)
        return gettext("Photo: %(words)s") % {"words": words} if words else ""

    def _prepare_file(self) -> None:
        """Take out of a new picture what it tells about people and places, and give it a name for the disk."""
        self.file.open()
        content = without_metadata(self.file.read())
        setattr(self, "file", ContentFile(content, stored_file_name(self.file.name)))  # noqa: B010 - a descriptor
        self._set_image_file_metadata()


class Rendition(AbstractRendition):
    """A smaller version of an image; whoever may see the image may see it."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
        indexes: ClassVar = [models.Index(fields=["file"], name="files_rendition_file")]


class Document(AbstractDocument):
    """A file that people hand on, and the text that search finds in it."""

    class TextState(models.TextChoices):
        PENDING = "pending", _("is being read")
        DONE = "done", _("read")
        NONE = "none", _("no readable text")

    # Wagtail's own, with names that do not collide with those of its stock model
    tags = TaggableManager(blank=True, verbose_name=_("tags"), related_name="portal_documents")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="uploaded_documents",
        verbose_name=_("uploaded by"),
    )
    text = models.TextField(_("text"), blank=True, editable=False)
    text_state = models.CharField(
        _("text of the file"), max_length=8, choices=TextState, default=TextState.PENDING, editable=False
    )
    text_note = models.CharField(_("note on the text"), max_length=200, blank=True, editable=False)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True, editable=False)
    found = models.JSONField(default=dict, blank=True, editable=False)  # `layout.Found`: properties and looks
    temporary = models.BooleanField(default=False, editable=False)  # came with a form that was not handed in yet
    download_name = models.CharField(_("name of the file"), max_length=200, blank=True, editable=False)

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions: ClassVar = [("choose_document", _("Can choose document"))]
        indexes: ClassVar = [models.Index(fields=["file"], name="files_document_file")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        with ExitStack() as stack:
            if self.file and not self.file._committed:
                self._prepare_file()
                stack.enter_context(nothing_left_on_failure(self.file))
            super().save(*args, **kwargs)

    def _prepare_file(self) -> None:
        """Note what is known of a new file; the text of the one that it replaces is gone."""
        self._set_document_file_metadata()
        self.download_name = clean_file_name(self.file.name)
        self.file.name = stored_file_name(self.download_name)
        if self.pk is not None:
            self.text, self.text_state, self.text_note, self.pages = "", self.TextState.PENDING, "", None
            self.found = {}

    @property
    def filename(self) -> str:
        """The name under which people save it, as it was when it came; the disk has another."""
        return self.download_name or super().filename

    @property
    def extension(self) -> str:
        """File name extension in lower case, without the dot."""
        return extension_of(self.filename)

    @property
    def url(self) -> str:
        """Address that sends the file after a permission check."""
        return reverse("wagtaildocs_serve", args=[self.pk, self.filename])
