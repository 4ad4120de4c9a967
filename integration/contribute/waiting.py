"""How long reviews take at present, from those that the editors decided last."""

from datetime import datetime, time, timedelta
from math import ceil
from statistics import median

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import ngettext
from wagtail.models import TaskState

SINCE = timedelta(days=90)
FEWEST = 10  # decided reviews; below that it says more about single cases than about the editors
OPENS, CLOSES = time(8), time(17)
WORKING_DAY = 9.0  # hours from OPENS to CLOSES
SATURDAY = 5


def working_hours(start: datetime, end: datetime) -> float:
    """Return the hours between two moments on working days from morning to evening; holidays count as working days."""
    first, last = timezone.localtime(start), timezone.localtime(end)
    hours = 0.0
    day = first.date()
    while day <= last.date():
        if day.weekday() < SATURDAY:
            opens = timezone.make_aware(datetime.combine(day, OPENS))
            closes = timezone.make_aware(datetime.combine(day, CLOSES))
            hours += max((min(closes, last) - max(opens, first)).total_seconds(), 0) / 3600
        day += timedelta(days=1)
    return hours


def usual_hours() -> float | None:
    """Return the median of the last months' reviews in working hours; None where too few were decided. One query."""
    decided = Q(status__in=[TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED])
    declined = Q(status=TaskState.STATUS_CANCELLED) & ~Q(comment="")
    # What is taken back after publishing at once begins and ends at the same moment: nobody waited for it
    reviews = TaskState.objects.filter(
        decided | declined, finished_at__gt=F("started_at"), finished_at__gte=timezone.now() - SINCE
    )
    times = list(reviews.values_list("started_at", "finished_at"))
    if len(times) < FEWEST:
        return None
    return median(working_hours(started, finished) for started, finished in times)


def waiting_text(hours: float | None, *, review_days: int) -> str:
    """Return in words within what time an answer usually comes; never under a working day, which nobody can promise."""
    days = max(review_days if hours is None else ceil(hours / WORKING_DAY), 1)
    return ngettext("within %(days)d working day", "within %(days)d working days", days) % {"days": days}
