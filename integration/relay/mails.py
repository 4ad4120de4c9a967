"""What somebody hears of a message by mail: the words, and a way into the portal; never an address.

The mail goes from the portal to one person. It quotes every line, so that nothing in a message looks like the portal's
own words, and its subject is one line whatever the title is made of.
"""

from django.conf import settings

from integration.notifications.models import Message as Mail
from integration.notifications.services import queue_message
from integration.relay.models import Message, name_of


def key_of(message: Message) -> str:
    """Return what the mail of a message is known by in the outbox."""
    return f"relay-message-{message.pk}"


def tell_of_message(*, message: Message) -> Mail | None:
    """Tell the other side of a message; nobody who has left."""
    conversation = message.conversation
    recipient = conversation.owner if message.by_starter else conversation.starter
    if recipient is None or not recipient.is_active:
        return None
    context = {
        "writer": _writer_of(message),
        "title": conversation.title,
        "lines": [f"> {line}".rstrip() for line in message.text.split("\n")],
        "path": conversation.get_absolute_url(),
        "recipient": name_of(recipient),
    }
    return queue_message(
        recipient=recipient.email,
        user=recipient,
        template="relay_message",
        context=context,
        dedupe_key=key_of(message),
        reply_to=settings.DEFAULT_FROM_EMAIL,
    )


def _writer_of(message: Message) -> str:
    person = message.sender
    name = name_of(person)
    return f"{name} ({person.municipality})" if person is not None and person.municipality else name
