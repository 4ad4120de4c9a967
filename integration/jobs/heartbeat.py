"""The sign of life of a worker, given by a thread so that a long task does not silence it."""

import logging
import os
import socket
from threading import Event, Thread

from django.db import Error, connection
from django.utils import timezone

from integration.jobs.models import WorkerBeat

logger = logging.getLogger(__name__)

AGAIN_AFTER = 1.0  # seconds after a beat that could not be written


class Heartbeat:
    """Renews the worker's row every few seconds over a database connection of its own."""

    def __init__(self, worker_id: str, seconds: float) -> None:
        self.worker_id = worker_id
        self.seconds = seconds
        self._ended = Event()
        self._thread: Thread | None = None

    def beat(self) -> None:
        """Write that the worker lives."""
        seen = {"hostname": socket.gethostname(), "pid": os.getpid(), "seen_at": timezone.now()}
        WorkerBeat.objects.update_or_create(worker_id=self.worker_id, defaults=seen)

    def start(self) -> None:
        """Beat until `stop`; the first beat is written by the caller before it takes a task."""
        self._thread = Thread(target=self._run, name="heartbeat", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the beats and take the row away: who leaves in order is not missed."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=self.seconds + 30)
        WorkerBeat.objects.filter(worker_id=self.worker_id).delete()

    def _run(self) -> None:
        pause = self.seconds
        try:
            while not self._ended.wait(pause):
                pause = self.seconds
                try:
                    self.beat()
                except Error as error:
                    pause = min(self.seconds, AGAIN_AFTER)
                    logger.warning("The heartbeat could not be written: %s", error)
                    connection.close()
        finally:
            connection.close()
