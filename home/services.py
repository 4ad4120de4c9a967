"""Writes over several models of the portal's own pages."""

from django.db import transaction
from django.utils.translation import gettext as _

from home.models import Feedback, PortalSettings
from integration.members.models import User
from integration.notifications.services import queue_message


def editors_addresses() -> list[str]:
    """Return where mail to the editors goes: the address of the settings, without one that of every editor."""
    address = PortalSettings.load().editor_email
    return [address] if address else sorted(set(User.objects.editors().values_list("email", flat=True)))


@transaction.atomic
def report_barrier(*, feedback: Feedback) -> Feedback:
    """Store a report and tell the editors by mail, both or neither."""
    feedback.save()
    for address in editors_addresses():
        queue_message(
            recipient=address,
            subject=_("A barrier was reported"),
            template="barrier_report",
            context={"feedback": feedback},
        )
    return feedback
