"""`manage.py tasks`: what failed for good, and a second chance for it."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django_tasks_db.models import DBTaskResult

from integration.jobs.queue import BACKEND, retry_failed


class Command(BaseCommand):
    help = "List the tasks that were given up; --retry puts one or all of them back into the queue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--retry", metavar="ID|all", help="id of a failed task, or all")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["retry"]
        if wanted is None:
            self._list()
        elif wanted == "all":
            self.stdout.write(f"{retry_failed()} back in the queue")
        else:
            self._retry(wanted)

    def _list(self) -> None:
        failed = DBTaskResult.objects.failed().filter(backend_name=BACKEND).order_by("finished_at")
        for task in failed:
            reason = (task.traceback.strip().splitlines() or [""])[-1]
            arguments = f"{task.args_kwargs['args']} {task.args_kwargs['kwargs']}"
            self.stdout.write(f"{task.id}  {task.finished_at:%Y-%m-%d %H:%M}  {task.task_path} {arguments}  {reason}")
        self.stdout.write(f"{len(failed)} failed")

    def _retry(self, wanted: str) -> None:
        try:
            task_id = str(UUID(wanted))
        except ValueError as error:
            raise CommandError(f"{wanted} is not the id of a task.") from error
        if not retry_failed(task_id=task_id):
            raise CommandError(f"No failed task {wanted}.")
        self.stdout.write("1 back in the queue")
