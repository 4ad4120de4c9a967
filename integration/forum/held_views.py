"""What waits for the editors, as its author sees it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from integration.forum.held import HeldPost
from integration.forum.requests import crumbs
from integration.members.requests import MemberRequest


@require_safe
def held(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a post that waits or was refused to its author and the editors; a released one where it stands now."""
    found = get_object_or_404(HeldPost.objects.visible_to(request.user).select_related("thread", "post"), pk=pk)
    if found.post is not None:
        return redirect(found.post)
    context = {"held": found, "breadcrumbs": crumbs((_("Waits for the editors"), None))}
    return render(request, "forum/held.html", context)
