"""What the commands for indexes have in common."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from integration.catalogue.models import Entry
from search.engines.kept import KeptIndex, kept_indexes


class KeptCommand(BaseCommand):
    """A command for all indexes that are kept up to date, or for one of them."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", choices=list(kept_indexes()), help="only this one")

    @staticmethod
    def chosen(engine: str | None) -> list[KeptIndex]:
        """Return the indexes that the option names."""
        return [kept for name, kept in kept_indexes().items() if engine in (None, name)]

    @staticmethod
    def bar(kept: KeptIndex) -> Any:
        """Return a progress bar for all that belongs into an index; there is none where nobody looks."""
        total = Entry.objects.live().count()
        return tqdm(total=total, desc=kept.name, unit=" entries", leave=False, disable=None)
