"""Wagtail's own events that change what the catalogue keeps: publish, unpublish, move, delete, restrict, review."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import Page, PageViewRestriction, WorkflowState
from wagtail.signals import (
    page_slug_changed,
    post_page_move,
    published,
    task_submitted,
    unpublished,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
    workflow_submitted,
)

from integration.catalogue.registry import is_contribution, kinds
from integration.catalogue.services import forget, record_newest
from integration.catalogue.tasks import read_document, record_contributions_with
from integration.files.models import Document


def record_fresh(thing: Any) -> None:
    """Record a contribution, read anew, because events come with half-saved objects; leave other things alone."""
    model = thing.specific_class if isinstance(thing, Page) else type(thing)
    if model is not None and is_contribution(model):
        record_newest(model=model, object_id=thing.pk)


def record_branch(page: Page) -> None:
    """Record every contribution at or below a page, and those that are no pages but listed by a section there."""
    for descendant in Page.objects.descendant_of(page, inclusive=True).iterator():
        model = descendant.specific_class
        if model is None:
            continue
        if is_contribution(model):
            record_newest(model=model, object_id=descendant.pk)
            continue
        listed: Any = kinds().get(getattr(descendant.specific, "kind", ""))
        if listed is not None and not issubclass(listed, Page):
            for number in listed._default_manager.values_list("pk", flat=True):
                record_newest(model=listed, object_id=number)


def on_saved(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw and is_contribution(sender):
        record_fresh(instance)


def on_event(sender: type, instance: Any, **kwargs: Any) -> None:
    record_fresh(instance)


def on_branch_event(sender: type, instance: Page, **kwargs: Any) -> None:
    record_branch(instance)


def on_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    if is_contribution(sender):
        forget(model=sender, object_id=instance.pk)


def on_restriction_changed(sender: type, instance: Any, action: str = "", **kwargs: Any) -> None:
    if isinstance(instance, PageViewRestriction) and not action.startswith("pre_"):
        record_branch(instance.page)


def on_review_event(sender: type, instance: Any, **kwargs: Any) -> None:
    state = instance if isinstance(instance, WorkflowState) else instance.workflow_state
    model = ContentType.objects.get_for_id(state.content_type_id).model_class()
    if model is not None and is_contribution(model):
        record_newest(model=model, object_id=int(state.object_id))


def on_document_saved(
    sender: type, instance: Document, created: bool, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Have a new file read, in the transaction that stores it; a new title reaches the search at once."""
    if raw or (update_fields is not None and not {"file", "title", "text", "text_state"}.intersection(update_fields)):
        return
    if instance.text_state == Document.TextState.PENDING:
        read_document.enqueue(document_id=instance.pk)
    elif not created:
        record_contributions_with(instance)


post_save.connect(on_saved)
post_save.connect(on_document_saved, sender=Document)
post_delete.connect(on_deleted)
published.connect(on_event)  # sent for pages too
unpublished.connect(on_event)
page_slug_changed.connect(on_branch_event)
post_page_move.connect(on_branch_event)
post_save.connect(on_restriction_changed, sender=PageViewRestriction)
post_delete.connect(on_restriction_changed, sender=PageViewRestriction)
m2m_changed.connect(on_restriction_changed, sender=PageViewRestriction.groups.through)
for review_event in (workflow_submitted, workflow_approved, workflow_rejected, workflow_cancelled, task_submitted):
    review_event.connect(on_review_event)
