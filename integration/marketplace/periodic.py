"""What the worker does for listings: those whose last day is over, and those whose last day comes near."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from integration.jobs.periodic import periodic
from integration.marketplace import services
from integration.marketplace.models import REMIND_BEFORE, Listing

AT_ONCE = 200  # of each, then the other jobs have their turn
LONG_ENOUGH = timedelta(days=3)  # that one is up before it is reminded of: who just chose a near end knows it


@periodic(minutes=30)
def expire_listings() -> bool:
    """Say of open listings that they are over whose last day is, or whose author has left."""
    over = Q(valid_until__lt=timezone.localdate()) | Q(author=None) | Q(author__is_active=False)
    due = Listing.objects.filter(over, state=Listing.State.OPEN).order_by("pk")
    numbers = list(due.values_list("pk", flat=True)[:AT_ONCE])
    for pk in numbers:
        services.expire(pk=pk)
    return len(numbers) == AT_ONCE


@periodic(minutes=30)
def remind_authors() -> bool:
    """Write to the authors of listings that end within a week, once for each end."""
    today = timezone.localdate()
    due = (
        Listing.objects.filter(
            state__in=(Listing.State.OPEN, Listing.State.RESERVED),
            hidden_at=None,
            author__is_active=True,
            valid_until__gte=today,
            valid_until__lte=today + REMIND_BEFORE,
            renewed_at__lte=timezone.now() - LONG_ENOUGH,
        )
        .exclude(reminded_of__isnull=False, reminded_of__gte=today)
        .order_by("valid_until", "pk")
    )
    numbers = list(due.values_list("pk", flat=True)[:AT_ONCE])
    for pk in numbers:
        services.remind(pk=pk)
    return len(numbers) == AT_ONCE
