"""What somebody sees who tries too often."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

PAUSE = 5 * 60  # seconds; the longest period of ACCOUNT_RATE_LIMITS


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page that asks to wait."""
    response = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(PAUSE)
    return response


def says_when_to_retry(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Complete allauth's answers to a limited view with the time after which to try again."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            response.headers.setdefault("Retry-After", str(PAUSE))
        return response

    return wrapped


def say_wrote_too_much(form: forms.Form) -> None:
    """Have a form say that somebody has written too much at once; what was typed stays in it."""
    text = _(
        "You have written a great deal within a few minutes. Nothing is lost: press the button again a little later."
    )
    form.add_error(None, text)


def draw_form(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int, seconds: int = PAUSE
) -> HttpResponse:
    """Draw a form with its status; `seconds`: to wait, where it was too much."""
    response = render(request, template, context, status=status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(seconds)
    return response
