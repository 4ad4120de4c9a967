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
TITLES = "suggested titles"


class Command(KeptCommand):
    help = (
        "Compares the index of the search, and the titles that are suggested, with the catalogue: "
        "what is missing, stale, or a ghost. "
        "Exit code 1 where they differ and --repair was not given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--repair", action="store_true", help="put right what differs")

    def handle(self, *args: Any, engine: str | None, repair: bool, **options: Any) -> None:
        try:
            chosen = self.chosen(engine)
            differs = [kept.name for kept in chosen if self._differs(kept, repair_it=repair)]
            if any(kept.at_once for kept in chosen):
                differs += self._titles_differ(repair_them=repair)
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
            self._show(what, keys)
        if found and repair_it:
            self.stdout.write(f"{kept.name}: {drift.repair(kept, found)} entries put right.")
        return bool(found)

    def _titles_differ(self, *, repair_them: bool) -> list[str]:
        found = drift.find_differing_titles()
        self.stdout.write(f"{TITLES}: {len(found)} stale.")
        self._show("stale", found)
        if found and repair_them:
            drift.repair_titles(found)
            self.stdout.write(f"{TITLES}: {len(found)} entries put right.")
        return [TITLES] if found else []

    def _show(self, what: str, keys: list[int]) -> None:
        if keys:
            more = ", …" if len(keys) > SHOWN else ""
            self.stdout.write(f"  {what}: {', '.join(map(str, keys[:SHOWN]))}{more}")
