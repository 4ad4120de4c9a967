"""`manage.py fill_entries 100000`: very many rows of the catalogue for experiments."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from benchmarks.entries import write
from benchmarks.fill import settle
from benchmarks.texts import source
from cms.setup import setup_portal


class Command(BaseCommand):
    help = (
        "Adds published contributions of about 1 KB without pages to the database of DATABASE_URL, of all kinds, "
        "people, places and topics, one in a hundred for editors only, and makes the index of the search anew. "
        "Only with DJANGO_SETTINGS_MODULE=benchmarks.settings."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="how many there shall be")
        parser.add_argument("--texts", type=Path, metavar="DIR", help="take the sentences of this folder's docs.jsonl")

    def handle(self, *args: Any, number: int, texts: Path | None, **options: Any) -> None:
        if settings.SETTINGS_MODULE != "benchmarks.settings":
            raise CommandError(f"writes nothing with {settings.SETTINGS_MODULE}")
        try:
            sentences = source(texts)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{texts} is no collection: {error}") from error
        call_command("migrate", interactive=False, verbosity=0)
        setup_portal()
        with tqdm(total=number, desc="fill", unit=" entries", leave=False, disable=None) as bar:
            write(number, sentences, bar.update)
        settle()
        call_command("search_index", stdout=self.stdout)
