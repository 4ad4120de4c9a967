"""What keeps one form from becoming two contributions, and one review from ending twice."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, WorkflowState

from integration.contribute.review_forms import form_for
from integration.members.models import User


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

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """Approve or reject, after taking the lock and reading the state anew.

        Raises `PermissionDenied` where somebody else has decided or taken back meanwhile.
        """
        WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
        fresh = TaskState.objects.get(pk=task_state.pk).specific
        if fresh.status != TaskState.STATUS_IN_PROGRESS:
            raise PermissionDenied(_("Somebody else has decided on this contribution meanwhile."))
        if action_name == "approve":
            self._take_over_own_corrections(fresh, user)
        super().on_action(fresh, user, action_name, **kwargs)

    @staticmethod
    def _take_over_own_corrections(task_state: TaskState, user: User) -> None:
        """Approve what this editor saved last, if nobody else saved since: that is the version in the editor's view."""
        page = task_state.workflow_state.content_object
        newest = page.get_latest_revision()
        others = page.revisions.filter(pk__gt=task_state.revision_id).exclude(user=user)
        if newest.pk != task_state.revision_id and not others.exists():
            task_state.revision = newest
            task_state.save(update_fields=["revision"])

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        """Ask for a word on what should change where changes are asked for."""
        return form_for(action)
