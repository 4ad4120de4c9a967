"""`manage.py search_index`: make the index of the search anew while the old one answers."""

from time import perf_counter
from typing import Any

from django.core.management.base import CommandError

from search.management.kept_command import KeptCommand
from search.ranking import EngineUnavailable
from search.rebuild import OvertakenError, rebuild


class Command(KeptCommand):
    help = (
        "Makes the index of the search anew beside the old one, which answers until it is replaced. "
        "Killed in between, nothing has changed."
    )

    def handle(self, *args: Any, engine: str | None, **options: Any) -> None:
        for kept in self.chosen(engine):
            begin = perf_counter()
            with self.bar(kept) as bar:
                try:
                    number = rebuild(kept, bar.update)
                except OvertakenError as error:
                    raise CommandError(f"{kept.name}: another rebuild has begun; this one is given up.") from error
                except EngineUnavailable as error:
                    raise CommandError(f"{kept.name}: {error}. The index in use is as it was.") from error
            seconds = perf_counter() - begin
            self.stdout.write(f"{kept.name}: {number} entries in {seconds:.1f} s, {number / seconds:.0f} per second.")
