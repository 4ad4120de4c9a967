"""`manage.py search_check`: tell whether the index of the search has what the catalogue has, and put it right."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from integration.catalogue.models import Entry
from search import drift
from search.engines.kept import kept_indexes
from search.models import IndexChange

SHOWN = 10  # keys


class Command(BaseCommand):
    help = (
        "Compares the index of the search with the catalogue: what is missing, stale, or a ghost. "
        "Exit code 1 where they differ and --repair was not given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--index", choices=list(kept_indexes()), help="only this one")
        parser.add_argument("--repair", action="store_true", help="put right what differs")

    def handle(self, *args: Any, index: str | None, repair: bool, **options: Any) -> None:
        differs = [name for name in kept_indexes() if index in (None, name) and self._differs(name, repair_it=repair)]
        if differs and not repair:
            raise CommandError(f"Differs from the catalogue: {', '.join(differs)}. --repair puts it right.")

    def _differs(self, name: str, *, repair_it: bool) -> bool:
        kept = kept_indexes()[name]
        with tqdm(total=Entry.objects.live().count(), desc=name, unit=" entries", leave=False, disable=None) as bar:
            found = drift.find_drift(kept, bar.update)
        waiting = IndexChange.objects.waiting(name).count()
        self.stdout.write(
            f"{name}: {len(found.missing)} missing, {len(found.stale)} stale, {len(found.ghosts)} ghosts,"
            f" {waiting} changes waiting."
        )
        for what, keys in (("missing", found.missing), ("stale", found.stale), ("ghosts", found.ghosts)):
            if keys:
                more = ", …" if len(keys) > SHOWN else ""
                self.stdout.write(f"  {what}: {', '.join(map(str, keys[:SHOWN]))}{more}")
        if found and repair_it:
            self.stdout.write(f"{name}: {drift.repair(kept, found)} entries put right.")
        return bool(found)
