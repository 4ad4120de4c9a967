"""`manage.py load_municipalities [FILE]`: the municipalities of one's own state, again after a reform."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from integration.members.municipalities import load_municipalities


class Command(BaseCommand):
    help = "Creates and updates municipalities from a CSV file with the columns of fixtures/municipalities.csv."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=Path(settings.BASE_DIR) / "fixtures" / "municipalities.csv",
            help="default: all municipalities of North Rhine-Westphalia",
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            created, updated = load_municipalities(file)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{created} municipalities created, {updated} updated.")
