"""`manage.py worker`: one per process, as many as you like."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from integration.jobs.worker import Pace, Worker


class Command(BaseCommand):
    help = "Run tasks and periodic jobs until SIGTERM. Several may run at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do everything that is due, then exit")
        parser.add_argument("--poll-seconds", type=float, default=1, help="distance of two looks at an empty queue")
        parser.add_argument("--beat-seconds", type=float, default=5, help="distance of two signs of life")
        parser.add_argument(
            "--stale-seconds",
            type=float,
            default=settings.WORKER_STALE_SECONDS,
            help="silence after which a worker counts as dead and its tasks go back to the queue",
        )
        parser.add_argument(
            "--retry-seconds",
            type=float,
            default=settings.TASK_RETRY_SECONDS,
            help="pause after a task's first failure; four times as long after each further one",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        pace = Pace(
            poll=options["poll_seconds"],
            beat=options["beat_seconds"],
            stale=options["stale_seconds"],
            retry=options["retry_seconds"],
        )
        Worker(pace=pace, once=options["once"]).run()
