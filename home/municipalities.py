"""The municipalities that take part, with what there is of each."""

import unicodedata
from dataclasses import dataclass

from home.start import Inventory
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


def municipality_rows(user: User, published: Inventory, name: str = "") -> list[MunicipalityRow]:
    """Return the active municipalities whose name or Kreis contains these letters, by name."""
    wanted = name.strip().casefold()
    found = [
        municipality
        for municipality in Municipality.objects.active()
        if wanted in municipality.name.casefold() or wanted in municipality.kreis.casefold()
    ]
    return [
        MunicipalityRow(
            municipality=municipality,
            entry_count=published.entries[municipality.pk],
            contact_count=published.contacts[municipality.pk],
            is_own=municipality.pk == user.municipality_id,
        )
        for municipality in sorted(found, key=lambda municipality: sort_key(municipality.name))
    ]
