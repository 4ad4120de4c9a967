"""What every request and response passes: who may come in, and which headers go out."""

import logging
from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.datastructures import MultiValueDictKeyError

from cms.public_urls import PUBLIC_URLS
from cms.views import error_response

logger = logging.getLogger(__name__)

ADMIN_PREFIX = "/admin/"
FILE_URLS = {"wagtaildocs_serve", "files:media"}  # who follows such an address wants a file, not a form to sign in
ODD_INPUT = (
    MultiValueDictKeyError,  # a form without a field that its view takes for granted
    IncorrectLookupParameters,  # a filter of wagtail-modeladmin with a value that its column cannot have
    OverflowError,  # a number that no column can hold, on SQLite
)
REQUEST_FILES = 10  # a request may be as large as this many files of the largest size ...
REQUEST_SLACK = 10 * 1024 * 1024  # ... and these bytes of text and borders


class RequestSizeMiddleware:
    """Refuse a request that is larger than any of our forms, before a byte of it is stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        limit = REQUEST_FILES * settings.MAX_UPLOAD_MB * 1024 * 1024 + REQUEST_SLACK
        if announced.isdecimal() and int(announced) > limit:
            return error_response(request, 413)
        return self.get_response(request)


class OddInputMiddleware:
    """Answer 400 to what no page of ours sends and libraries do not check.

    That is a NUL in an address or a cookie, which no database column can hold, and what is in `ODD_INPUT`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        texts = [
            request.path,
            *request.COOKIES.values(),
            *(text for _name, values in request.GET.lists() for text in values),
        ]
        if any("\x00" in text for text in texts):
            return error_response(request, 400)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer for a view that read a missing field or took a parameter as it came; other failures stay failures."""
        if not isinstance(exception, ODD_INPUT):
            return None
        logger.warning("Refused as odd input: %s %s", request.method, request.path[:200], exc_info=exception)
        return error_response(request, 400)


class MembersOnlyMiddleware(LoginRequiredMiddleware):
    """Ask for sign-in everywhere but at the addresses that `cms.public_urls` names, whatever its decorators say."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: tuple, view_kwargs: dict
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        # The address first: asking who it is needs the database, which the health page must not
        if (match is not None and match.view_name in PUBLIC_URLS) or request.user.is_authenticated:
            return None
        if match is not None and match.view_name in FILE_URLS:
            return error_response(request, 403)
        return self.handle_no_permission(request, view_func)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Send the strict policy, and under the admin the one that Wagtail's inline scripts need."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path.startswith(ADMIN_PREFIX):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY["DIRECTIVES"]
        return parts


class PrivateResponseMiddleware:
    """Keep what members see out of every cache: pages are not stored, files are asked for anew each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response
