"""What somebody reads whom the editors have asked not to write for a while."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
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
