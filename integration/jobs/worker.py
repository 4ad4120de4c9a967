"""The worker: runs tasks and periodic jobs until it is told to end, and survives what a database does."""

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from threading import Event, current_thread, main_thread
from types import FrameType
from typing import Any
from uuid import uuid4

from django.core.exceptions import SuspiciousOperation
from django.db import Error, InterfaceError, OperationalError, close_old_connections, connection, reset_queries
from django_tasks_db.compat import TaskContext, normalize_json, task_finished, task_started
from django_tasks_db.models import DBTaskResult

from integration.jobs import periodic, queue
from integration.jobs.heartbeat import Heartbeat

logger = logging.getLogger(__name__)

ORPHANS_EVERY = 30.0  # seconds
LONGEST_PAUSE = 30.0  # seconds between two attempts to reach the database
UNREACHABLE = (OperationalError, InterfaceError)


@dataclass(frozen=True)
class Pace:
    """How often the worker does what, in seconds; tests shorten it."""

    poll: float = 1
    beat: float = 5
    stale: float = 30
    retry: float = 30


class Worker:
    """One process that takes tasks from the queue, one after the other."""

    def __init__(self, *, pace: Pace, once: bool = False) -> None:
        self.pace = pace
        self.once = once
        self.worker_id = uuid4().hex
        self.heartbeat = Heartbeat(self.worker_id, pace.beat)
        self.ending = Event()
        self._look_for_orphans_at = 0.0
        self._left_over: list[periodic.PeriodicJob] = []

    def run(self) -> None:
        """Work until SIGTERM, which lets the current task end, or Ctrl-C, which puts it back."""
        if current_thread() is main_thread():
            signal.signal(signal.SIGTERM, self._end)
            signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs deaf to Ctrl-C
        logger.info("Worker %s starts", self.worker_id)
        try:
            self._patiently(self.heartbeat.beat)
            # In a caller's transaction, as in tests, a second connection could only wait for its end.
            if not connection.in_atomic_block:
                self.heartbeat.start()
            self._work()
        except KeyboardInterrupt:
            logger.info("Worker %s is interrupted", self.worker_id)
        except Error as error:
            if self.once:
                raise
            logger.warning("Worker %s ends without the database: %s", self.worker_id, error)
        finally:
            self._leave()

    def _work(self) -> None:
        while not self.ending.is_set():
            busy = self._patiently(self._step)
            if self.once and not busy:
                return
            if not busy:
                self.ending.wait(self.pace.poll)

    def _step(self) -> bool:
        """Do what is due, at most one task; tell whether there was any."""
        if not connection.in_atomic_block:
            close_old_connections()
        reset_queries()
        if time.monotonic() >= self._look_for_orphans_at:
            queue.requeue_orphans(self.worker_id, timedelta(seconds=self.pace.stale))
            self._look_for_orphans_at = time.monotonic() + min(ORPHANS_EVERY, self.pace.stale)
        again = self._run_periodic_jobs()
        if self.ending.is_set():
            return False
        task = queue.claim_next(self.worker_id)
        if task is not None:
            self._run_task(task)
        return task is not None or again

    def _run_periodic_jobs(self) -> bool:
        jobs = {job.name: job for job in self._left_over}
        jobs |= {job.name: job for job in periodic.due_jobs() if job.name not in jobs and periodic.claim(job)}
        self._left_over = []
        for job in jobs.values():
            if self.ending.is_set():
                break
            try:
                if job.run():
                    self._left_over.append(job)
            except Exception:
                logger.exception("The periodic job %s failed", job.name)
                self._mend_connection()
        return bool(self._left_over)

    def _run_task(self, task: DBTaskResult) -> None:
        try:
            value = normalize_json(_call(task))
            self._patiently(partial(queue.record_success, task, self.worker_id, value), UNREACHABLE)
        except KeyboardInterrupt:
            queue.put_back(task, self.worker_id)
            raise
        except BaseException as error:
            self._mend_connection()
            self._patiently(partial(queue.record_failure, task, self.worker_id, error, self.pace.retry), UNREACHABLE)
        _announce(task_finished, task)

    def _patiently(self, action: Callable[[], Any], errors: tuple[type[Error], ...] = (Error,)) -> Any:
        """Do something with the database, again and again while it is locked, restarting or away."""
        pause = 0.5
        while True:
            try:
                return action()
            except errors as error:
                if self.once or self.ending.is_set():
                    raise
                logger.warning("The database does not answer, again in %.1f s: %s", pause, error)
                self._mend_connection()
                self._look_for_orphans_at = 0.0
                self.ending.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _mend_connection(self) -> None:
        if not connection.in_atomic_block:
            connection.close()

    def _leave(self) -> None:
        try:
            self.heartbeat.stop()
        except Error as error:
            logger.warning("The worker's beat stays behind: %s", error)
        logger.info("Worker %s ends", self.worker_id)

    def _end(self, signum: int, frame: FrameType | None) -> None:
        self.ending.set()


def _call(task: DBTaskResult) -> Any:
    """Run the task's function."""
    function = task.task
    result = task.task_result
    _announce(task_started, task)
    if function.takes_context:
        return function.call(TaskContext(task_result=result), *result.args, **result.kwargs)
    return function.call(*result.args, **result.kwargs)


def _announce(which: Any, task: DBTaskResult) -> None:
    """Send django-tasks' signal; a task whose code is gone has nobody to tell."""
    try:
        which.send(sender=type(task.task.get_backend()), task_result=task.task_result)
    except (ImportError, SuspiciousOperation):
        logger.warning("The code of task %s %s is gone", task.task_path, task.id)
