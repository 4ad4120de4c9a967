"""`manage.py search_words`: make the list of German words that every process of the search reads."""

from typing import Any

from django.core.management.base import BaseCommand

from search import dictionary


class Command(BaseCommand):
    help = "Makes the list of German words, by which compounds are taken apart, so that processes start quickly."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        path = dictionary.write()
        if options["verbosity"]:
            self.stdout.write(f"German words: {path}")
