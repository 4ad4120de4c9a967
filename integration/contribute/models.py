"""Drafts that save themselves; what keeps one form from becoming two contributions, and a review from ending twice."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, Revision, TaskState, WorkflowState

from integration.contribute.review.decisions import TooLateError, check_word, said
from integration.contribute.review.mails import tell_declined
from integration.contribute.review.permissions import OWN, is_own_contribution
from integration.contribute.review_forms import form_for
from integration.files.models import Document, Image
from integration.members.models import User
from integration.models import ContributionPage, TopicProposal


class Draft(models.Model):
    """A form as it stands, saved while somebody types: nothing in it has to be right yet, nobody else sees it.

    It becomes a contribution when it is handed in or kept, and then is deleted.
    """

    key = models.UUIDField(_("key of the form"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(_("kind"), max_length=40)
    page = models.ForeignKey(ContributionPage, on_delete=models.CASCADE, null=True, related_name="+")  # what it changes
    proposal = models.ForeignKey(TopicProposal, on_delete=models.CASCADE, null=True, related_name="+")  # or this one
    opened_revision = models.BigIntegerField(null=True)  # primary key of the version that it started from
    data = models.JSONField(default=dict)  # name of the field -> list of values as the browser sends them
    suggested = models.JSONField(default=dict)  # name of the field -> value that was suggested
    documents = models.ManyToManyField(Document, related_name="drafts")
    images = models.ManyToManyField(Image, related_name="drafts")
    version = models.PositiveIntegerField(default=0)  # counts what was saved: a second window notices the first
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering: ClassVar = ["-updated_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="draft_once_per_form"),
            models.UniqueConstraint(fields=["user", "page"], name="draft_once_per_page"),
            models.UniqueConstraint(fields=["user", "proposal"], name="draft_once_per_proposal"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.key)

    @property
    def untouched(self) -> dict[str, list[str]]:
        """The suggested values that still stand in their fields."""
        return {name: values for name, values in self.suggested.items() if self.data.get(name) == values}

    @property
    def title(self) -> str:
        """What was typed as the title so far."""
        return str((self.data.get("title") or [""])[0])


class ChangeProposal(models.Model):
    """What somebody else would change in a contribution, for its author and the editors."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        TAKEN = "taken", _("taken up")
        DECLINED = "declined", _("not taken up")

    page = models.ForeignKey(ContributionPage, on_delete=models.CASCADE, related_name="change_proposals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("what should change"), max_length=5000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)
    created_at = models.DateTimeField(_("proposed at"), default=timezone.now)

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page", "user"], condition=models.Q(state="open"), name="change_proposal_one_open_per_person"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class SkippedQuestion(models.Model):
    """A field that the author does not want to be asked for any more."""

    page = models.ForeignKey(ContributionPage, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(_("field"), max_length=60)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("skipped question")
        verbose_name_plural = _("skipped questions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "user", "field"], name="skipped_question_once")
        ]

    def __str__(self) -> str:
        return self.field


class LaterReview(models.Model):
    """A version that a trusted person published at once; the editors look at it afterwards."""

    page = models.ForeignKey(ContributionPage, on_delete=models.CASCADE, related_name="later_reviews")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    seen_at = models.DateTimeField(_("looked at"), null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("review after publishing")
        verbose_name_plural = _("reviews after publishing")
        ordering: ClassVar = ["published_at"]

    def __str__(self) -> str:
        return str(self.page)


class Submission(models.Model):
    """The key of a form that was handed in; the same key never makes a second page."""

    key = models.UUIDField(_("key of the form"))
    digest = models.CharField(_("what was handed in"), max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="submission_once_per_form")]

    def __str__(self) -> str:
        return str(self.key)


class EditorialReview(AbstractGroupApprovalTask):
    """The editors' look at a contribution; of two decisions at the same moment only the first counts."""

    class Meta:
        verbose_name = _("editorial review")
        verbose_name_plural = _("editorial reviews")

    def get_actions(self, obj: models.Model, user: User) -> list[tuple[str, Any, bool]]:
        """Return what this person may decide, the release first; the last word says whether a comment is asked for."""
        if is_own_contribution(user, obj) or not super().get_actions(obj, user):
            return []
        return [
            ("approve", _("Release"), False),
            ("reject", _("Ask for changes"), True),
            ("decline", _("Decline"), True),
        ]

    @transaction.atomic
    def on_action(
        self,
        task_state: TaskState,
        user: User,
        action_name: str,
        *,
        comment: str = "",
        place: str = "",
        seen: int | None = None,
        **_kwargs: Any,
    ) -> None:
        """Approve, reject (ask for changes) or decline, after taking the lock and reading the state anew.

        `place` is the part that the comment is about, `seen` the revision that the editor had in view. Raises
        `TooLateError` where somebody else has decided, taken back or saved meanwhile, `ValidationError` where a word
        is missing, `PermissionDenied` for the author.
        """
        if is_own_contribution(user, task_state.workflow_state.content_object):
            raise PermissionDenied(OWN)
        comment = said(comment, place)
        check_word(action_name, comment)
        WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
        fresh = TaskState.objects.get(pk=task_state.pk).specific
        if fresh.status != TaskState.STATUS_IN_PROGRESS:
            raise TooLateError("decided", task_state.workflow_state_id)
        in_view = revision_in_view(fresh, user)
        if seen is not None and seen != in_view.pk:
            raise TooLateError("newer", task_state.workflow_state_id)
        if action_name == "decline":
            self._decline(fresh, user, comment)
            return
        if action_name == "approve" and in_view.pk != fresh.revision_id:
            fresh.revision = in_view
            fresh.save(update_fields=["revision"])
        super().on_action(fresh, user, action_name, comment=comment)

    @staticmethod
    def _decline(task_state: TaskState, user: User, comment: str) -> None:
        """End the review for good: cancelled, and unlike after taking back with a comment at the cancelled task."""
        task_state.status = TaskState.STATUS_CANCELLED
        task_state.comment = comment
        task_state.finished_by = user
        task_state.finished_at = timezone.now()
        task_state.save()
        task_state.log_state_change_action(user, "reject")
        state = WorkflowState.objects.get(pk=task_state.workflow_state_id)
        state.cancel(user=user)
        tell_declined(state=state, editor=user, comment=comment)

    def user_can_unlock(self, obj: models.Model, user: User) -> bool:
        """Those who decide may unlock, too: during a review Wagtail asks this, not the group's permission."""
        return bool(self.user_can_lock(obj, user))

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        """Ask for a word on what should change where changes are asked for."""
        return form_for(action)


def revision_in_view(task_state: TaskState, user: User) -> Revision:
    """Return the version that this editor sees and would release.

    That is what was handed in, or what this editor saved last, if nobody else saved since.
    """
    reviewed = task_state.revision
    newer = Revision.objects.filter(
        base_content_type=reviewed.base_content_type_id, object_id=reviewed.object_id, pk__gt=reviewed.pk
    ).order_by("-pk")
    if newer.exclude(user=user).exists():
        return reviewed
    return newer.first() or reviewed
