"""What the views of the marketplace have in common: what a request asks for, and where it goes on."""

from allauth.core import ratelimit
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from integration.marketplace.models import Listing
from integration.marketplace.permissions import user_can_view_marketplace
from integration.members.limits import say_wrote_too_much
from integration.members.models import User
from integration.members.requests import MemberRequest

FORM = ["GET", "HEAD", "POST"]
Crumbs = list[tuple[str, str | None]]


def listing_for(user: User, pk: int) -> Listing:
    """Return a listing that this person may see.

    Raises `PermissionDenied` where the marketplace is not meant for the person, `Http404` for what is not there.
    """
    listings = Listing.objects.visible_to(user).for_rows()
    found = listings.select_related("reserved_for", "author__municipality").filter(pk=pk).first()
    if found is None:
        refuse_outsiders(user)
        raise Http404
    return found


def refuse_outsiders(user: User) -> None:
    """Raise `PermissionDenied` where the marketplace is meant for groups that this person is not in."""
    if not user_can_view_marketplace(user):
        raise PermissionDenied(_("This page is meant for certain groups."))


def crumbs(*further: tuple[str, str | None]) -> Crumbs:
    return [(_("Home"), "/"), (_("Marketplace"), reverse("marketplace:listings")), *further]


def crumbs_of(listing: Listing, *further: tuple[str, str | None]) -> Crumbs:
    """Return the way to a listing, or to one of its pages."""
    return crumbs((listing.title, listing.get_absolute_url() if further else None), *further)


def is_allowed(request: MemberRequest, form: forms.Form) -> bool:
    """Count a listing, and return whether this person may write one at this moment; the form says if not."""
    if ratelimit.consume(request, action="listing"):
        return True
    say_wrote_too_much(form)
    return False


def typed(request: MemberRequest) -> str:
    """Return what was written into a form, to copy."""
    parts = [request.POST.get(name, "").strip() for name in ("title", "text")]
    return "\n\n".join(part for part in parts if part)
