"""Images and documents; their files are served only after a permission check."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


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

    admin_form_fields = ("title", "file", "description", "source", "collection", "tags", "focal_point_x",
                         "focal_point_y", "focal_point_width", "focal_point_height")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions: ClassVar = [("choose_image", _("Can choose image"))]
        indexes: ClassVar = [models.Index(fields=["file"], name="files_image_file")]


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

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions: ClassVar = [("choose_document", _("Can choose document"))]
        indexes: ClassVar = [models.Index(fields=["file"], name="files_document_file")]

    @property
    def extension(self) -> str:
        """File name extension in lower case, without the dot."""
        return self.file_extension.lower()
