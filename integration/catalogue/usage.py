"""Which contributions use a file, by Wagtail's reference index."""

from collections import defaultdict
from typing import cast

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from wagtail.models import ReferenceIndex

from integration.catalogue.models import Entry, EntryQuerySet
from integration.catalogue.registry import kinds


def _base_content_type(model: type[models.Model]) -> int:
    """Return the content type under which the index files a model: that of its topmost concrete parent."""
    parents = model._meta.get_parent_list()
    return ContentType.objects.get_for_model(parents[-1] if parents else model).pk


def entries_in(references: "models.QuerySet[ReferenceIndex]") -> EntryQuerySet:
    """Return the entries of the contributions that these references come from, in whatever state."""
    object_ids: dict[int, set[int]] = defaultdict(set)
    for content_type_id, object_id in references.values_list("base_content_type_id", "object_id"):
        if object_id.isdecimal():
            object_ids[content_type_id].add(int(object_id))
    uses = Q(pk__in=())
    for name, kind in kinds().items():
        found = object_ids.get(_base_content_type(cast("type[models.Model]", kind)))
        if found:
            uses |= Q(kind=name, object_id__in=found)
    return Entry.objects.filter(uses)
