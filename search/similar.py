"""What reads like a contribution, or like what somebody is writing: the rarest words as a query.

Where that finds too little of a contribution, its topics.
"""

from datetime import datetime
from functools import lru_cache
from time import time

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q

from integration.catalogue.models import Entry
from integration.members.models import User
from search import analysis, compounds, dictionary
from search.analysis import Word
from search.engines import in_use
from search.ranking import Plan, query_words

WORDS = 10  # of title and teaser, the rarest in German: the others say little and cost most
CANDIDATES = 30  # of those that read most alike; not everybody may see all of them
SPARE = 2  # times as many as are wanted are enough, even if some of them may not be seen
ENOUGH = 0.2  # share of the score that the contribution itself has for its own words
SHARE_OF_BEST = 0.35  # of the score of the closest, where there is no contribution to measure at
SAME_TOPIC = 1.5  # times as close are those that share a topic
KEPT_SECONDS = 3600  # so long it is known in this process what reads alike; who may see it is asked every time
KEPT = 10_000  # contributions


class _NotIndexedError(Exception):
    """The index does not know the contribution yet, so nothing can be said, or kept."""


def similar_entries(entry: Entry, user: User | AnonymousUser, number: int) -> list[Entry]:
    """Return what this person may read next, with its municipality: what reads most alike, then what has its topics.

    Both are read in one query, because the pages on which they stand have only a few.
    """
    close = _close(entry)
    others = Entry.objects.visible_to(user).live().exclude(pk=entry.pk)
    wanted = Q(pk__in=close)
    if sum(closeness >= ENOUGH for closeness in close.values()) < SPARE * number:
        wanted |= Q(pk__in=others.similar_to(entry).values("pk")[:number])
    shared = Count("topics", filter=Q(topics__in=entry.topics.all()))
    rows = list(others.filter(wanted).annotate(shared=shared).select_related("municipality"))
    worth = {row.pk: close.get(row.pk, 0.0) * (SAME_TOPIC if row.shared else 1) for row in rows}
    found: list[Entry] = [row for row in rows if row.shared or worth[row.pk] >= ENOUGH]
    shares = {row.pk: row.shared for row in rows}

    def order(row: Entry) -> tuple[float, int, float, int]:
        """What is not close enough stands in the order of `similar_to`."""
        published = row.published_at.timestamp() if row.published_at else 0.0
        return (worth[row.pk] if worth[row.pk] >= ENOUGH else 0.0, shares[row.pk], published, row.pk)

    found.sort(key=order, reverse=True)
    return found[:number]


def entries_about(text: str, user: User | AnonymousUser, number: int) -> list[Entry]:
    """Return what this person may read that has most of the words of a text, the closest first, with municipalities.

    For what is being written and stands in no index yet: how close is close enough is measured at the best of all.
    """
    wanted = _rarest_words(text)
    if not wanted.stems:
        return []
    scores = dict(in_use.best(wanted, limit=CANDIDATES))
    least = SHARE_OF_BEST * max(scores.values(), default=0.0)
    rows = Entry.objects.visible_to(user).live().filter(pk__in=scores).select_related("municipality")
    close = [row for row in rows if scores[row.pk] >= least]
    return sorted(close, key=lambda row: (-scores[row.pk], -row.pk))[:number]


def _close(entry: Entry) -> dict[int, float]:
    """Return how close others come that come close at all; nothing where that is not known, or only after a while."""
    if not entry.live or not analysis.is_warm():  # of what is not published no index knows anything
        return {}
    text = f"{entry.title} {entry.teaser}"
    try:
        return _read(entry.pk, entry.updated_at, text, settings.ELASTICSEARCH_INDEX, int(time() // KEPT_SECONDS))
    except _NotIndexedError:
        return {}


@lru_cache(maxsize=KEPT)
def _read(pk: int, updated_at: datetime, text: str, index: str, period: int) -> dict[int, float]:
    """Ask the engine in use; for each version of a contribution once in a while."""
    scores = dict(in_use.best(_rarest_words(text), limit=CANDIDATES))
    own = scores.pop(pk, 0.0)
    if own <= 0:
        raise _NotIndexedError
    return {other: score / own for other, score in scores.items() if SAME_TOPIC * score >= ENOUGH * own}


def _rarest_words(text: str) -> Plan:
    """Return what looks for the words that say most about a text, by the dictionary: no index need be asked."""
    words = sorted(query_words(text), key=_how_common)[:WORDS]
    return Plan(
        stems=list(dict.fromkeys(word.stem for word in words)),
        parts=list(dict.fromkeys(part for word in words for part in word.parts)),
        grams=[],
    )


def _how_common(word: Word) -> float:
    return compounds.frequency(word.normal) or dictionary.RARE
