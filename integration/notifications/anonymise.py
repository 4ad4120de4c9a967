"""What the outbox keeps of a person: mails to the person go; from others the name is taken out like everywhere."""

from django.db.models import Q

from integration.members.models import User
from integration.members.signals import forgets_person
from integration.notifications.models import Message


@forgets_person
def forget_person(user: User) -> None:
    """Delete every mail to this person, those that wait too: nobody reads them."""
    Message.objects.filter(Q(user=user.pk) | Q(recipient__iexact=user.email)).delete()
