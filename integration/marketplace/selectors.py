"""What the pages of the marketplace show, each in a number of queries that does not grow with it."""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from integration.catalogue.audience import SectionIsOpenTo
from integration.files.pictures import load_versions
from integration.marketplace.filters import ListingFilter, Place, places_around
from integration.marketplace.models import Listing, ListingPicture, ListingQuerySet, Match
from integration.marketplace.permissions import (
    user_can_edit_listing,
    user_can_finish_listing,
    user_can_moderate_marketplace,
    user_can_print_handover,
    user_can_release_listing,
    user_can_renew_listing,
    user_can_reopen_listing,
    user_can_reserve_listing,
    user_can_view_reservation,
    user_can_withdraw_listing,
)
from integration.marketplace.words import LOOKS, state_words
from integration.members.distance import kilometres
from integration.members.map import place_on_map
from integration.members.models import Municipality, User

LISTINGS_ON_A_PAGE = 20
MATCHES = 5
LOOKED_AT = 10  # of the newest pairs of one person
NEWEST, NEAREST = "neueste", "naechste"
MAP = "karte"


@dataclass(frozen=True)
class Row:
    """A listing as lists show it."""

    listing: Listing
    km: int | None

    @property
    def state_words(self) -> str:
        return state_words(self.listing)

    @property
    def look(self) -> str:
        return LOOKS[self.listing.state_now]


@dataclass(frozen=True)
class TownRow:
    """A municipality in the table beside the map."""

    place: Place
    offers: int
    seeks: int


@dataclass(frozen=True)
class Pair:
    """A listing of the reader's and what fits it."""

    own: Listing
    other: Row


@dataclass(frozen=True)
class ListingList:
    """One page of listings with all that stands around it."""

    filter: ListingFilter
    page: "Page[Listing]"
    rows: list[Row]
    order: str
    view: str
    pair: Pair | None = None
    map: dict[str, Any] = field(default_factory=dict)
    towns: list[TownRow] = field(default_factory=list)


class _Counted(Paginator):
    """Pages over a list whose length is known already."""

    def __init__(self, listings: ListingQuerySet, number: int) -> None:
        super().__init__(listings, LISTINGS_ON_A_PAGE)
        self._known = number

    @cached_property
    def count(self) -> int:
        return self._known


def list_listings(user: User, query: QueryDict) -> ListingList:
    """Return what an address asks for; what it asks for and is not on offer is ignored."""
    towns = Municipality.objects.only("ags", "name", "latitude", "longitude").in_bulk()
    if user.municipality_id in towns:
        user.municipality = towns[user.municipality_id]  # known now: it need not be asked for once more
    chosen = ListingFilter(query, user=user, places=places_around(user, towns.values()))
    order = query.get("sortierung", "")
    order = order if order in (NEWEST, NEAREST) and user.municipality else NEWEST
    listings = chosen.listings().for_rows()
    ordered = listings.nearest_to(user.municipality) if order == NEAREST and user.municipality else listings.newest()
    page = _Counted(ordered, chosen.found).get_page(query.get("seite"))
    view = MAP if query.get("ansicht") == MAP else ""
    shown = {} if view != MAP else _map(chosen, user)
    return ListingList(
        filter=chosen,
        page=page,
        rows=[] if view else rows_of(list(page), user),
        order=order,
        view=view,
        pair=_newest_pair(user),
        map=shown,
        towns=_towns(chosen) if view else [],
    )


def rows_of(listings: list[Listing], user: User) -> list[Row]:
    """Return listings `for_rows` with their first picture and their distance from the reader's municipality."""
    load_versions([one.cover for one in listings if one.cover])
    return [Row(one, _km(user, one)) for one in listings]


def _km(user: User, listing: Listing) -> int | None:
    km = kilometres(user.municipality, listing.municipality)
    return None if km is None else round(km)


def _newest_pair(user: User) -> Pair | None:
    """Return the newest pair of which one side is this person's and both are still open."""
    pairs = Match.objects.filter(Q(seek__author=user) | Q(offer__author=user), fits=True)
    if not user.is_editor:
        pairs = pairs.filter(Q(SectionIsOpenTo(Listing.kind, user.pk)))  # open and not hidden, each is visible then
    related = [f"{side}__{name}" for side in ("seek", "offer") for name in ("municipality", "category", "cover")]
    newest = pairs.select_related(*related).order_by("-found_at", "-pk")[:LOOKED_AT]
    found = next((pair for pair in newest if pair.seek.is_open and pair.offer.is_open), None)
    if found is None:
        return None
    own, other = (found.seek, found.offer) if found.seek.author_id == user.pk else (found.offer, found.seek)
    return Pair(own, Row(other, _km(user, other)))


def _map(chosen: ListingFilter, user: User) -> dict[str, Any]:
    """Return the dots: those with a listing large and with their name, the others as the shape of the state."""
    numbers = chosen.by_place()
    dots = [
        place_on_map(place.latitude, place.longitude)
        | {"name": place.name, "active": pk in numbers, "new": pk in numbers, "me": pk == user.municipality_id}
        for pk, place in chosen.places.items()
    ]
    dots.sort(key=lambda dot: (dot["me"], dot["new"]))
    label = ngettext(
        "Map: listings from %(count)d municipality. The table says the same.",
        "Map: listings from %(count)d municipalities. The table says the same.",
        len(numbers),
    )
    return {"dots": dots, "label": label % {"count": len(numbers)}}


def _towns(chosen: ListingFilter) -> list[TownRow]:
    """Return the same as a table, the nearest first."""
    rows = [
        TownRow(chosen.places[pk], numbers[Listing.Sort.OFFER], numbers[Listing.Sort.SEEK])
        for pk, numbers in chosen.by_place().items()
    ]
    return sorted(rows, key=lambda row: (row.place.km if row.place.km is not None else 0, row.place.name))


@dataclass(frozen=True)
class ListingPage:
    """A listing as its page shows it, and what this person can do with it."""

    row: Row
    pictures: list[ListingPicture]
    facts: list[tuple[str, str]]
    matches: list[Row]
    can: dict[str, bool]
    is_own: bool


def read_listing(listing: Listing, user: User) -> ListingPage:
    """Return a listing with everything that belongs to it."""
    pictures = list(listing.pictures.select_related("image"))
    load_versions([picture.image for picture in pictures])
    return ListingPage(
        row=Row(listing, _km(user, listing)),
        pictures=pictures,
        facts=facts_of(listing),
        matches=matches_of(listing, user),
        can={
            "edit": user_can_edit_listing(user, listing),
            "reserve": user_can_reserve_listing(user, listing),
            "release": user_can_release_listing(user, listing),
            "finish": user_can_finish_listing(user, listing),
            "renew": user_can_renew_listing(user, listing),
            "withdraw": user_can_withdraw_listing(user, listing),
            "reopen": user_can_reopen_listing(user, listing),
            "know": user_can_view_reservation(user, listing),
            "print": user_can_print_handover(user, listing),
            "moderate": user_can_moderate_marketplace(user),
        },
        is_own=listing.author_id is not None and listing.author_id == user.pk,
    )


def facts_of(listing: Listing) -> list[tuple[str, str]]:
    """Return what the form asked for, in pairs of a label and words; what was not said is left out."""
    terms = str(listing.get_terms_display())
    handover = str(listing.get_handover_display()) if listing.handover else ""
    pairs = [
        (_("Quantity"), listing.quantity),
        (_("Condition"), str(listing.get_condition_display()) if listing.condition else ""),
        (_("Handover"), ", ".join(part for part in (handover, listing.handover_note) if part)),
        (_("What it costs"), ", ".join(part for part in (terms, listing.price) if part)),
    ]
    return [(label, words) for label, words in pairs if words]


def matches_of(listing: Listing, user: User) -> list[Row]:
    """Return the open listings that fit this one and that this person may see, the best first."""
    side, other = ("offer", "seek") if listing.is_offer else ("seek", "offer")
    if not listing.is_open:
        return []
    visible = Listing.objects.visible_to(user).open()
    numbers = Match.objects.filter(**{side: listing.pk}, fits=True, **{f"{other}__in": visible.values("pk")})
    related = [f"{other}__{name}" for name in ("category", "municipality", "author")]
    found = numbers.select_related(*related).order_by("-score", "-pk")[:MATCHES]
    return [Row(getattr(match, other), _km(user, getattr(match, other))) for match in found]
