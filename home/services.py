"""Writes over several models of the portal's own pages."""

from uuid import UUID

from django.db import IntegrityError, transaction
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


def ask_editors(*, message: Feedback) -> bool:
    """Store a member's message and tell the editors by mail, both or neither; False where it was sent before."""
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            for address in editors_addresses():
                queue_message(
                    recipient=address,
                    subject=message.subject,
                    template="question_to_editors",
                    context={"message": message},
                    reply_to=message.email,
                )
    except IntegrityError:
        if not was_asked(user=message.user, form_key=message.form_key):
            raise
        return False
    return True


def was_asked(*, user: User | None, form_key: UUID | None) -> bool:
    """Return whether this form of this person has become a message."""
    return Feedback.objects.filter(user=user, form_key=form_key).exists()
