import factory
from factory.django import DjangoModelFactory

from integration.notifications.models import Message


class MessageFactory(DjangoModelFactory):
    """A mail that waits."""

    class Meta:
        model = Message

    recipient = factory.Sequence(lambda n: f"person-{n}@kommune.example")
    sender = "Integrationsportal <portal@portal.example>"
    subject = factory.Sequence(lambda n: f"Nachricht {n}")
    body = "Guten Tag,\n\nes gibt Neues.\n"
    message_id = factory.Sequence(lambda n: f"<{n}@portal.test>")
