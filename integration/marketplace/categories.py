"""What is sought and offered: the editors' own short list of categories, each with a picture."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class CategoryPicture(models.TextChoices):
    """The pictures of `static/icons.svg` that a category can have."""

    BED = "pic-bett", _("Bunk bed")
    CONTAINER = "pic-container", _("Container")
    ROOM = "pic-raum", _("Room")
    LANGUAGE = "pic-sprache", _("Speech bubbles")
    FORM = "pic-formular", _("Form")
    BICYCLE = "pic-rad", _("Bicycle")
    PEOPLE = "pic-personen", _("Two people")
    PARTNERS = "pic-partner", _("Two town halls")
    BOX = "pic-kiste", _("Box")


class Category(models.Model):
    """A category of listings; listings without one stand under "something else"."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("short form in addresses"), unique=True)
    icon = models.CharField(_("picture"), max_length=20, choices=CategoryPicture, default=CategoryPicture.BOX)
    anywhere = models.BooleanField(
        _("distance does not matter"),
        default=False,
        help_text=_("For what can be sent or done from afar, such as translated forms."),
    )
    sort_order = models.PositiveSmallIntegerField(_("position"), default=0)

    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("icon"),
        FieldPanel("anywhere"),
        FieldPanel("sort_order"),
    ]

    class Meta:
        ordering: ClassVar = ["sort_order", "name"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name
