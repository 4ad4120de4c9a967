"""The catalogue after somebody was anonymised: rows that named the person are recorded anew."""

from typing import Any

from django.db.models import Q

from integration.catalogue.folding import fold
from integration.catalogue.models import Entry
from integration.catalogue.registry import kinds
from integration.catalogue.services import record_newest
from integration.members.models import User
from integration.members.signals import follows_removed_traces


@follows_removed_traces
def forget_person(user: User) -> None:
    """Record anew what this person wrote or is the contact of, and what may name the person."""
    about = Q(author=user.pk) | Q(contact_user=user.pk)
    for trace in (user.last_name, user.email, user.phone):
        if trace:
            about |= Q(searchable__folded__contains=fold(trace)) | Q(contact_name__icontains=trace)
            about |= Q(contact_phone=trace)
    models: dict[str, Any] = kinds()
    for kind, number in list(Entry.objects.filter(about).values_list("kind", "object_id").distinct()):
        if kind in models:
            record_newest(model=models[kind], object_id=number)
