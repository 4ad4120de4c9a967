"""The landing page, the start page, every page of the tree, and the pages that need no account."""

from typing import Any, cast
from urllib.parse import urlsplit

from allauth.core import ratelimit
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from home.forms import FeedbackForm, QuestionForm
from home.models import PortalSettings
from home.municipalities import municipality_rows
from home.permissions import user_can_view_page, visible_entry
from home.routing import page_at
from home.services import ask_editors, report_barrier, was_asked
from home.start import inventory, map_dots, outline
from integration.catalogue.registry import is_contribution
from integration.members.models import User
from search.query import clean_text

TOO_MANY_REQUESTS = 429


@require_safe
def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a page of the tree to a member who may see it.

    Stands in for Wagtail's view, which would send a member outside a page's groups to the sign-in and back.
    """
    user = cast(User, request.user)
    page = page_at(path)
    if page is None:
        raise Http404
    entry = visible_entry(user, page) if is_contribution(page) else None
    if entry is None and not user_can_view_page(user, page):
        raise PermissionDenied(_("This page is meant for certain groups."))
    return page.serve(request, entry=entry)


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Show what this is and how to get in; a member sees the start page at the same address."""
    if request.user.is_authenticated:
        return serve_page(request, "")
    return render(request, "home/landing.html", {"map": outline()})


def _public_page(
    request: HttpRequest, *, title: str, text: str, fallback: str, is_accessibility: bool = False
) -> HttpResponse:
    context = {"title": title, "text": text, "fallback": fallback, "is_accessibility": is_accessibility}
    return render(request, "home/text.html", context | {"breadcrumbs": [(_("Home"), "/"), (title, None)]})


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Show the Impressum from the portal's settings."""
    return _public_page(
        request,
        title=_("Imprint"),
        text=PortalSettings.load(request_or_site=request).imprint,
        fallback=_("The imprint has not been entered yet. Whoever runs the portal adds it in its settings."),
    )


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the Datenschutzerklärung from the portal's settings."""
    return _public_page(
        request,
        title=_("Privacy"),
        text=PortalSettings.load(request_or_site=request).privacy,
        fallback=_("The privacy notice has not been entered yet. Whoever runs the portal adds it in its settings."),
    )


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the Erklärung zur Barrierefreiheit from the portal's settings."""
    return _public_page(
        request,
        title=_("Accessibility"),
        text=PortalSettings.load(request_or_site=request).accessibility,
        fallback=_("The accessibility statement is being written. If something does not work for you, tell us."),
        is_accessibility=True,
    )


def _page_before(request: HttpRequest) -> str:
    """Return the path of the page of ours from which somebody came, as a suggestion."""
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    own = referrer.netloc == request.get_host() and referrer.path != request.path
    return referrer.path[:500] if own else ""


@require_http_methods(["GET", "HEAD", "POST"])
def accessibility_feedback(request: HttpRequest) -> HttpResponse:
    """Take a report of a barrier, with or without an account."""
    breadcrumbs = [(_("Home"), "/"), (_("Accessibility"), reverse("accessibility")), (_("Report a barrier"), None)]
    if request.method != "POST":
        form = FeedbackForm(initial={"page_url": _page_before(request)})
        context = {"form": form, "thanks": "danke" in request.GET, "breadcrumbs": breadcrumbs}
        return render(request, "home/feedback.html", context)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return render(request, "home/feedback.html", {"form": form, "breadcrumbs": breadcrumbs})
    if not form.is_from_a_program():
        if not ratelimit.consume(request, action="report_barrier"):
            context = {"form": form, "too_many": True, "breadcrumbs": breadcrumbs}
            return render(request, "home/feedback.html", context, status=TOO_MANY_REQUESTS)
        report_barrier(feedback=form.save(commit=False))
    return redirect(f"{reverse('accessibility_feedback')}?danke")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Take a member's message to the editors, filled in with the words of a search that found nothing."""
    user = cast(User, request.user)
    context: dict[str, Any] = {"breadcrumbs": [(_("Home"), "/"), (_("Ask the editors"), None)]}
    if request.method != "POST":
        form = QuestionForm.about(clean_text(request.GET.get("q", "")))
        return render(request, "home/ask.html", context | {"form": form, "thanks": "danke" in request.GET})
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return render(request, "home/ask.html", context | {"form": form})
    message = form.message_of(user)
    if not was_asked(user=user, form_key=message.form_key):
        if not ratelimit.consume(request, action="ask_editors"):
            context |= {"form": form, "too_many": True}
            return render(request, "home/ask.html", context, status=TOO_MANY_REQUESTS)
        ask_editors(message=message)
    return redirect(f"{reverse('ask_editors')}?danke")


@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """List the municipalities that take part, with the people and contributions of each."""
    name = request.GET.get("name", "")[:100]
    user = cast(User, request.user)
    published = inventory(user)
    context = {
        "rows": municipality_rows(user, published, name),
        "name": name,
        "map": map_dots(user, published),
        "breadcrumbs": [(_("Home"), "/"), (_("Municipalities"), None)],
    }
    return render(request, "home/municipalities.html", context)
