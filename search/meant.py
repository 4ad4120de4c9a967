"""What somebody probably meant, told only where a text that the person may read has the word."""

import re
from collections.abc import Mapping
from dataclasses import replace

from integration.catalogue.models import EntryQuerySet
from search.engines import SearchResult, in_use
from search.hits import Hits, read_hits
from search.normal_form import normalise
from search.query import QUOTES, SearchQuery, split_phrases, split_terms

_WORD = re.compile(r"[^\W_]+")
LOOKED_AT = 3  # hits of a search without quotation marks


def searched_instead(query: SearchQuery, hits: Hits) -> SearchQuery | None:
    """Return the query as it was understood, where hits have what was taken for misspelled words."""
    return _with(query, query.text, hits.repaired) if hits.repaired else None


def meant_instead(query: SearchQuery, visible: EntryQuerySet, result: SearchResult) -> SearchQuery | None:
    """Return what to search for in place of a phrase that nothing has, where that has hits.

    What stands in quotation marks is looked for letter by letter, so a slip in it finds nothing.
    """
    if result.total or not (query.phrases and result.meant):
        return None
    loose = _reading(query, QUOTES.sub(" ", query.text))
    found = in_use.search(loose, visible, offset=0, limit=LOOKED_AT).result
    return searched_instead(loose, read_hits(loose, visible, found))


def _with(query: SearchQuery, text: str, repaired: Mapping[str, str]) -> SearchQuery:
    return _reading(query, _WORD.sub(lambda found: repaired.get(normalise(found[0]), found[0]), text))


def _reading(query: SearchQuery, text: str) -> SearchQuery:
    """Return the same search for other words, filters and order kept."""
    text = " ".join(text.split())
    return replace(query, text=text, terms=split_terms(text), phrases=split_phrases(text), page=1)
