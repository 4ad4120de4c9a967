"""What django-allauth does differently here."""

from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from integration.members.limits import too_many_requests
from integration.members.mail import reset_mail
from integration.members.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed, links never follow a request's host, and too many tries end in 429."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Answer with pages only: allauth's JSON answers are a second way in that nobody needs."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Stay on the host of the request; never go on to the sign-out, where an ended session had led before."""
        request = self.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure()) and urlsplit(
            url
        ).path != reverse("account_logout")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise ImmediateHttpResponse(too_many_requests(request)) from error

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count per account, not per account and host name."""
        return str(credentials.get("email", "")).strip().lower()

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return render(request, "account/inactive.html", status=403)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say nothing beside the page after a link of a mail: its heading says that the password is set."""
        match = request.resolver_match
        if match is None or match.url_name != "account_reset_password_from_key":
            super().add_message(request, level, *args, **kwargs)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Write the password alone: a full save could bring back what an editor just took away."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("my_data")

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
        return f"{settings.BASE_URL}{path}"

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        """Send to the address of the account, not to the one that was typed."""
        reset_mail(cast(User, user)).send()
