"""What a page of results shows of each hit: the row, the words marked, and the file in which they were found."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
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
    documents = _documents(entries)
    markers = {term: Marker.of([term]) for term in query.terms}
    everything = Marker.of(query.terms)
    assert everything is not None
    return [_hit(entries[pk], texts.get(pk), documents[pk], markers, everything) for pk in ids if pk in entries]


def _documents(entries: Mapping[int, Entry]) -> defaultdict[int, list[Document]]:
    found: defaultdict[int, list[Document]] = defaultdict(list)
    for link in Entry.documents.through.objects.filter(entry__in=entries).select_related("document").order_by("pk"):
        found[link.entry_id].append(link.document)
    return found


def _hit(
    entry: Entry,
    text: EntryText | None,
    documents: list[Document],
    markers: Mapping[str, Marker | None],
    everything: Marker,
) -> Hit:
    title, teaser = everything.mark(entry.title), everything.mark(entry.teaser)
    if text is None:
        return Hit(entry, title, teaser)
    missing = [term for term in markers if term not in text.folded_title and term not in text.folded_teaser]
    if not missing:
        return Hit(entry, title, teaser)
    own = unicodedata.normalize("NFC", text.text)
    said = [term for term in missing if _finds(markers[term], own)]
    unsaid = [term for term in missing if term not in said]
    snippet = _excerpt(said, own, everything)
    found_in = []
    for document in documents if unsaid else []:
        words = unicodedata.normalize("NFC", document.text)
        if any(_finds(markers[term], words) or term in _names(document) for term in unsaid):
            found_in.append({"title": document.title, "url": document.url})
            snippet = snippet or _excerpt(unsaid, words, everything)
    return Hit(entry, title, snippet or teaser, found_in)


def _finds(marker: Marker | None, text: str) -> bool:
    return marker is not None and marker.find(text) is not None


def _names(document: Document) -> str:
    return fold(f"{document.title}\n{document.filename}")


def _excerpt(terms: Sequence[str], text: str, everything: Marker) -> SafeString | None:
    """Return the surroundings of the first of these terms, with all words of the query marked."""
    marker = Marker.of(terms)
    return marker.excerpt(text, marks=everything) if marker else None
