"""Who may look into the outbox."""

from django.contrib.auth.models import AnonymousUser, Permission
from django.db.models import Q, QuerySet

from integration.members.models import User
from integration.members.permissions import user_can_administer
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


def messages_readable_by(user: User | AnonymousUser) -> QuerySet[Message]:
    """Return the mails whose text this person may read; in those to administrators may be a link to their account."""
    if not isinstance(user, User) or not user_can_read_messages(user):
        return Message.objects.none()
    if user_can_administer(user):
        return Message.objects.all()
    administer = Permission.objects.filter(content_type__app_label="members", codename="administer_portal")
    administrators = User.objects.filter(
        Q(is_superuser=True) | Q(groups__permissions__in=administer) | Q(user_permissions__in=administer)
    )
    return Message.objects.exclude(user__in=administrators.values("pk"))
