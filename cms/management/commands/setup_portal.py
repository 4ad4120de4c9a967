"""`manage.py setup_portal`: after every `migrate`."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.setup import setup_portal


class Command(BaseCommand):
    help = "Creates roles, start page, sections and review; safe to repeat after every update."

    def handle(self, *args: Any, **options: Any) -> None:
        setup_portal()
        self.stdout.write("The portal is set up.")
