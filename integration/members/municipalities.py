"""Reads the list of municipalities: operators bring their own state's, the demo brings North Rhine-Westphalia's."""

import csv
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from integration.members.models import Municipality, SizeClass

FACTS = ("name", "kind", "kreis", "population", "area_km2", "postcode", "latitude", "longitude", "density")
COLUMNS = (*FACTS, "size_class")


def _number(text: str) -> float | None:
    return float(text) if text.strip() else None


def _facts(row: dict[str, str]) -> Municipality:
    population = int(row["population"])
    municipality = Municipality(
        ags=row["ags"].strip(),
        name=row["name"].strip(),
        kind=row["kind"].strip(),
        kreis=row["kreis"].strip(),
        population=population,
        size_class=SizeClass.of(population),
        area_km2=_number(row["area_km2"]),
        postcode=row["postcode"].strip(),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        density=row["density"].strip(),
    )
    municipality.clean_fields()
    return municipality


def read_municipalities(path: Path) -> list[Municipality]:
    """Return the rows of a CSV file as unsaved municipalities; `ValueError` names the line that cannot be read."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"ags", *FACTS}.difference(reader.fieldnames or ())
        if missing:
            raise ValueError(f"Columns are missing: {', '.join(sorted(missing))}.")
        found: dict[str, Municipality] = {}
        for row in reader:
            try:
                municipality = _facts(row)
            except ValidationError as error:
                raise ValueError(f"Line {reader.line_num}: {error.message_dict}") from error
            except (ValueError, TypeError, AttributeError) as error:
                raise ValueError(f"Line {reader.line_num}: {error}") from error
            if municipality.ags in found:
                raise ValueError(f"Line {reader.line_num}: AGS {municipality.ags} stands there twice.")
            found[municipality.ags] = municipality
    return list(found.values())


def load_municipalities(path: Path) -> tuple[int, int]:
    """Create and update municipalities by their AGS and return how many of each; who takes part stays as it is.

    Those that the file does not name are left alone. Raises `ValueError` and changes nothing where a row is wrong.
    """
    read = read_municipalities(path)
    with transaction.atomic():
        known = Municipality.objects.in_bulk([municipality.ags for municipality in read], field_name="ags")
        changed = []
        for municipality in read:
            present = known.get(municipality.ags)
            if present and any(getattr(present, name) != getattr(municipality, name) for name in COLUMNS):
                municipality.pk = present.pk
                changed.append(municipality)
        new = [municipality for municipality in read if municipality.ags not in known]
        Municipality.objects.bulk_create(new, batch_size=500)
        Municipality.objects.bulk_update(changed, COLUMNS, batch_size=100)
    return len(new), len(changed)
