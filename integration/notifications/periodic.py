"""What the worker does for the outbox."""

from integration.jobs.periodic import periodic
from integration.notifications import sender


@periodic(seconds=5)
def send_mails() -> bool:
    """Send the mails that are due."""
    return sender.send_due()


@periodic(hours=24)
def delete_old_mails() -> None:
    """Keep the outbox from being an archive of who wrote whom."""
    sender.delete_old()
