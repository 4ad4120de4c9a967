"""A town that was searched for and from which there is nothing: what to say of it in place of advice on words."""

from dataclasses import dataclass

from django.db.models import Count, Q

from integration.catalogue.models import EntryQuerySet
from integration.members.models import kreis_label
from search.analysis import content_words, words
from search.choices import Place
from search.query import SearchQuery

BESIDE_NAMES = frozenset(["stadt", "gemeinde", "kommune", "kreis", "landkreis", "kreisstadt"])


@dataclass(frozen=True)
class Town:
    """A municipality without contributions that the reader may see, with the number of those from its Kreis."""

    place: Place
    kreis_count: int = 0

    @property
    def kreis_label(self) -> str:
        """Its Kreis as people say it."""
        return kreis_label(self.place.kreis)


def find_town(query: SearchQuery, visible: EntryQuerySet, *, hits: int) -> Town | None:
    """Return the town whose name was typed or is the only filter, if nothing from there can be shown.

    Where there are `hits`, only one that does not take part is worth a word.
    """
    place = _asked_for(query)
    if place is None or (hits and place.active):
        return None
    there = Q(municipality=place.pk)
    if place.kreis:
        there |= Q(municipality__kreis=place.kreis)
    rows = visible.filter(there).order_by().values_list("municipality").annotate(number=Count("pk"))
    counts: dict[int, int] = dict(rows)
    return None if counts.get(place.pk) else Town(place, sum(counts.values()))


def _asked_for(query: SearchQuery) -> Place | None:
    if not query.terms:
        only = query.filters == [("kommune", query.municipality)]
        return query.choices.by_ags[query.municipality] if only else None
    if query.is_narrowed:
        return None
    asked = set(content_words(query.text)) - BESIDE_NAMES
    if not asked:
        return None
    found = []
    for place in query.choices.places:
        own = list(words(place.name))
        if own[:1] and own[0] in asked and asked <= set(own):
            found.append((len(set(own)) - len(asked), place.name, place))
    found.sort(key=lambda each: each[:2])
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):  # several could be meant
        return None
    return found[0][2]
