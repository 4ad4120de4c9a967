"""What the worker leaves behind so that others know it lives."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LATE_AFTER = timedelta(seconds=30)
DOWN_AFTER = timedelta(minutes=5)


class WorkerBeat(models.Model):
    """One row per running worker; a row that is not renewed belongs to a worker that died."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    hostname = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering: ClassVar = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.hostname}:{self.pid}"


class PeriodicRun(models.Model):
    """When a periodic job ran last, so that several workers share the work and a restart does not repeat it."""

    name = models.CharField(max_length=200, primary_key=True)
    started_at = models.DateTimeField()

    class Meta:
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")

    def __str__(self) -> str:
        return self.name
