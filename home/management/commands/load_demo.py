"""`manage.py load_demo`: invented contributions, so that one can see the portal at work."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from home.demo import is_loaded, load_demo, read_entries, remove_demo


@contextmanager
def _quiet_wagtail() -> Iterator[None]:
    """Its line for each page would tear the progress bar."""
    logger = logging.getLogger("wagtail")
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


class Command(BaseCommand):
    help = "Loads the demo once; does nothing when it is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="remove all contributions, files and mails first, and load afresh"
        )

    def handle(self, *args: Any, reset: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo: its settings say DEMO = False.")
        if is_loaded() and not reset:
            self.stdout.write("The demo is loaded.")
            return
        entries = read_entries()
        with _quiet_wagtail():
            if is_loaded():
                remove_demo()
            for _page in tqdm(
                load_demo(entries), total=len(entries), desc="Demo", unit="contribution", leave=False, disable=None
            ):
                pass
        self.stdout.write(f"The demo is loaded: {len(entries)} contributions.")
