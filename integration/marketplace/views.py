"""The list, one listing, and the note for its handover."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from integration.catalogue.services import entry_of
from integration.marketplace.handover import file_name, handover_note
from integration.marketplace.permissions import user_can_print_handover
from integration.marketplace.requests import crumbs, listing_for, refuse_outsiders
from integration.marketplace.selectors import list_listings, read_listing
from integration.members.requests import MemberRequest


@require_safe
def listings(request: MemberRequest) -> HttpResponse:
    """List requests and offers, as rows or as a map with a table."""
    found = list_listings(request.user, request.GET)
    if not found.filter.total:
        refuse_outsiders(request.user)
    return render(request, "marketplace/listings.html", {"found": found, "breadcrumbs": crumbs()})


@require_safe
def listing(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a listing."""
    found = listing_for(request.user, pk)
    context = {
        "shown": read_listing(found, request.user),
        "listing": found,
        "entry": entry_of(found),  # for those who write a message about it
        "breadcrumbs": crumbs((found.title, None)),
    }
    return render(request, "marketplace/listing.html", context)


@require_safe
def handover(request: MemberRequest, pk: int) -> HttpResponse:
    """Send the note for the handover."""
    found = listing_for(request.user, pk)
    if not user_can_print_handover(request.user, found):
        raise PermissionDenied(_("Only the two who hand over and receive print this note."))
    response = HttpResponse(handover_note(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    return response
