"""How a listing stands, in plain words: for lists, the search, its page and "Meine Beiträge"."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from integration.catalogue.contract import OwnState

if TYPE_CHECKING:
    from integration.marketplace.models import Listing

LOOKS = {"open": "ok", "reserved": "wait", "done": "off", "expired": "todo", "withdrawn": "off"}


def state_words(listing: "Listing") -> str:
    """Return the state as its mark says it: with the day until which it is reserved."""
    words = {
        "open": pgettext("listing", "Open"),
        "reserved": pgettext("listing", "Reserved"),
        "done": pgettext("listing", "Done"),
        "expired": pgettext("listing", "Expired"),
        "withdrawn": pgettext("listing", "Taken back"),
    }[listing.state_now]
    if listing.state == "reserved" and listing.reserved_until:
        day = date_format(listing.reserved_until, "MONTH_DAY_FORMAT")
        return _("Reserved until %(day)s") % {"day": day}
    return words


def state_line(listing: "Listing") -> str:
    """Return what lists and the search say of it: "Angebot, offen"; the first word says what it is."""
    state = {
        "open": pgettext("listing", "open"),
        "reserved": pgettext("listing", "reserved"),
        "done": pgettext("listing", "done"),
        "expired": pgettext("listing", "expired"),
        "withdrawn": pgettext("listing", "taken back"),
    }[listing.state_now]
    return f"{listing.get_sort_display()}, {state}"


def next_step(listing: "Listing") -> OwnState:
    """Return what its author reads of it in "Meine Beiträge", with the one next step."""
    page = listing.get_absolute_url()
    edit = reverse("marketplace:edit", args=[listing.pk])
    if listing.hidden_at is not None:
        text = _("The editors have taken it off the marketplace. Call them if you do not know why.")
        return OwnState(_("Hidden by the editors"), "off", text, page, _("View"), is_over=True)
    words, look = state_words(listing), LOOKS[listing.state_now]
    match listing.state_now:
        case "reserved":
            name = listing.reserved_for_name
            text = _("Reserved for %(name)s. When it is handed over, say so on its page.") % {"name": name}
            return OwnState(words, look, text, page, _("To the handover"), waits=True)
        case "expired":
            text = _("Nobody is shown it as open any more. Is it still true? One click renews it.")
            return OwnState(words, look, text, page, _("Renew or take back"), waits=True)
        case "done":
            return OwnState(words, look, _("Good that it worked out."), page, _("View"), is_over=True)
        case "withdrawn":
            text = _("Nobody else sees it. You can put it up again from its page.")
            return OwnState(words, look, text, page, _("View"), is_over=True)
    if listing.valid_until:
        day = date_format(listing.valid_until, "DATE_FORMAT")
        text = _("All members see it until %(day)s. We remind you a week before.") % {"day": day}
    else:
        text = _("All members see it until you say that it is done.")
    return OwnState(words, look, text, edit, _("Change"))
