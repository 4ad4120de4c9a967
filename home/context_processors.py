"""What every page of the portal shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from home.models import PortalSettings
from integration.members.models import User
from integration.models.sections import SectionPage


def _navigation(path: str) -> list[dict[str, Any]]:
    sections = SectionPage.objects.live().in_menu().order_by("path").values_list("title", "slug")
    items = [
        (_("Home"), reverse("landing")),
        *((title, f"/{slug}/") for title, slug in sections),
        (_("Municipalities"), reverse("municipalities")),
    ]
    return [
        {"title": title, "url": url, "current": path == url if url == "/" else path.startswith(url)}
        for title, url in items
    ]


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the settings of the portal, its navigation for members, and whether this is the demo."""
    user = getattr(request, "user", None)
    member = user is not None and user.is_authenticated
    return {
        "portal": SimpleLazyObject(lambda: PortalSettings.load(request_or_site=request)),
        "navigation": SimpleLazyObject(lambda: _navigation(request.path)) if member else [],
        "can_edit": isinstance(user, User) and user.is_editor,
        "demo": settings.DEMO,
        "max_upload_mb": settings.MAX_UPLOAD_MB,
    }
