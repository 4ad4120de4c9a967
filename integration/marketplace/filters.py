"""What a list of listings can be narrowed by, counted from one grouped query however many there are.

What stands in the address and is not on offer is ignored, so that old links keep working.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from integration.marketplace.models import Listing, ListingQuerySet
from integration.members.distance import kilometres
from integration.members.models import Municipality, User

NO_CATEGORY = "anderes"
SORTS = {"angebot": Listing.Sort.OFFER, "gesuch": Listing.Sort.SEEK}
STATES = {
    "offen": Listing.State.OPEN,
    "reserviert": Listing.State.RESERVED,
    "erledigt": Listing.State.DONE,
    "abgelaufen": Listing.State.EXPIRED,
}
SHOWN_FIRST = frozenset({"offen", "reserviert"})  # where the address names no state
ANY_STATE = "alle"
DISTANCES = (25, 50, 100)  # kilometres
FACETS = ("sort", "category", "distance", "state", "place")


@dataclass(frozen=True)
class Place:
    """A municipality on the map; `km` from the reader's own."""

    pk: int
    ags: str
    name: str
    latitude: float
    longitude: float
    km: float | None


@dataclass(frozen=True)
class Kind:
    """A category as filters name it."""

    pk: int
    slug: str
    name: str
    position: int


@dataclass(frozen=True)
class _Group:
    """Listings that no facet tells apart."""

    sort: str
    category: Kind | None
    state: str
    place: int | None
    number: int


class ListingFilter:
    """The choices of an address, the number of listings behind each, and the listings that are left."""

    def __init__(self, query: QueryDict, *, user: User, places: Iterable[Place]) -> None:
        self.query, self.user = query, user
        self.places = {place.pk: place for place in places}
        self.visible = Listing.objects.visible_to(user).shown()
        self.sort = query.get("art", "") if query.get("art", "") in SORTS else ""
        slugs = {category.slug for category in self.categories} | {NO_CATEGORY}
        self.slugs = [slug for slug in dict.fromkeys(query.getlist("was")) if slug in slugs]
        asked = {name for name in query.getlist("stand") if name in STATES}
        self.states = set(STATES) if ANY_STATE in query.getlist("stand") else asked or set(SHOWN_FIRST)
        km = query.get("km", "")
        self.km = int(km) if km in map(str, DISTANCES) and user.municipality_id else None
        by_ags = {place.ags: place for place in self.places.values()}
        self.place = by_ags.get(query.get("kommune", ""))

    # Counting

    @cached_property
    def groups(self) -> list[_Group]:
        over = Q(state=Listing.State.OPEN, valid_until__lt=timezone.localdate())
        now = Case(When(over, then=Value(Listing.State.EXPIRED.value)), default=F("state"))
        category = [f"category__{name}" for name in ("slug", "name", "sort_order")]
        rows = (
            self.visible.order_by().annotate(now=now).values_list("sort", "now", "municipality", "category", *category)
        )
        return [
            _Group(sort, Kind(pk, *named) if pk is not None else None, state, place, number)
            for sort, state, place, pk, *named, number in rows.annotate(number=Count("pk"))
        ]

    @cached_property
    def categories(self) -> list[Kind]:
        """The categories that there is something in, in the editors' order."""
        found = {group.category for group in self.groups if group.category is not None}
        return sorted(found, key=lambda one: (one.position, one.name))

    @property
    def _tests(self) -> dict[str, Callable[[_Group], bool]]:
        chosen = set(self.slugs)
        states = {STATES[name].value for name in self.states}
        near = self.near
        return {
            "sort": lambda group: not self.sort or group.sort == SORTS[self.sort],
            "category": lambda group: not chosen or (group.category.slug if group.category else NO_CATEGORY) in chosen,
            "distance": lambda group: near is None or group.place in near,
            "state": lambda group: group.state in states,
            "place": lambda group: self.place is None or group.place == self.place.pk,
        }

    @property
    def near(self) -> set[int] | None:
        """The municipalities within the chosen distance; None where any will do."""
        return None if self.km is None else self._within(self.km)

    def _within(self, km: int) -> set[int]:
        return {place.pk for place in self.places.values() if place.km is not None and place.km <= km}

    @cached_property
    def _judged(self) -> list[tuple[_Group, set[str]]]:
        """Every group with the facets whose choice it does not pass: judged once, counted many times."""
        tests = self._tests.items()
        return [(group, {name for name, test in tests if not test(group)}) for group in self.groups]

    def _left(self, but_for: str = "") -> list[_Group]:
        """Return the groups that pass every choice, or every one but that of one facet."""
        return [group for group, failed in self._judged if failed <= {but_for}]

    @cached_property
    def found(self) -> int:
        return sum(group.number for group in self._left())

    @property
    def total(self) -> int:
        """How many there are, whatever is chosen."""
        return sum(group.number for group in self.groups)

    def by_place(self) -> dict[int, Counter[str]]:
        """Return how many offers and requests are left in each municipality."""
        found: dict[int, Counter[str]] = {}
        for group in self._left():
            if group.place in self.places:
                found.setdefault(group.place, Counter())[group.sort] += group.number
        return found

    # What is left

    def listings(self) -> ListingQuerySet:
        """Return what passes every choice, in no order."""
        found = self.visible
        today = timezone.localdate()
        over = Q(valid_until__lt=today)
        wanted = Q(pk__in=())
        for name in self.states:
            if name == "offen":
                wanted |= Q(state=Listing.State.OPEN) & ~Q(valid_until__isnull=False, valid_until__lt=today)
            elif name == "abgelaufen":
                wanted |= Q(state=Listing.State.EXPIRED) | Q(state=Listing.State.OPEN) & over
            else:
                wanted |= Q(state=STATES[name])
        found = found.filter(wanted)
        if self.sort:
            found = found.filter(sort=SORTS[self.sort])
        if self.slugs:
            categories = Q(category__in=[one.pk for one in self.categories if one.slug in self.slugs])
            found = found.filter(categories | Q(category=None) if NO_CATEGORY in self.slugs else categories)
        if self.near is not None:
            found = found.filter(municipality__in=self.near)
        return found.filter(municipality=self.place.pk) if self.place else found

    # What the page shows of it

    def facets(self) -> list[dict[str, Any]]:
        """Return the facets for `parts/facet.html`; those of which one value is chosen say so by `kind`."""
        sorts = Counter[str]()
        for group in self._left("sort"):
            sorts[group.sort] += group.number
        options = [("", _("Everything"), sorts.total()), ("angebot", _("Offers"), sorts[Listing.Sort.OFFER])]
        options.append(("gesuch", _("Requests"), sorts[Listing.Sort.SEEK]))
        facets = [_radio("art", _("Offer or request"), options, self.sort)]
        if self.user.municipality is not None and self.user.municipality_id in self.places:
            facets.append(self._distance_facet())
        return [*facets, self._category_facet(), self._state_facet()]

    def _distance_facet(self) -> dict[str, Any]:
        left = self._left("distance")
        options = []
        for km in DISTANCES:
            near = self._within(km)
            number = sum(group.number for group in left if group.place in near)
            options.append((str(km), _("up to %(km)d km") % {"km": km}, number))
        options.append(("", _("everywhere"), sum(group.number for group in left)))
        name = self.user.municipality.name if self.user.municipality else ""
        title = _("Distance from %(place)s") % {"place": name}
        return _radio("km", title, options, str(self.km or ""))

    def _category_facet(self) -> dict[str, Any]:
        numbers = Counter[str]()
        for group in self._left("category"):
            numbers[group.category.slug if group.category else NO_CATEGORY] += group.number
        options = [(category.slug, category.name, numbers[category.slug]) for category in self.categories]
        options.append((NO_CATEGORY, _("Something else"), numbers[NO_CATEGORY]))
        return _boxes("was", _("What?"), options, set(self.slugs))

    def _state_facet(self) -> dict[str, Any]:
        numbers = Counter[str]()
        for group in self._left("state"):
            numbers[group.state] += group.number
        words = {
            "offen": pgettext("listing", "Open"),
            "reserviert": pgettext("listing", "Reserved"),
            "erledigt": pgettext("listing", "Done"),
            "abgelaufen": pgettext("listing", "Expired"),
        }
        options = [(name, words[name], numbers[state.value]) for name, state in STATES.items()]
        return _boxes("stand", _("State"), options, self.states)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is chosen beside what everybody gets first."""
        return bool(self.sort or self.slugs or self.km or self.place or self.states != SHOWN_FIRST)

    def chips(self) -> list[dict[str, Any]]:
        """Return what is chosen, each with the address of the list without it, for `parts/chip.html`."""
        names = {category.slug: category.name for category in self.categories} | {NO_CATEGORY: _("Something else")}
        chips = []
        if self.sort:
            label = _("Offers") if self.sort == "angebot" else _("Requests")
            chips.append({"label": label, "url": self._without("art"), "removes": True})
        if self.km:
            label = _("up to %(km)d km") % {"km": self.km}
            chips.append({"label": label, "url": self._without("km"), "removes": True})
        if self.place:
            chips.append({"label": self.place.name, "url": self._without("kommune"), "removes": True})
        return [
            *chips,
            *({"label": names[slug], "url": self._without("was", slug), "removes": True} for slug in self.slugs),
        ]

    def _without(self, name: str, value: str | None = None) -> str:
        query = self.query.copy()
        query.pop("seite", None)
        query.setlist(name, [other for other in query.getlist(name) if value is not None and other != value])
        return f"?{query.urlencode()}"


def _radio(name: str, title: str, options: list[tuple[str, str, int]], chosen: str) -> dict[str, Any]:
    return _boxes(name, title, options, {chosen}) | {"kind": "radio"}


def _boxes(name: str, title: str, options: list[tuple[str, str, int]], chosen: set[str]) -> dict[str, Any]:
    found = [
        {"value": value, "label": label, "count": number, "checked": value in chosen}
        for value, label, number in options
    ]
    return {"name": name, "title": title, "options": found, "kind": "checkbox"}


def places_around(user: User, towns: Iterable[Municipality]) -> list[Place]:
    """Return municipalities with their distance from the reader's own."""
    home = user.municipality
    return [
        Place(town.pk, town.ags, town.name, town.latitude, town.longitude, kilometres(home, town)) for town in towns
    ]
