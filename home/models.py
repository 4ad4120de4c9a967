"""The start page, the portal's settings and what is written to the editors."""

from typing import Any, ClassVar, cast

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page

from home.start import start_context
from integration.files.models import Image
from integration.members.models import User

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


class HomePage(Page):
    """The members' start page; what it shows comes from the catalogue."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["integration.SectionPage"]
    private_page_options: ClassVar[list[str]] = ["groups"]  # whoever can sign in is a member anyway
    template = "home/start.html"

    class Meta:
        verbose_name = _("start page")
        verbose_name_plural = _("start pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | start_context(cast(User, request.user))


@register_setting(icon="home", order=1)
class PortalSettings(BaseGenericSetting):
    """What editors set without a developer: who they are, and the public texts."""

    operator_name = models.CharField(_("who runs the portal"), max_length=160, blank=True)
    region = models.CharField(_("line below the name"), max_length=120, blank=True)
    editor_name = models.CharField(_("editor's name"), max_length=120, blank=True)
    editor_function = models.CharField(_("editor's function"), max_length=120, blank=True)
    editor_phone = models.CharField(_("editor's phone"), max_length=40, blank=True)
    editor_email = models.EmailField(_("editor's e-mail address"), blank=True)
    editor_note = models.CharField(_("a sentence to the members"), max_length=250, blank=True)
    editor_photo = models.ForeignKey(
        Image, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("editor's photo")
    )
    office_hours = models.CharField(_("office hours"), max_length=160, blank=True)
    review_days = models.PositiveSmallIntegerField(
        _("working days that a review takes"), default=2, help_text=_("Contributors read this after handing in.")
    )
    landing_title = models.CharField(_("landing page: heading"), max_length=120, blank=True)
    landing_lead = models.TextField(_("landing page: lead"), max_length=500, blank=True)
    imprint = RichTextField(_("Impressum"), features=TEXT_FEATURES, blank=True)
    privacy = RichTextField(_("Datenschutzerklärung"), features=TEXT_FEATURES, blank=True)
    accessibility = RichTextField(_("Erklärung zur Barrierefreiheit"), features=TEXT_FEATURES, blank=True)

    panels: ClassVar[list] = [
        MultiFieldPanel(
            [
                FieldPanel("editor_name"),
                FieldPanel("editor_function"),
                FieldPanel("editor_phone"),
                FieldPanel("editor_email"),
                FieldPanel("office_hours"),
                FieldPanel("editor_note"),
                FieldPanel("editor_photo"),
                FieldPanel("review_days"),
            ],
            _("Editors"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("operator_name"),
                FieldPanel("region"),
                FieldPanel("landing_title"),
                FieldPanel("landing_lead"),
            ],
            _("Landing page"),
        ),
        MultiFieldPanel([FieldPanel("imprint"), FieldPanel("privacy"), FieldPanel("accessibility")], _("Legal texts")),
    ]

    class Meta:
        verbose_name = _("portal settings")


class Feedback(models.Model):
    """What somebody writes to the editors: a barrier, with or without an account, or a member's question."""

    class Kind(models.TextChoices):
        BARRIER = "barrier", _("barrier")
        QUESTION = "question", _("question")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.BARRIER)
    subject = models.CharField(_("subject"), max_length=160, blank=True)
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    form_key = models.UUIDField(null=True, editable=False)  # of the form: sent twice, it is one message
    page_url = models.CharField(_("which page"), max_length=500, blank=True)
    text = models.TextField(_("text"), max_length=4000)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address for an answer"), blank=True)
    created_at = models.DateTimeField(_("received at"), default=timezone.now)
    done = models.BooleanField(_("dealt with"), default=False)

    class Meta:
        ordering: ClassVar = ["done", "-created_at"]
        verbose_name = _("message to the editors")
        verbose_name_plural = _("messages to the editors")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "form_key"], name="feedback_one_message_per_form")
        ]

    def __str__(self) -> str:
        return self.subject or self.text[:60]
