"""Django's mail backend of the portal: it writes rows, and never speaks to a mail server."""

import logging
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction

from integration.notifications.services import write_message

logger = logging.getLogger(__name__)

ADDRESS_LENGTH = 254  # characters, RFC 5321


class OutboxEmailBackend(BaseEmailBackend):
    """Turn every mail of every library into rows of the caller's transaction, one for each recipient.

    A mail exists exactly when what it reports exists, a mail server that does not answer breaks no request,
    and nobody sees another recipient's address.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the rows and return how many mails were taken over."""
        try:
            with transaction.atomic():
                for email in email_messages:
                    self._write(email)
        except DatabaseError:
            if not self.fail_silently:
                raise
            logger.exception("Mail could not be written to the outbox")
            return 0
        return len(email_messages)

    def _write(self, email: EmailMessage) -> None:
        addresses = dict.fromkeys(parseaddr(recipient)[1] for recipient in email.recipients())
        headers = {name: str(value) for name, value in email.extra_headers.items()}
        if email.reply_to:
            headers["Reply-To"] = ", ".join(str(address) for address in email.reply_to)
        if email.attachments:
            logger.warning("A mail's %s attachments are not kept by the outbox", len(email.attachments))
        for address in addresses:
            if not address or len(address) > ADDRESS_LENGTH:
                logger.warning("A mail without a usable recipient was left out")
                continue
            write_message(
                recipient=address,
                sender=email.from_email,
                subject=str(email.subject),
                body=plain_text(email),
                html_body=html_text(email),
                headers=headers,
            )


def plain_text(email: EmailMessage) -> str:
    """Return the text part, empty for a mail that is nothing but HTML."""
    return "" if email.content_subtype == "html" else str(email.body)


def html_text(email: EmailMessage) -> str:
    """Return the HTML part, empty where there is none."""
    if email.content_subtype == "html":
        return str(email.body)
    alternatives: Sequence[Any] = getattr(email, "alternatives", None) or ()
    return next((str(content) for content, mimetype in alternatives if mimetype == "text/html"), "")
