"""What a page of results shows of each hit: the row, the words marked, and the file in which they were found."""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from integration.catalogue.folding import fold
from integration.catalogue.models import Entry, EntryQuerySet, EntryText
from integration.files.models import Document
from search.highlight import Marker
from search.query import SearchQuery


@dataclass(frozen=True)
class Hit:
    """An entry with its marked texts; an empty snippet leaves the teaser."""

    entry: Entry
    title: SafeString | str = ""
    snippet: SafeString | str = ""
    found_in: list[dict[str, str]] = field(default_factory=list)


def read_hits(query: SearchQuery, visible: EntryQuerySet, ids: Sequence[int]) -> list[Hit]:
    """Return the hits in the order of `ids`; one that the person may no longer see is left out."""
    entries = {entry.pk: entry for entry in visible.filter(pk__in=ids).for_rows()}
    if not query.terms:
        return [Hit(entries[pk]) for pk in ids if pk in entries]
    texts = EntryText.objects.in_bulk(entries)
    missing = {pk: _missing(query, text) for pk, text in texts.items()}
    documents = _documents([pk for pk, terms in missing.items() if terms])
    return [
        _hit(entries[pk], texts[pk].text if pk in texts else "", missing.get(pk, []), documents[pk], query)
        for pk in ids
        if pk in entries
    ]


def _missing(query: SearchQuery, text: EntryText) -> list[str]:
    """Return the terms that neither title nor teaser explains."""
    return [term for term in query.terms if term not in text.folded_title and term not in text.folded_teaser]


def _documents(ids: Sequence[int]) -> defaultdict[int, list[Document]]:
    found: defaultdict[int, list[Document]] = defaultdict(list)
    for link in Entry.documents.through.objects.filter(entry__in=ids).select_related("document").order_by("pk"):
        found[link.entry_id].append(link.document)
    return found


def _hit(entry: Entry, own_text: str, missing: Sequence[str], documents: Sequence[Document], query: SearchQuery) -> Hit:
    """Mark the words; quote the text or a file where title and teaser do not show them all."""
    everything = Marker.of(query.terms)
    snippet: SafeString | None = None
    found_in = []
    if missing:
        own = unicodedata.normalize("NFC", own_text)
        said = [term for term in missing if Marker.of([term]).find(own)]
        unsaid = [term for term in missing if term not in said]
        snippet = _excerpt(said, own, everything)
        for document in documents if unsaid else ():
            words = unicodedata.normalize("NFC", document.text)
            names = fold(f"{document.title}\n{document.filename}")
            if any(term in names or Marker.of([term]).find(words) for term in unsaid):
                found_in.append({"title": document.title, "url": document.url})
                snippet = snippet or _excerpt(unsaid, words, everything)
    return Hit(entry, everything.mark(entry.title), snippet or everything.mark(entry.teaser), found_in)


def _excerpt(terms: Sequence[str], text: str, everything: Marker) -> SafeString | None:
    """Return the surroundings of the first of these terms, with all words of the query marked."""
    return Marker.of(terms).excerpt(text, marks=everything) if terms else None
