"""The filters beside the results: what can be chosen, with the number of hits that it would give."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from integration.catalogue.registry import kinds
from integration.members.sorting import german_key
from integration.taxonomy.models import Topic
from search.engines import Counts
from search.query import Order, SearchQuery

Facet = dict[str, Any]
Chip = dict[str, Any]


def facets(query: SearchQuery, counts: Counts, topics: list[Topic], places: Mapping[str, str]) -> list[Facet]:
    """Return the filters that offer a choice, for `search/parts/filter.html`; what is chosen stays on offer."""
    of_kind = [
        _option(name, str(kind.kind_label_plural), counts.kinds.get(name, 0), name in query.kinds)
        for name, kind in kinds().items()
    ]
    of_topic = [
        _option(topic.slug, topic.name, counts.topics.get(topic.slug, 0), topic.slug in query.topics)
        for topic in topics
    ]
    shown = {ags for ags, count in counts.municipalities.items() if count} | {query.municipality}
    of_place = [
        _option(ags, places[ags], counts.municipalities.get(ags, 0), ags == query.municipality)
        for ags in sorted(shown & places.keys(), key=lambda ags: german_key(places[ags]))
    ]
    if of_place:
        of_place.insert(
            0, {"value": "", "label": _("All municipalities"), "count": None, "checked": not query.municipality}
        )
    found = [
        {"name": "art", "title": _("Kind"), "options": _offered(of_kind), "kind": "checkbox"},
        {"name": "thema", "title": _("Topic"), "options": _offered(of_topic), "kind": "checkbox"},
        {"name": "kommune", "title": _("Municipality"), "options": of_place, "kind": "select"},
    ]
    return [facet for facet in found if facet["options"]]


def _option(value: str, label: str, count: int, checked: bool) -> dict[str, Any]:
    return {"value": value, "label": label, "count": count, "checked": checked}


def _offered(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [option for option in options if option["count"] or option["checked"]]


def filter_chips(query: SearchQuery, topics: list[Topic], places: Mapping[str, str]) -> list[Chip]:
    """Return what is chosen, each with the address of the results without it, for `parts/chip.html`."""
    names = {topic.slug: topic.name for topic in topics}
    chosen = [("art", name, str(kinds()[name].kind_label_plural)) for name in query.kinds]
    chosen += [("thema", slug, names[slug]) for slug in query.topics]
    if query.municipality:
        chosen.append(("kommune", query.municipality, places[query.municipality]))
    return [
        {"label": label, "url": address(query, without=(name, value)), "removes": True} for name, value, label in chosen
    ]


def order_chips(query: SearchQuery) -> list[Chip]:
    """Return the orders to choose from, for `parts/chip.html`."""
    orders = [(Order.RELEVANCE, _("Best hits")), (Order.NEWEST, _("Newest"))]
    return [
        {"label": label, "url": address(query, order=order), "current": query.order == order} for order, label in orders
    ]


def address(query: SearchQuery, *, without: tuple[str, str] | None = None, order: Order | None = None) -> str:
    """Return the query string of this search from its first page, without one of its filters or in another order."""
    pairs = [("q", query.text)] if query.text else []
    pairs += [("art", name) for name in query.kinds] + [("thema", slug) for slug in query.topics]
    pairs += [("kommune", query.municipality)] if query.municipality else []
    pairs += [("sortierung", Order.NEWEST)] if (order or query.order) == Order.NEWEST else []
    params = QueryDict(mutable=True)
    for pair in pairs:
        if pair != without:
            params.appendlist(*pair)
    return f"?{params.urlencode()}"
