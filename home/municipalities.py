"""The municipalities that take part, with what there is of each."""

from dataclasses import dataclass

from home.start import Inventory
from integration.members.models import Municipality, User
from integration.members.sorting import german_key


@dataclass(frozen=True)
class MunicipalityRow:
    """One row of the list."""

    municipality: Municipality
    entry_count: int
    contact_count: int
    is_own: bool


def municipality_rows(user: User, published: Inventory, name: str = "") -> list[MunicipalityRow]:
    """Return the active municipalities whose name or Kreis contains these letters, by name."""
    wanted = " ".join(name.split()).casefold()
    found = [
        municipality
        for municipality in Municipality.objects.active()
        if any(wanted in text.casefold() for text in (municipality.name, municipality.kreis, municipality.place))
    ]
    return [
        MunicipalityRow(
            municipality=municipality,
            entry_count=published.entries[municipality.pk],
            contact_count=published.contacts[municipality.pk],
            is_own=municipality.pk == user.municipality_id,
        )
        for municipality in sorted(found, key=lambda municipality: german_key(municipality.name))
    ]
