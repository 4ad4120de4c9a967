"""The editors' review of everything below the start page, and of every kind that is reviewed without being a page."""

from typing import cast

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, Workflow, WorkflowContentType, WorkflowMixin, WorkflowPage, WorkflowTask

from integration.catalogue.registry import kinds
from integration.contribute.models import EditorialReview
from integration.members.roles import Role

REVIEW = "Redaktionelle Prüfung"


def set_up_review(home: Page) -> None:
    """Make sure that all that is handed in goes to Redaktion and Administration, by this review alone."""
    task, _created = EditorialReview.objects.get_or_create(name=REVIEW)
    task.groups.set(Group.objects.filter(name__in=[Role.EDITOR, Role.ADMIN]))
    workflow, _created = Workflow.objects.get_or_create(name=REVIEW)
    WorkflowTask.objects.filter(workflow=workflow).exclude(task=task.task_ptr).delete()
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    WorkflowPage.objects.exclude(page=home).delete()
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
    reviewed = [kind for kind in kinds().values() if issubclass(kind, WorkflowMixin) and not issubclass(kind, Page)]
    snippets = [cast("type[Model]", kind) for kind in reviewed]
    content_types = [ContentType.objects.get_for_model(model) for model in snippets]
    WorkflowContentType.objects.exclude(content_type__in=content_types).delete()
    for content_type in content_types:
        WorkflowContentType.objects.update_or_create(content_type=content_type, defaults={"workflow": workflow})
    Workflow.objects.exclude(pk=workflow.pk).update(active=False)
