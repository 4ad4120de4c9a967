"""What somebody reads who wrote something that cannot be taken: the text is always there to copy."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from integration.members.requests import MemberRequest

View = Callable[..., HttpResponse]


def refuses_blocked(typed: Callable[[MemberRequest], str]) -> Callable[[View], View]:
    """Have a view for writing answer 403 to somebody who is blocked, with what `typed` finds in the form, to copy.

    It says the same whatever the address names: nothing is told of what the person may not see.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_blocked_from_posting or request.method not in ("GET", "HEAD", "POST"):
                return view(request, *args, **kwargs)
            context = {"until": request.user.posting_blocked_until, "typed": typed(request)}
            return render(request, "members/blocked.html", context, status=HTTPStatus.FORBIDDEN)

        return wrapped  # type: ignore[return-value]

    return decorate


def keeps_typed(typed: Callable[[MemberRequest], str]) -> Callable[[View], View]:
    """Have a view that refuses what was sent show it to copy: what it was for is gone or closed by now.

    The status is that of the refusal, and nothing is told of what the person may not see.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except (Http404, PermissionDenied) as refusal:
                text = typed(request) if request.method == "POST" else ""
                if not text:
                    raise
                status = HTTPStatus.NOT_FOUND if isinstance(refusal, Http404) else HTTPStatus.FORBIDDEN
                return render(request, "members/not_sent.html", {"typed": text}, status=status)

        return wrapped  # type: ignore[return-value]

    return decorate
