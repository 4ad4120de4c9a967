"""Jobs that return: `@periodic(minutes=…)` registers one, the worker runs it, one worker at a time."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from integration.jobs import queue
from integration.jobs.models import PeriodicRun, WorkerBeat

logger = logging.getLogger(__name__)

# A job that returns True has left work over and wants to be called again at once.
Job = Callable[[], bool | None]
FORGET_BEAT_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class PeriodicJob:
    """A job and how often it is due."""

    name: str
    every: timedelta
    run: Job


REGISTRY: dict[str, PeriodicJob] = {}


def periodic(*, seconds: float = 0, minutes: float = 0, hours: float = 0) -> Callable[[Job], Job]:
    """Register a function of a module `periodic.py` to run this often; it must bear being repeated."""
    every = timedelta(seconds=seconds, minutes=minutes, hours=hours)
    if every <= timedelta(0):
        raise ValueError("A periodic job needs a distance between two runs.")

    def register(job: Job) -> Job:
        name = f"{job.__module__}.{job.__name__}"
        REGISTRY[name] = PeriodicJob(name, every, job)
        return job

    return register


def due_jobs() -> list[PeriodicJob]:
    """Return the jobs that nobody has started within their distance."""
    now = timezone.now()
    last = dict(PeriodicRun.objects.values_list("name", "started_at"))
    return [job for job in REGISTRY.values() if job.name not in last or last[job.name] <= now - job.every]


def claim(job: PeriodicJob) -> bool:
    """Take a due job; of several workers only one gets it, because only one changes the row."""
    now = timezone.now()
    if PeriodicRun.objects.filter(name=job.name, started_at__lte=now - job.every).update(started_at=now):
        return True
    return PeriodicRun.objects.get_or_create(name=job.name, defaults={"started_at": now})[1]


@periodic(minutes=1)
def publish_scheduled() -> None:
    """Publish and unpublish pages at the time that their editors set."""
    call_command("publish_scheduled")


@periodic(hours=24)
def clear_sessions() -> None:
    """Delete expired sessions."""
    call_command("clearsessions")


@periodic(hours=24)
def prune() -> None:
    """Delete old results of tasks and the beats of workers that are long gone."""
    queue.prune()
    WorkerBeat.objects.filter(seen_at__lt=timezone.now() - FORGET_BEAT_AFTER).delete()
