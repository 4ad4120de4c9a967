"""The editors' review of everything below the start page."""

from django.contrib.auth.models import Group
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from integration.contribute.models import EditorialReview
from integration.members.roles import Role

REVIEW = "Redaktionelle Prüfung"


def set_up_review(home: Page) -> None:
    """Make sure that what is handed in below `home` goes to Redaktion and Administration, by this review alone."""
    task, _created = EditorialReview.objects.get_or_create(name=REVIEW)
    task.groups.set(Group.objects.filter(name__in=[Role.EDITOR, Role.ADMIN]))
    workflow, _created = Workflow.objects.get_or_create(name=REVIEW)
    WorkflowTask.objects.filter(workflow=workflow).exclude(task=task.task_ptr).delete()
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    WorkflowPage.objects.exclude(page=home).delete()
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
    Workflow.objects.exclude(pk=workflow.pk).update(active=False)
