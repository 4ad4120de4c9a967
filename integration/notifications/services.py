"""How a mail gets into the outbox; it is written in the caller's transaction and sent by the worker."""

from collections.abc import Mapping
from email.utils import make_msgid
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template import Context, Engine

from integration.members.models import User
from integration.notifications.models import Message

SUBJECT_LENGTH = 250  # characters
SENDER_LENGTH = 320
OWN_HEADERS = {"from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version", "content-type"}


def absolute_url(path: str) -> str:
    """Return the address of a path for a mail: below BASE_URL, whatever host the request named."""
    return urljoin(f"{settings.BASE_URL}/", path)


def queue_message(
    *,
    recipient: str,
    template: str,
    context: Mapping[str, Any],
    subject: str = "",
    user: User | None = None,
    dedupe_key: str | None = None,
    reply_to: str = "",
) -> Message | None:
    """Queue the mail of `templates/notifications/<template>.txt`; its first line is the subject if none is given.

    Returns None when a mail with this `dedupe_key` (at most 200 characters) was queued before.
    """
    text = render_text(f"notifications/{template}.txt", {**context, "user": user})
    if not subject:
        subject, _newline, text = text.lstrip().partition("\n")
    return write_message(
        recipient=recipient,
        sender=settings.DEFAULT_FROM_EMAIL,
        subject=subject,
        body=text.strip() + "\n",
        headers={"Reply-To": reply_to} if reply_to else None,
        user=user,
        dedupe_key=dedupe_key,
    )


def render_text(template_name: str, context: Mapping[str, Any]) -> str:
    """Render a mail: plain text, so that nothing is escaped for HTML."""
    values = {"base_url": settings.BASE_URL, "site_name": settings.WAGTAIL_SITE_NAME, **context}
    return Engine.get_default().get_template(template_name).render(Context(values, autoescape=False))


def write_message(
    *,
    recipient: str,
    sender: str,
    subject: str,
    body: str,
    html_body: str = "",
    headers: Mapping[str, str] | None = None,
    user: User | None = None,
    dedupe_key: str | None = None,
) -> Message | None:
    """Write one row of the outbox; None when its `dedupe_key` is taken."""
    kept = {_one_line(name): _one_line(value) for name, value in (headers or {}).items()}
    kept = {name: value for name, value in kept.items() if name.lower() not in OWN_HEADERS}
    if not any(name.lower() == "auto-submitted" for name in kept):
        kept["Auto-Submitted"] = "auto-generated"
    message = Message(
        recipient=_one_line(recipient),
        user=user or User.objects.filter(email__iexact=recipient).first(),
        sender=_one_line(sender)[:SENDER_LENGTH],
        subject=_one_line(subject)[:SUBJECT_LENGTH],
        body=_storable(body),
        html_body=_storable(html_body),
        headers=kept,
        message_id=make_msgid(domain=urlsplit(settings.BASE_URL).hostname),
        dedupe_key=dedupe_key,
    )
    if dedupe_key is None:
        message.save()
        return message
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if not Message.objects.filter(dedupe_key=dedupe_key).exists():
            raise
        return None
    return message


def _one_line(text: str) -> str:
    """Return the text without line breaks, by which one could smuggle headers in."""
    return " ".join(_storable(text).split())


def _storable(text: str) -> str:
    """Return the text without what no database or mail can hold: NUL and lone surrogates."""
    return str(text).replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
