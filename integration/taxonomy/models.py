"""Topics: the editors' own short list by which everything is sorted."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class TopicIcon(models.TextChoices):
    """The twelve pictures of `static/icons.svg` that a topic can have."""

    HOUSING = "wohnen", _("House")
    EDUCATION = "bildung", _("Mortarboard")
    WORK = "arbeit", _("Briefcase")
    EQUALITY = "gleichstellung", _("Equals sign")
    VOLUNTEERS = "ehrenamt", _("Helping hand")
    LANGUAGE = "sprache", _("Speech bubbles")
    HEALTH = "gesundheit", _("Heart")
    FAMILY = "familie", _("Family")
    ADMINISTRATION = "verwaltung", _("Town hall")
    CULTURE = "kultur", _("Mask")
    SPORT = "sport", _("Ball")
    LAW = "recht", _("Scales")


class Topic(models.Model):
    """A curated theme; its colour is one of twelve hues that read well in light and dark."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("short form in addresses"), unique=True)
    icon = models.CharField(_("picture"), max_length=20, choices=TopicIcon)
    hue = models.PositiveSmallIntegerField(
        _("colour"),
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("1 to 12, around the circle."),
    )
    synonyms = models.CharField(
        _("words that mean the same"),
        max_length=500,
        blank=True,
        help_text=_("With commas between them. Whoever searches for one of them finds what has the topic's name, too."),
    )
    sort_order = models.PositiveSmallIntegerField(_("position"), default=0)

    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("icon"),
        FieldPanel("hue"),
        FieldPanel("synonyms"),
        FieldPanel("sort_order"),
    ]

    class Meta:
        ordering: ClassVar = ["sort_order", "name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name
