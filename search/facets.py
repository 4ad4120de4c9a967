"""The filters beside the results: what can be chosen, with the number of hits that it would give."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from integration.catalogue.phases import Phase
from integration.catalogue.registry import kinds
from integration.members.models import SizeClass, kreis_label
from integration.members.sorting import german_key
from search.engines import Counts
from search.query import Order, SearchQuery

Facet = dict[str, Any]
Option = dict[str, Any]
Chip = dict[str, Any]


def facets(query: SearchQuery, counts: Counts) -> list[Facet]:
    """Return the filters that offer a choice, for `search/parts/filter.html`; what is chosen stays on offer.

    The first ones are unfolded, the others where something is chosen.
    """
    choices = query.choices
    labels: dict[str, Mapping[str, str]] = {
        "art": {name: str(kind.kind_label_plural) for name, kind in kinds().items()},
        "thema": choices.topic_names,
        "stand": {value: str(label) for value, label in Phase.choices},
        "groesse": {str(value): str(label) for value, label in SizeClass.choices},
        "jahr": {str(year): str(year) for year in sorted({*counts.years, *query.years}, reverse=True) if year},
        "kommune": {place.ags: place.name for place in choices.places},
        "kreis": {kreis: kreis_label(kreis) for kreis in choices.kreise},
    }
    numbers: dict[str, Mapping[Any, int]] = {
        "art": counts.kinds,
        "thema": counts.topics,
        "stand": counts.phases,
        "groesse": {str(size): number for size, number in counts.sizes.items()},
        "jahr": {str(year): number for year, number in counts.years.items()},
        "kommune": counts.municipalities,
        "kreis": counts.kreise,
    }
    chosen = set(query.filters)

    def options(name: str) -> list[Option]:
        """Return what would give hits, and what is chosen."""
        every = (
            {"value": value, "label": label, "count": numbers[name].get(value, 0), "checked": (name, value) in chosen}
            for value, label in labels[name].items()
        )
        return [option for option in every if option["count"] or option["checked"]]

    found = [
        _boxes("art", _("Kind"), options("art"), is_open=True),
        _boxes("thema", _("Topic"), options("thema"), is_open=True),
        _boxes("stand", _("State"), options("stand")),
        _select("kommune", _("Municipality"), _("All municipalities"), options("kommune")),
        _select("kreis", _("Kreis"), _("All Kreise"), options("kreis")),
        _boxes("groesse", _("Size of the municipality"), options("groesse")),
        _boxes("jahr", _("Year of publication"), options("jahr")),
    ]
    return [facet for facet in found if facet["options"]]


def _boxes(name: str, title: str, options: list[Option], *, is_open: bool = False) -> Facet:
    is_open = is_open or any(option["checked"] for option in options)
    return {"name": name, "title": title, "options": options, "is_select": False, "is_open": is_open}


def _select(name: str, title: str, everything: str, options: list[Option]) -> Facet:
    options.sort(key=lambda option: german_key(option["label"]))
    if options:
        is_chosen = any(option["checked"] for option in options)
        options.insert(0, {"value": "", "label": everything, "count": None, "checked": not is_chosen})
    return {"name": name, "title": title, "options": options, "is_select": True}


def filter_chips(query: SearchQuery) -> list[Chip]:
    """Return what is chosen, each with the address of the results without it, for `parts/chip.html`."""
    return [
        {"label": _label(query, *pair), "url": address(query, without=pair), "removes": True} for pair in query.filters
    ]


def _label(query: SearchQuery, name: str, value: str) -> str:
    match name:
        case "art":
            return str(kinds()[value].kind_label_plural)
        case "thema":
            return query.choices.topic_names[value]
        case "stand":
            return str(Phase(value).label)
        case "kommune":
            return query.choices.by_ags[value].name
        case "kreis":
            return kreis_label(value)
        case "groesse":
            return str(SizeClass(int(value)).label)
        case "person":
            return query.person_name
        case _:
            return value


def order_chips(query: SearchQuery) -> list[Chip]:
    """Return the orders to choose from, for `parts/chip.html`; nothing where there is but one."""
    plain = (Order.RELEVANCE, _("Best hits")) if query.terms else (Order.RELEVANCE, _("Newest"))
    orders = [plain]
    if query.terms:
        orders.append((Order.NEWEST, _("Newest")))
    if query.home:
        orders.append((Order.ALIKE, _("Municipalities like ours first")))
    current = query.order if query.terms or query.order == Order.ALIKE else Order.RELEVANCE
    chips = [
        {"label": label, "url": address(query, order=order), "current": current == order} for order, label in orders
    ]
    return chips if len(chips) > 1 else []


def kept(query: SearchQuery) -> list[tuple[str, str]]:
    """Return the parameters that other words of the same search keep: its filters and its order."""
    return [*query.filters, *([("sortierung", str(query.order))] if query.order != Order.RELEVANCE else [])]


def address(query: SearchQuery, *, without: tuple[str, str] | None = None, order: Order | None = None) -> str:
    """Return the query string of this search from its first page, without one of its filters or in another order."""
    pairs = [("q", query.text)] if query.text else []
    pairs += [pair for pair in query.filters if pair != without]
    if (order or query.order) != Order.RELEVANCE:
        pairs.append(("sortierung", str(order or query.order)))
    params = QueryDict(mutable=True)
    for pair in pairs:
        params.appendlist(*pair)
    return f"?{params.urlencode()}"
