"""The landing page, the start page, and every page of the tree."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.permissions import user_can_view_page


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a page of the tree to a member who may see it.

    Stands in for Wagtail's view, which would send a member outside a page's groups to the sign-in and back.
    """
    route = Page.route_for_request(request, path)
    if route is None:
        raise Http404
    page, args, kwargs = route
    if not user_can_view_page(request.user, page):
        raise PermissionDenied(_("This page is meant for certain groups."))
    return page.serve(request, *args, **kwargs)


def landing(request: HttpRequest) -> HttpResponse:
    """Show what this is and how to get in; a member sees the start page at the same address."""
    if request.user.is_authenticated:
        return serve_page(request, "")
    return render(request, "home/landing.html")
