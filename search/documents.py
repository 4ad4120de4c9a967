"""What indexes keep of the catalogue: the published entries with everything that is found by."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import PurePath

from integration.catalogue.models import Entry
from search.ranking import Document


def read_documents(entries: Collection[int]) -> list[Document]:
    """Return the documents of those of these entries that are published; of the others no index knows anything."""
    files: defaultdict[int, list[str]] = defaultdict(list)
    links = Entry.documents.through.objects.filter(entry__in=entries, entry__live=True).order_by("pk")
    for entry, title, file, text in links.values_list(
        "entry_id", "document__title", "document__file", "document__text"
    ):
        files[entry] += [title, PurePath(file).name, text]
    rows = Entry.objects.filter(pk__in=entries).live().order_by("pk")
    return [
        Document(
            id=pk,
            title=title,
            text="\n".join(filter(None, [teaser, text, keywords, *files[pk]])),
            is_open=not restricted,
        )
        for pk, title, restricted, teaser, text, keywords in rows.values_list(
            "pk", "title", "restricted", "teaser", "searchable__text", "searchable__keywords"
        )
    ]


def published_entries(*, size: int) -> Iterator[list[int]]:
    """Yield the keys of everything that belongs into an index, in portions."""
    last = 0
    while some := list(Entry.objects.live().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield some
        last = some[-1]
