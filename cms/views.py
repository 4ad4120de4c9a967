"""Errors in our look, the door to the admin, and the operator's health page."""

from datetime import timedelta

from allauth.account.views import logout as allauth_logout
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from integration.jobs.models import DOWN_AFTER, LATE_AFTER, WorkerBeat
from search.engines.in_use import is_reduced


def error_response(request: HttpRequest, status: int) -> HttpResponse:
    """Return the page of an HTTP status, without a context: asking who it is may be what failed."""
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_response(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 404)


@require_admin_access
def collection_privacy(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Answer that there is no such page: who may see a file follows from the pages that use it, not from its folder.

    Raises `Http404`.
    """
    raise Http404


def server_error(request: HttpRequest) -> HttpResponse:
    return error_response(request, 500)


def admin_gate(request: HttpRequest) -> HttpResponse:
    """Send an anonymous visitor of the admin to the one sign-in; show a member without access a clear 403 page.

    Stands in for Wagtail's own login, which would send such a member round for ever.
    """
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("wagtailadmin_home")
    if not request.user.is_authenticated:
        return redirect_to_login(target, reverse("account_login"))
    if not request.user.has_perm("wagtailadmin.access_admin"):
        list(messages.get_messages(request))  # Wagtail left one saying so, which the next page would show once more
        raise PermissionDenied
    return redirect(target)


def admin_logout(request: HttpRequest) -> HttpResponse:
    """Sign out as everywhere else, whichever role."""
    return allauth_logout(request)


def worker_state() -> str:
    """Return "ok" while a worker reports, "late" when it is overdue, "down" when none has for minutes."""
    beat = WorkerBeat.objects.order_by("-seen_at").first()
    if beat is None:
        return "down"
    silent_for: timedelta = timezone.now() - beat.seen_at
    return "ok" if silent_for < LATE_AFTER else "late" if silent_for < DOWN_AFTER else "down"


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Tell the operator's monitoring how the parts are; 503 only when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        worker = worker_state()
        database = "ok"
    except DatabaseError:
        database, worker = "down", "down"
    search = "down" if database == "down" else "reduced" if is_reduced() else "ok"
    status = "down" if database == "down" else "ok" if worker == search == "ok" else "degraded"
    return JsonResponse(
        {"status": status, "database": database, "worker": worker, "search": search},
        status=503 if database == "down" else 200,
    )
