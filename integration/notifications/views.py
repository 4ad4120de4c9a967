"""The outbox of the demo: what the portal would have sent."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from integration.notifications.permissions import messages_readable_by, user_can_read_messages

PER_PAGE = 20


def _only_in_the_demo(request: HttpRequest) -> None:
    if not settings.DEMO:
        raise Http404
    if not user_can_read_messages(request.user):
        raise PermissionDenied(_("The outbox is for the editors."))


@require_safe
def demo_outbox(request: HttpRequest) -> HttpResponse:
    """List the mails, newest first."""
    _only_in_the_demo(request)
    page = Paginator(messages_readable_by(request.user).defer("html_body"), PER_PAGE).get_page(request.GET.get("seite"))
    breadcrumbs = [(_("Home"), reverse("landing")), (_("Outbox"), None)]
    return render(request, "notifications/outbox.html", {"page": page, "breadcrumbs": breadcrumbs})


@require_safe
def demo_outbox_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail as its recipient would read it."""
    _only_in_the_demo(request)
    message = get_object_or_404(messages_readable_by(request.user), pk=pk)
    breadcrumbs = [
        (_("Home"), reverse("landing")),
        (_("Outbox"), reverse("demo_outbox")),
        (message.subject, None),
    ]
    return render(request, "notifications/message.html", {"mail": message, "breadcrumbs": breadcrumbs})
