"""What people do with accounts, as the tests of several pages need it."""

import re

from django.http import HttpResponse
from django.test import Client

from integration.members.models import User
from integration.notifications.models import Message
from tests.factories.people import PASSWORD

SIGN_IN = "/anmelden/"
RESET = "/passwort/vergessen/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str) -> HttpResponse:
    return client.post(SIGN_IN, {"login": email, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    return client.get("/meine-daten/").status_code == 200


def link_in_newest_mail(account: User) -> str:
    """Return the address in the newest mail to somebody."""
    mail = Message.objects.filter(recipient=account.email).order_by("-pk")[0]
    return re.search(r"https?://\S+", mail.body)[0]


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def set_password(client: Client, link: str, password: str) -> HttpResponse:
    """Open the link of a mail and send the form behind it."""
    page = client.get(path_of(link), follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
