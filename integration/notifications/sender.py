"""The way out of the outbox: over the mail server, one mail at a time, again when it fails."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPServerDisconnected,
)
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone

from integration.notifications.models import Message

logger = logging.getLogger(__name__)

PAUSES: Sequence[int] = (1, 5, 15, 60, 240, 480, 720)  # minutes after each failure
ATTEMPTS = len(PAUSES) + 1
SERVER_ERRORS = (SMTPAuthenticationError, SMTPConnectError, SMTPHeloError, SMTPServerDisconnected)
ERROR_LENGTH = 500
SECONDS_AT_A_TIME = 20.0  # then tasks and other jobs have their turn
KEEP_SENT = timedelta(days=90)


@dataclass(frozen=True)
class Claim:
    """A mail that nobody else sends until the lease ends."""

    message: Message
    lease_ends: datetime


class Transport:
    """A connection to the mail server, opened when it is needed and thrown away after an error."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.drop()

    def send(self, email: EmailMultiAlternatives) -> None:
        """Hand a mail over; any exception means that the server did not take it."""
        if self._connection is None:
            connection = open_transport(settings.OUTBOX_TRANSPORT)
            connection.open()
            self._connection = connection
        self._connection.send_messages([email])

    def drop(self) -> None:
        """Close the connection, whatever state it is in."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except OSError as error:
                logger.info("The connection to the mail server ended badly: %s", error)


def open_transport(transport: dict[str, Any]) -> BaseEmailBackend:
    """Return the backend that EMAIL_URL names; `transport` is what django-environ makes of it."""
    backend = transport["EMAIL_BACKEND"]
    if backend.endswith("filebased.EmailBackend"):
        return get_connection(backend, file_path=transport["EMAIL_FILE_PATH"])
    if not backend.endswith("smtp.EmailBackend"):
        return get_connection(backend)
    use_ssl = bool(transport.get("EMAIL_USE_SSL", False))
    return get_connection(
        backend,
        host=transport.get("EMAIL_HOST") or "localhost",
        port=transport.get("EMAIL_PORT") or (465 if use_ssl else 25),
        username=transport.get("EMAIL_HOST_USER") or "",
        password=transport.get("EMAIL_HOST_PASSWORD") or "",
        use_tls=bool(transport.get("EMAIL_USE_TLS", False)),
        use_ssl=use_ssl,
        timeout=settings.OUTBOX_TIMEOUT,
    )


def send_due() -> bool:
    """Send the mails that are due; return whether some are left over for the next call."""
    deadline = time.monotonic() + SECONDS_AT_A_TIME
    with Transport() as transport:
        while time.monotonic() < deadline:
            claim = claim_next()
            if claim is None:
                return False
            if not attempt(claim, transport):
                return False  # the server itself does not answer: spare the others' attempts
    return True


def claim_next() -> Claim | None:
    """Take the mail that has waited longest; of several workers only one gets it, because only one moves its time.

    The attempt counts from here on, so that a mail at which the worker dies is given up in the end.
    """
    while True:
        now = timezone.now()
        due = Message.objects.filter(state=Message.State.WAITING, next_attempt_at__lte=now)
        message = due.order_by("next_attempt_at", "pk").first()
        if message is None:
            return None
        lease_ends = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
        if due.filter(pk=message.pk, next_attempt_at=message.next_attempt_at).update(
            next_attempt_at=lease_ends, attempts=F("attempts") + 1
        ):
            message.attempts += 1
            return Claim(message, lease_ends)


def attempt(claim: Claim, transport: Transport) -> bool:
    """Try to send a mail and note what came of it; False when the server cannot be reached at all."""
    message = claim.message
    if message.attempts > ATTEMPTS:  # the worker died at the last one
        note_failure(claim, "The worker died while sending.")
        return True
    try:
        transport.send(as_email(message))
    except Exception as error:
        transport.drop()
        note_failure(claim, f"{type(error).__name__}: {error}")
        return not server_is_away(error)
    note_sent(message)
    return True


def server_is_away(error: Exception) -> bool:
    """Tell an error of the server, which every mail would meet, from one of this mail."""
    if isinstance(error, SMTPException):  # these are OSErrors too
        return isinstance(error, SERVER_ERRORS)
    return isinstance(error, OSError)


def note_sent(message: Message) -> None:
    """Mark a mail as sent; its text goes, because it may hold a link that opens an account."""
    values: dict[str, Any] = {"state": Message.State.SENT, "sent_at": timezone.now(), "error": ""}
    if not settings.OUTBOX_KEEP_BODY:
        values |= {"body": "", "html_body": ""}
    Message.objects.filter(pk=message.pk).update(**values)


def note_failure(claim: Claim, error: str) -> None:
    """Note an error; the next attempt comes after a longer pause, none after the last."""
    message = claim.message
    values: dict[str, Any] = {"error": error.replace("\x00", "")[:ERROR_LENGTH]}
    if message.attempts >= ATTEMPTS:
        logger.error("Mail %s is given up after %d attempts: %s", message.message_id, message.attempts, error)
        values["state"] = Message.State.FAILED
    else:
        logger.warning("Mail %s was not sent, attempt %d: %s", message.message_id, message.attempts, error)
        values["next_attempt_at"] = timezone.now() + timedelta(minutes=PAUSES[message.attempts - 1])
    # Somebody whose lease was longer may have sent it meanwhile: then nothing is to be noted.
    Message.objects.filter(pk=message.pk, state=Message.State.WAITING, next_attempt_at=claim.lease_ends).update(
        **values
    )


def as_email(message: Message) -> EmailMultiAlternatives:
    """Return the row as a mail; its Message-ID never changes, so that a mail sent twice is known as one."""
    headers = {**message.headers, "Message-ID": message.message_id}
    text_or_html = message.body or message.html_body
    email = EmailMultiAlternatives(message.subject, text_or_html, message.sender, [message.recipient], headers=headers)
    if message.html_body and message.body:
        email.attach_alternative(message.html_body, "text/html")
    elif message.html_body:
        email.content_subtype = "html"
    return email


def retry_message(*, message: Message) -> bool:
    """Give a mail that was given up a new set of attempts; False when it was not given up."""
    failed = Message.objects.filter(pk=message.pk, state=Message.State.FAILED)
    return bool(failed.update(state=Message.State.WAITING, attempts=0, next_attempt_at=timezone.now(), error=""))


def delete_old() -> int:
    """Delete mails that were sent long ago and return how many; those that were given up stay."""
    deleted, _by_model = Message.objects.filter(
        state=Message.State.SENT, sent_at__lt=timezone.now() - KEEP_SENT
    ).delete()
    return deleted
