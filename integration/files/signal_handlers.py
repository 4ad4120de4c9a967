"""Keeps Wagtail's reference index true where Wagtail does not, because it decides who may open a file."""

from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex


def on_child_deleted(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """Index a page anew when a row of it is deleted: Wagtail does so when one is added, so a file that was taken off
    a published page would stay open to its readers."""
    if sender not in ReferenceIndex.tracked_models:
        return
    for field in sender._meta.concrete_fields:
        if isinstance(field, ParentalKey):
            parent = field.related_model._default_manager.filter(pk=getattr(instance, field.attname)).first()
            if parent is not None and ReferenceIndex.is_indexed(type(parent)):
                with transaction.atomic():
                    ReferenceIndex.create_or_update_for_object(parent)


post_delete.connect(on_child_deleted)
