"""What a page of results shows of each hit: the row, the words marked, and the file in which they were found."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from integration.catalogue.folding import fold
from integration.catalogue.models import Entry, EntryQuerySet, EntryText
from integration.files.models import Document
from search.engines import SearchResult
from search.highlight import Marker
from search.marks import Terms
from search.query import SearchQuery

COMPARED = ("keywords", "folded_title", "folded_teaser", "folded")  # of the text; long, and not shown


@dataclass(frozen=True)
class Hit:
    """An entry with its marked texts; an empty snippet leaves the teaser. What editors recommend may have a reason."""

    entry: Entry
    title: SafeString | str = ""
    snippet: SafeString | str = ""
    found_in: list[dict[str, str]] = field(default_factory=list)
    recommended: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Hits:
    """The hits of one page, and misspelled words in normal form with what was meant, as texts among these have it."""

    rows: list[Hit]
    repaired: Mapping[str, str] = field(default_factory=dict)


def read_hits(query: SearchQuery, visible: EntryQuerySet, result: SearchResult) -> Hits:
    """Return the hits in their order; one that the person may no longer see is left out."""
    found = visible.filter(pk__in=result.ids).select_related("municipality", "contact_user")
    if query.terms:
        found = found.select_related("searchable").defer(*(f"searchable__{name}" for name in COMPARED))
    entries = {entry.pk: entry for entry in found}
    shown = [entries[pk] for pk in result.ids if pk in entries]
    for entry in shown:
        entry.keep_topics(query.choices.topics_of(entry.topic_key))
    if not query.terms:
        return Hits([Hit(entry) for entry in shown])
    page = _Page(query, result, shown)
    written = page.terms.written
    return Hits(page.hits(), {word: written[meant] for word, meant in result.meant.items() if meant in written})


class _Page:
    """The texts of one page of hits, read together, and the forms that the words of the query have in them."""

    def __init__(self, query: SearchQuery, result: SearchResult, entries: Sequence[Entry]) -> None:
        self.entries, self.recommended = entries, result.recommended
        self.terms = Terms.of(query, result.meant, result.synonyms)
        self.own = {entry.pk: unicodedata.normalize("NFC", _own_text(entry)) for entry in entries}
        self.terms.take_forms([f"{entry.title}\n{entry.teaser}" for entry in entries])
        self.terms.take_forms(self.own.values())
        self.markers = [term.marker() for term in self.terms.terms]
        self.missing = {entry.pk: self._missing(entry) for entry in entries}
        self.documents = self._documents([pk for pk, missing in self.missing.items() if missing])
        if self.documents:
            found = (document for documents in self.documents.values() for document in documents)
            self.terms.take_forms(f"{document.title}\n{document.filename}\n{document.text}" for document in found)
            self.markers = [term.marker() for term in self.terms.terms]
        self.everything = self.terms.marker()

    def hits(self) -> list[Hit]:
        """Return what is shown."""
        return [self._hit(entry) for entry in self.entries]

    def _missing(self, entry: Entry) -> list[int]:
        """Return the numbers of the terms that neither title nor teaser explains."""
        head = unicodedata.normalize("NFC", f"{entry.title}\n{entry.teaser}")
        return [number for number, marker in enumerate(self.markers) if not marker.find(head)]

    def _documents(self, entries: Sequence[int]) -> dict[int, list[Document]]:
        found: defaultdict[int, list[Document]] = defaultdict(list)
        links = Entry.documents.through.objects.filter(entry__in=entries).select_related("document").order_by("pk")
        for link in links:
            found[link.entry_id].append(link.document)
        return dict(found)

    def _hit(self, entry: Entry) -> Hit:
        """Mark the words; quote the text or a file where title and teaser do not show them all."""
        own, missing = self.own[entry.pk], self.missing[entry.pk]
        said = [number for number in missing if self.markers[number].find(own)]
        unsaid = [number for number in missing if number not in said]
        snippet = self._excerpt(said, own)
        found_in = []
        for document in self.documents.get(entry.pk, []) if unsaid else []:
            words = unicodedata.normalize("NFC", document.text)
            names = f"{document.title}\n{document.filename}"
            there = [number for number in unsaid if self.markers[number].find(words)]
            if there or any(self._is_in_names(number, names) for number in unsaid):
                found_in.append({"title": document.title, "url": document.url})
                snippet = snippet or self._excerpt(there, words)
        return Hit(
            entry,
            self.everything.mark(entry.title),
            snippet or self.everything.mark(entry.teaser),
            found_in,
            recommended=entry.pk in self.recommended,
            reason=self.recommended.get(entry.pk, ""),
        )

    def _is_in_names(self, number: int, names: str) -> bool:
        return self.terms.terms[number].term in fold(names) or bool(
            self.markers[number].find(unicodedata.normalize("NFC", names))
        )

    def _excerpt(self, numbers: Sequence[int], text: str) -> SafeString | None:
        """Return the surroundings of the first of these terms, with all words of the query marked."""
        if not numbers:
            return None
        first = min(numbers, key=lambda number: _place(self.markers[number], text))
        return self.markers[first].excerpt(text, marks=self.everything)


def _own_text(entry: Entry) -> str:
    try:
        return entry.searchable.text
    except EntryText.DoesNotExist:  # a row without text, as none but bulk writers leave
        return ""


def _place(marker: Marker, text: str) -> int:
    match = marker.find(text)
    return match.start() if match else len(text)
