"""What belongs to one person in the forum: marks, mentions, how far was read, and what is being written."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from integration.richtext.fields import is_huge, to_html


class Mark(models.Model):
    """ "Hilft mir": this person was helped by this post. Only the number is shown."""

    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="marks")
    # Who left still counts
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "user"], name="mark_once_per_person")]

    def __str__(self) -> str:
        return f"{self.post_id}, {self.user_id}"


class Mention(models.Model):
    """This person is addressed in this post."""

    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "user"], name="mention_once_per_person")]

    def __str__(self) -> str:
        return f"{self.post_id}, {self.user_id}"


class Reader(models.Model):
    """What one person does with one thread: how far it was read, whether it is followed or kept."""

    thread = models.ForeignKey("forum.Thread", on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_position = models.PositiveIntegerField(default=0)  # the highest position that was on a page the person saw
    told_position = models.PositiveIntegerField(default=0)  # up to here a mail has told of answers
    follows = models.BooleanField(default=False)
    bookmarked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["thread", "user"], name="reader_once_per_thread")]
        indexes: ClassVar = [models.Index(fields=["user", "thread"], name="reader_of_person")]

    def __str__(self) -> str:
        return f"{self.thread_id}, {self.user_id}"


class Draft(models.Model):
    """A form of the forum as it stands, saved while somebody types: nobody else ever sees it, editors neither.

    Of an answer it has the thread, of a change the post, of a new question neither.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey("forum.Thread", on_delete=models.CASCADE, null=True, related_name="drafts")
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, null=True, related_name="+")
    key = models.UUIDField(null=True)  # of the form that saved it last
    data = models.JSONField(default=dict)  # name of the field -> list of values as the browser sends them
    version = models.PositiveIntegerField(default=0)  # counts what was saved: a second window notices the first
    updated_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering: ClassVar = ["-updated_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(thread=None, post=None), name="forum_draft_one_question"
            ),
            models.UniqueConstraint(
                fields=["user", "thread"], condition=Q(thread__isnull=False), name="forum_draft_once_per_thread"
            ),
            models.UniqueConstraint(
                fields=["user", "post"], condition=Q(post__isnull=False), name="forum_draft_once_per_post"
            ),
            models.CheckConstraint(condition=Q(thread=None) | Q(post=None), name="forum_draft_of_one_form"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}, {self.thread_id or self.post_id or '-'}"

    def typed(self, name: str) -> str:
        """Return what stands in a field."""
        return str((self.data.get(name) or [""])[-1])

    @property
    def is_blank(self) -> bool:
        """Whether everything that was typed was taken out again."""
        return not self.typed("title").strip() and not self.html

    @property
    def html(self) -> SafeString:
        """The text so far, as pages show it."""
        body = self.typed("body")
        return mark_safe("" if is_huge(body) else to_html(body))  # noqa: S308
