"""The queue of tasks: what django-tasks-db lacks is put right here, a killed worker's tasks and retries."""

import logging
from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from django_tasks_db.utils import exclusive_transaction

from integration.jobs.models import WorkerBeat

logger = logging.getLogger(__name__)

BACKEND = "queue"
KEEP_SUCCESSFUL = timedelta(days=14)
KEEP_FAILED = timedelta(days=90)  # the operator looks at them


def claim_next(worker_id: str) -> DBTaskResult | None:
    """Take the next task that is due, so that no other worker runs it; None when there is none."""
    due = DBTaskResult.objects.ready().filter(backend_name=BACKEND)
    if not due.exists():  # asking takes no lock, so an idle worker disturbs nobody
        return None
    with exclusive_transaction(due.db):
        task = due.get_locked()
        if task is not None:
            task.claim(worker_id)
        return task


def record_success(task: DBTaskResult, worker_id: str, return_value: Any) -> None:
    """Note that the task is done, unless another worker has it by now."""
    _finish(task, worker_id, status=TaskResultStatus.SUCCESSFUL, return_value=return_value, traceback="")


def record_failure(task: DBTaskResult, worker_id: str, error: BaseException, retry_seconds: float) -> None:
    """Put a failed task back for later, each time after a longer pause; give it up after the last attempt."""
    attempts = len(task.worker_ids)
    values = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(format_exception(error)).replace("\x00", ""),
    }
    if attempts >= settings.TASK_ATTEMPTS:
        logger.error("Task %s %s failed %d times and is given up", task.task_path, task.id, attempts, exc_info=error)
        _finish(task, worker_id, status=TaskResultStatus.FAILED, **values)
        return
    pause = retry_pause(attempts, retry_seconds)
    logger.warning(
        "Task %s %s failed, attempt %d; again in %.0f s: %r",
        task.task_path,
        task.id,
        attempts,
        pause.total_seconds(),
        error,
    )
    _finish(task, worker_id, status=TaskResultStatus.READY, run_after=timezone.now() + pause, **values)


def retry_pause(attempts: int, seconds: float) -> timedelta:
    """Return how long to wait after this many attempts: four times as long each time, at most a day."""
    return min(timedelta(seconds=seconds * 4 ** (attempts - 1)), timedelta(days=1))


def put_back(task: DBTaskResult, worker_id: str) -> None:
    """Return an interrupted task to the queue as if it had not been begun."""
    _finish(task, worker_id, status=TaskResultStatus.READY, worker_ids=task.worker_ids[:-1])


def _finish(task: DBTaskResult, worker_id: str, *, status: TaskResultStatus, **values: Any) -> None:
    with exclusive_transaction(DBTaskResult.objects.db):
        current = DBTaskResult.objects.select_for_update().filter(pk=task.pk).first()
        if current is None or current.status != TaskResultStatus.RUNNING or current.worker_ids[-1:] != [worker_id]:
            logger.warning("Task %s %s ended here, but is no longer ours", task.task_path, task.id)
            return
        if status != TaskResultStatus.READY:
            values["finished_at"] = timezone.now()
        for name, value in values.items():
            setattr(task, name, value)
        task.status = status
        task.save(update_fields=["status", *values])


def requeue_orphans(worker_id: str, stale_after: timedelta) -> int:
    """Put the running tasks of workers without a fresh beat back into the queue and return how many there were.

    Called while `worker_id` itself runs none: a task that still bears its name was lost too. A task that took its
    worker down on the last attempt is given up, so that it cannot go on killing.
    """
    running = DBTaskResult.objects.running().filter(backend_name=BACKEND)
    if not running.exists():
        return 0
    count = 0
    with exclusive_transaction(running.db):
        fresh = WorkerBeat.objects.filter(seen_at__gt=timezone.now() - stale_after).exclude(worker_id=worker_id)
        alive = set(fresh.values_list("worker_id", flat=True))
        for task in running.select_for_update(skip_locked=True):
            if task.worker_ids and task.worker_ids[-1] in alive:
                continue
            count += 1
            if len(task.worker_ids) >= settings.TASK_ATTEMPTS:
                logger.error("Task %s %s lost its worker too often and is given up", task.task_path, task.id)
                task.status = TaskResultStatus.FAILED
                task.finished_at = timezone.now()
                task.traceback = "The worker died while it ran this task."
            else:
                logger.warning("Task %s %s lost its worker and goes back to the queue", task.task_path, task.id)
                task.status = TaskResultStatus.READY
                task.run_after = get_date_max()
            task.save(update_fields=["status", "finished_at", "traceback", "run_after"])
    return count


def retry_failed(*, task_id: str | None = None) -> int:
    """Give failed tasks, or the one with this id, a new set of attempts; return how many there were."""
    failed = DBTaskResult.objects.failed().filter(backend_name=BACKEND)
    if task_id is not None:
        failed = failed.filter(pk=task_id)
    return failed.update(
        status=TaskResultStatus.READY, run_after=get_date_max(), worker_ids=[], finished_at=None, traceback=""
    )


def prune() -> int:
    """Delete results that nobody needs any more and return how many."""
    now = timezone.now()
    old = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_SUCCESSFUL) | Q(
        status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED
    )
    deleted, _by_model = DBTaskResult.objects.filter(old).delete()
    return deleted
