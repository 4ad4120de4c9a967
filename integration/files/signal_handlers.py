"""Keeps Wagtail's reference index true, because it decides who may open a file; has versions of new pictures made."""

from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex

from integration.files.models import Image
from integration.files.pictures import missing_specs
from integration.files.tasks import make_picture_versions


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


def on_image_saved(sender: type[Image], instance: Image, raw: bool = False, **kwargs: Any) -> None:
    """Have the versions of a new or replaced picture made, in the transaction that stores it."""
    if not raw and missing_specs(instance):
        make_picture_versions.enqueue(image_id=instance.pk)


post_delete.connect(on_child_deleted)
post_save.connect(on_image_saved, sender=Image)
