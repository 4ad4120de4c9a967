"""A person who goes leaves no trace in messages: neither the name, nor the words, nor mails that wait or were sent."""

from django.db import transaction
from django.db.models import Q

from integration.members.models import User
from integration.members.signals import forgets_person
from integration.notifications.models import Message as Mail
from integration.relay.mails import key_of
from integration.relay.models import Conversation, Message

SOME = 200  # keys in one query: SQLite takes a limited number of parameters


@forgets_person
@transaction.atomic
def forget_person(user: User) -> None:
    """Take a person out of every conversation.

    What the person wrote is erased, because letters are signed with names and numbers; its place says so. What the
    other side wrote stays with the other side. A conversation that both sides have left goes as a whole.
    """
    written = Message.objects.filter(sender=user)
    theirs = Conversation.objects.filter(Q(starter=user) | Q(owner=user))
    heard = Message.objects.filter(conversation__in=theirs.values("pk"))
    _delete_mails([key_of(message) for message in heard.only("pk").iterator()])
    written.update(text="", sender=None, form_key=None)
    Message.objects.filter(hidden_by=user).update(hidden_by=None)
    Conversation.objects.filter(starter=user).update(starter=None)
    Conversation.objects.filter(owner=user).update(owner=None)
    Conversation.objects.filter(starter=None, owner=None).delete()


def _delete_mails(keys: list[str]) -> None:
    """Delete what the outbox still has of these messages: waiting mails hold words, sent ones an address."""
    for first in range(0, len(keys), SOME):
        Mail.objects.filter(dedupe_key__in=keys[first : first + SOME]).delete()
