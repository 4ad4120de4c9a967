"""What new members write first, where editors want to see it before others do: no post yet, so nobody else meets it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from integration.files.models import Document, Image
from integration.members.models import User
from integration.taxonomy.models import Topic


@register_setting(icon="comment", order=20)
class ForumSettings(BaseGenericSetting):
    """What editors decide about the forum as a whole."""

    hold_first_posts = models.BooleanField(
        _("look at the first posts of new members before others read them"),
        default=False,
        help_text=_("They wait under “Reported things”. Editors, and members who may publish at once, never wait."),
    )
    held_number = models.PositiveSmallIntegerField(
        _("how many first posts"), default=1, help_text=_("After so many that were released, a member does not wait.")
    )

    panels: ClassVar[list] = [FieldPanel("hold_first_posts"), FieldPanel("held_number")]

    class Meta:
        verbose_name = _("forum")


class HeldPostQuerySet(models.QuerySet["HeldPost"]):
    def visible_to(self, user: User | AnonymousUser) -> "HeldPostQuerySet":
        """Those that this person may read: the own ones, editors all."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        return self if user.is_editor else self.filter(author=user)

    def waiting(self) -> "HeldPostQuerySet":
        """Those on which nobody has decided."""
        return self.filter(post=None, refused_at=None)


class HeldPost(models.Model):
    """A question or an answer as it was written; released, it becomes a post. It keeps the address for its author."""

    thread = models.ForeignKey("forum.Thread", on_delete=models.CASCADE, null=True, blank=True, related_name="held")
    title = models.CharField(_("title"), max_length=160, blank=True)  # of a question; an answer has a thread
    sort = models.CharField(_("question or discussion"), max_length=10, blank=True)
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    shielded = models.BooleanField(_("without a name"), default=False)
    body = models.TextField(_("text"))  # clean HTML of `integration.richtext`
    quoted = models.ForeignKey("forum.Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    quote = models.TextField(_("quotation"), blank=True)
    documents = models.ManyToManyField(Document, related_name="+")
    images = models.ManyToManyField(Image, related_name="+")
    form_key = models.UUIDField(editable=False)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    post = models.ForeignKey("forum.Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)

    objects = HeldPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post that waits")
        verbose_name_plural = _("posts that wait")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "form_key"], name="held_once_per_form"),
            models.CheckConstraint(condition=Q(thread__isnull=False) | ~Q(title=""), name="held_question_or_answer"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """Where its author sees how it stands."""
        return reverse("forum:held", args=[self.pk])

    @property
    def subject(self) -> str:
        """What it is about."""
        return self.thread.title if self.thread is not None else self.title

    @property
    def html(self) -> SafeString:
        return mark_safe(self.body)  # noqa: S308
