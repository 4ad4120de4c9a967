"""Whether something is to come, runs or is over: said by its author, or by its dates."""

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """Where a project, an event or a topic discussion stands; the values stand in addresses."""

    PLANNED = "planned", _("coming up")
    RUNNING = "running", _("running")
    COMPLETED = "completed", _("over")


def phase_now() -> Case:
    """Return the phase of an entry at this moment; empty for what has none, such as a material or a link."""
    now = timezone.now()
    return Case(
        When(~Q(phase=""), then=F("phase")),
        When(starts_at__gt=now, then=Value(Phase.PLANNED.value)),
        When(ends_at__lt=now, then=Value(Phase.COMPLETED.value)),
        When(starts_at__isnull=False, then=Value(Phase.RUNNING.value)),
        default=Value(""),
        output_field=CharField(),
    )
