"""What becomes of a listing: reserved, done, renewed, taken back; and what editors do with it."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from integration.marketplace import services
from integration.marketplace.forms import ReserveForm
from integration.marketplace.models import Listing
from integration.marketplace.permissions import (
    user_can_finish_listing,
    user_can_moderate_marketplace,
    user_can_release_listing,
    user_can_renew_listing,
    user_can_reopen_listing,
    user_can_reserve_listing,
    user_can_withdraw_listing,
)
from integration.marketplace.renewal import read_renewal
from integration.marketplace.requests import FORM, crumbs, crumbs_of, is_allowed, listing_for
from integration.members.limits import draw_form
from integration.members.models import User
from integration.members.requests import MemberRequest

Rule = Callable[[User, Listing], bool]


def _listing_to(request: MemberRequest, pk: int, may: Rule) -> Listing | None:
    """Return the listing for its author; None where what is asked for does not fit how it stands (any more)."""
    found = listing_for(request.user, pk)
    if found.author_id is None or found.author_id != request.user.pk:
        raise PermissionDenied
    return found if may(request.user, found) else None


def _too_late(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    messages.warning(request, _("Nothing was changed: the entry stands otherwise by now. Here is how."))
    return redirect("marketplace:listing", pk)


@require_http_methods(FORM)
def reserve(request: MemberRequest, pk: int) -> HttpResponse:
    """Say for whom a listing is kept."""
    found = _listing_to(request, pk, user_can_reserve_listing)
    if found is None:
        return _too_late(request, pk)
    if request.method != "POST":
        return _draw_reserve(request, ReserveForm(listing=found), HTTPStatus.OK)
    form = ReserveForm(request.POST, listing=found)
    if not form.is_valid():
        return _draw_reserve(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not is_allowed(request, form):
        return _draw_reserve(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    data = form.cleaned_data
    try:
        services.reserve(user=request.user, listing=found, person=form.found, name=data["person"], until=data["until"])
    except services.NotPossibleError:
        return _too_late(request, pk)
    if form.found:
        text = _("Reserved for %(name)s, who gets a mail.") % {"name": form.found.display_name}
    else:
        text = _("Reserved for %(name)s. No member is called that, so nobody gets a mail.") % {"name": data["person"]}
    messages.success(request, text)
    return redirect(found)


def _draw_reserve(request: MemberRequest, form: ReserveForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "listing": form.listing,
        "breadcrumbs": crumbs_of(form.listing, (_("Reserve"), None)),
    }
    return draw_form(request, "marketplace/reserve.html", context, status=status)


def _act(
    request: MemberRequest, pk: int, may: Rule, act: Callable[[Listing], object], done: str
) -> HttpResponseRedirect:
    """Do something with a listing for its author and say so, or that it stands otherwise by now."""
    found = _listing_to(request, pk, may)
    if found is None:
        return _too_late(request, pk)
    try:
        act(found)
    except services.NotPossibleError:
        return _too_late(request, pk)
    messages.success(request, done)
    return redirect(found)


@require_POST
def release(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    """Take a reservation back."""

    def act(found: Listing) -> None:
        services.release(user=request.user, listing=found)

    return _act(request, pk, user_can_release_listing, act, _("It is not reserved any more."))


@require_POST
def finish(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    """Say that a listing is done."""

    def act(found: Listing) -> None:
        services.finish(listing=found)

    return _act(request, pk, user_can_finish_listing, act, _("Done. Good that it worked out!"))


@require_POST
def renew(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    """Give a listing a new end, from its own page."""
    found = _listing_to(request, pk, user_can_renew_listing)
    return _renewed(request, found) if found is not None else _too_late(request, pk)


def _renewed(request: MemberRequest, found: Listing) -> HttpResponseRedirect:
    try:
        fresh = services.renew(listing=found, end=found.valid_until)
    except services.NotPossibleError:
        return _too_late(request, found.pk)
    assert fresh.valid_until is not None
    day = date_format(fresh.valid_until, "DATE_FORMAT")
    messages.success(request, _("Renewed until %(day)s.") % {"day": day})
    return redirect(found)


@require_http_methods(FORM)
def renew_by_link(request: MemberRequest, token: str) -> HttpResponse:
    """Ask once after the link of a mail was followed, and renew when the person says so."""
    renewal = read_renewal(token, request.user)
    if renewal is None:
        return render(
            request,
            "marketplace/link_dead.html",
            {"breadcrumbs": crumbs((_("Renew"), None))},
            status=HTTPStatus.GONE,
        )
    if request.method == "POST":
        return _renewed(request, renewal.listing)
    context = {
        "listing": renewal.listing,
        "until": renewal.listing.next_end(renewal.end),
        "breadcrumbs": crumbs_of(renewal.listing, (_("Renew"), None)),
    }
    return render(request, "marketplace/renew.html", context)


@require_http_methods(FORM)
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once, then take a listing off the marketplace."""
    if request.method != "POST":
        found = _listing_to(request, pk, user_can_withdraw_listing)
        if found is None:
            return _too_late(request, pk)
        context = {"listing": found, "breadcrumbs": crumbs_of(found, (_("Take back"), None))}
        return render(request, "marketplace/withdraw.html", context)

    def act(found: Listing) -> None:
        services.withdraw(user=request.user, listing=found)

    return _act(request, pk, user_can_withdraw_listing, act, _("Taken back. Nobody else sees it any more."))


@require_POST
def reopen(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    """Put up again what was done or taken back."""

    def act(found: Listing) -> None:
        services.reopen(listing=found)

    return _act(request, pk, user_can_reopen_listing, act, _("It is up again."))


@require_POST
def moderate(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    """Hide a listing, or show it again; for editors."""
    found = listing_for(request.user, pk)
    if not user_can_moderate_marketplace(request.user):
        raise PermissionDenied
    if request.POST.get("on") == "1":
        services.hide(listing=found)
        messages.success(request, _("Hidden: only its author and the editors see it."))
    else:
        services.restore(listing=found)
        messages.success(request, _("Everybody sees it again."))
    return redirect(found)
