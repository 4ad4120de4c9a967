"""`manage.py search_index`: make the index of the search anew while the old one answers."""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from integration.catalogue.models import Entry
from search.engines.kept import kept_indexes
from search.rebuild import OvertakenError, rebuild


class Command(BaseCommand):
    help = (
        "Makes the index of the search anew beside the old one, which answers until it is replaced. "
        "Killed in between, nothing has changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--index", choices=list(kept_indexes()), help="only this one")

    def handle(self, *args: Any, index: str | None, **options: Any) -> None:
        for name, kept in kept_indexes().items():
            if index not in (None, name):
                continue
            begin = perf_counter()
            with tqdm(total=Entry.objects.live().count(), desc=name, unit=" entries", leave=False, disable=None) as bar:
                try:
                    number = rebuild(kept, bar.update)
                except OvertakenError as error:
                    raise CommandError(f"{name}: another rebuild has begun; this one is given up.") from error
            seconds = perf_counter() - begin
            self.stdout.write(f"{name}: {number} entries in {seconds:.1f} s, {number / seconds:.0f} per second.")
