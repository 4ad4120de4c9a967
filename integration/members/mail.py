"""Mails about accounts; their links lead to BASE_URL, whatever host a request named."""

from datetime import datetime

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from integration.members.models import User
from integration.members.tokens import InvitationTokenGenerator, PasswordLinkTokenGenerator


def password_url(account: User, token: str) -> str:
    """Return the full address of the page that sets a password with this token."""
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(account), "key": token})
    return f"{settings.BASE_URL}{path}"


def reset_mail(account: User) -> EmailMessage:
    """Return the mail to somebody who forgot the password."""
    token = PasswordLinkTokenGenerator().make_token(account)
    return _mail("password_reset", account, url=password_url(account, token))


def invitation_mail(account: User, *, valid_until: datetime) -> EmailMessage:
    """Return the mail to somebody for whom an account was made."""
    token = InvitationTokenGenerator().make_token(account)
    return _mail("invitation", account, url=password_url(account, token), valid_until=valid_until)


def _mail(name: str, account: User, **context: str | datetime) -> EmailMessage:
    values = {"account": account, **context}
    subject = " ".join(render_to_string(f"account/email/{name}_subject.txt", values).split())
    body = render_to_string(f"account/email/{name}_message.txt", values).strip() + "\n"
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [account.email])
