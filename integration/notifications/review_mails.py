"""Whom a review writes to; Wagtail writes to all who may decide."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier
from wagtail.models import TaskState
from wagtail.signals import task_submitted

from integration.members.models import User
from integration.members.roles import Role

WAGTAILS_UID = "group_approval_task_submitted_email_notification"


class EditorsNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Tells Redaktion what was handed in; Administration may decide too, but hears only where Redaktion is empty."""

    def get_recipient_users(self, task_state: TaskState, **kwargs: Any) -> QuerySet[User]:
        editors = User.objects.filter(groups__name=Role.EDITOR, is_active=True)
        recipients: QuerySet[User] = super().get_recipient_users(task_state, **kwargs)
        return recipients.filter(pk__in=editors.values("pk")) if editors.exists() else recipients

    def get_context(self, task_state: TaskState, **kwargs: Any) -> dict[str, Any]:
        """Add what the mail's link to the review page needs."""
        context: dict[str, Any] = super().get_context(task_state, **kwargs)
        return context | {"task_state": task_state}


editors_notifier = EditorsNotifier()

# Take the place of Wagtail's notifier: of one name only the first is kept, whichever app comes first
task_submitted.disconnect(sender=TaskState, dispatch_uid=WAGTAILS_UID)
task_submitted.connect(editors_notifier, sender=TaskState, dispatch_uid=WAGTAILS_UID)
