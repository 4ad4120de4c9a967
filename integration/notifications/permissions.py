"""Who may look into the outbox."""

from django.contrib.auth.models import AnonymousUser

from integration.members.models import User
from integration.notifications.models import Message


def user_can_view_outbox(user: User | AnonymousUser) -> bool:
    """Administration sees who was written to, and what went wrong."""
    return user.has_perm("notifications.view_message")


def user_can_retry_message(user: User | AnonymousUser, message: Message) -> bool:
    """Who sees the outbox may try again what was given up."""
    return user_can_view_outbox(user) and message.state == Message.State.FAILED


def user_can_read_messages(user: User | AnonymousUser) -> bool:
    """Editors read the mails of the demo; elsewhere nobody does, for a mail may hold a link that opens an account."""
    return isinstance(user, User) and user.is_editor
