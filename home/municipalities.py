"""The municipalities that take part, with what there is of each."""

import unicodedata
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from integration.catalogue.models import Entry
from integration.members.models import Municipality, User


@dataclass(frozen=True)
class MunicipalityRow:
    """One row of the list."""

    municipality: Municipality
    entry_count: int
    contact_count: int
    is_own: bool


def sort_key(text: str) -> str:
    """Return a text as German lists sort it: without regard to case, umlauts as their vowels."""
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()


def municipality_rows(user: User, name: str = "") -> list[MunicipalityRow]:
    """Return the active municipalities whose name or Kreis contains these letters, by name."""
    people = (
        Entry.objects.visible_to(user)
        .live()
        .order_by()
        .values_list("municipality", "contact_user", "contact_name")
        .annotate(number=Count("pk"))
    )
    entries: Counter[int] = Counter()
    contacts: Counter[int] = Counter()
    for municipality_id, contact_user, contact_name, number in people:
        entries[municipality_id] += number
        contacts[municipality_id] += bool(contact_user or contact_name)
    wanted = name.strip().casefold()
    found = [
        municipality
        for municipality in Municipality.objects.active()
        if wanted in municipality.name.casefold() or wanted in municipality.kreis.casefold()
    ]
    return [
        MunicipalityRow(
            municipality=municipality,
            entry_count=entries[municipality.pk],
            contact_count=contacts[municipality.pk],
            is_own=municipality.pk == user.municipality_id,
        )
        for municipality in sorted(found, key=lambda municipality: sort_key(municipality.name))
    ]
