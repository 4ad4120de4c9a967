"""Nobody decides in the admin on a version that they have not seen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail import hooks
from wagtail.models import Page

DECISIONS = ("action-publish", "action-submit", "action-workflow-action", "action-restart-workflow")


@hooks.register("before_edit_page")
def refuse_stale_decision(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Answer 409 to a form that was opened before the newest version and would publish or decide.

    Wagtail itself only warns by script; the form would put the old text over the new one and publish it.
    """
    if request.method != "POST" or not any(name in request.POST for name in DECISIONS):
        return None
    newest = page.get_latest_revision()
    if newest is None or _holds(request, str(newest.pk), newest.created_at.isoformat()):
        return None
    return render(request, "contribute/stale.html", {"page": page}, status=409)


def _holds(request: HttpRequest, newest: str, saved_at: str) -> bool:
    """Return whether the form shows the newest version; one that does not say what it shows is Wagtail's to judge."""
    overwritten, loaded = request.POST.get("overwrite_revision_id"), request.POST.get("loaded_revision_id")
    if overwritten:
        return overwritten == newest
    return not loaded or (loaded == newest and request.POST.get("loaded_revision_created_at", saved_at) == saved_at)
