"""`manage.py search_check`: tell whether the index of the search has what the catalogue has, and put it right."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from search import drift
from search.engines.kept import KeptIndex
from search.management.kept_command import KeptCommand
from search.models import IndexChange
from search.ranking import EngineUnavailable

SHOWN = 10  # keys


class Command(KeptCommand):
    help = (
        "Compares the index of the search with the catalogue: what is missing, stale, or a ghost. "
        "Exit code 1 where they differ and --repair was not given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--repair", action="store_true", help="put right what differs")

    def handle(self, *args: Any, engine: str | None, repair: bool, **options: Any) -> None:
        try:
            differs = [kept.name for kept in self.chosen(engine) if self._differs(kept, repair_it=repair)]
        except EngineUnavailable as error:
            raise CommandError(str(error)) from error
        if differs and not repair:
            raise CommandError(f"Differs from the catalogue: {', '.join(differs)}. --repair puts it right.")

    def _differs(self, kept: KeptIndex, *, repair_it: bool) -> bool:
        with self.bar(kept) as bar:
            found = drift.find_drift(kept, bar.update)
        waiting = IndexChange.objects.waiting(kept.name).count()
        self.stdout.write(
            f"{kept.name}: {len(found.missing)} missing, {len(found.stale)} stale, {len(found.ghosts)} ghosts,"
            f" {waiting} changes waiting."
        )
        for what, keys in (("missing", found.missing), ("stale", found.stale), ("ghosts", found.ghosts)):
            if keys:
                more = ", …" if len(keys) > SHOWN else ""
                self.stdout.write(f"  {what}: {', '.join(map(str, keys[:SHOWN]))}{more}")
        if found and repair_it:
            self.stdout.write(f"{kept.name}: {drift.repair(kept, found)} entries put right.")
        return bool(found)
