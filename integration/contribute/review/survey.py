"""Versions with all that editors want to know of them, for one or for many in the same few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Model
from django.db.models.functions import Substr
from wagtail.models import Revision

from integration.contribute.review import hints as safe_reuse
from integration.contribute.review.contents import Contents, contents_of
from integration.contribute.review.hints import READ, FileFacts, Hint, ImageFacts
from integration.contribute.review.patterns import Own, digits_of
from integration.contribute.review.properties import properties_of
from integration.files.models import Document, Image
from integration.members.models import Municipality, User


@dataclass(frozen=True)
class Survey:
    """One version: what it holds, its files and pictures, and hints at them."""

    contents: Contents
    municipality: Municipality | None
    documents: tuple[Document, ...]
    hints: tuple[Hint, ...]
    places: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)  # of hints in the text of a document

    @property
    def to_look_at(self) -> list[Hint]:
        return [hint for hint in self.hints if not hint.is_note]

    @property
    def notes(self) -> list[Hint]:
        return [hint for hint in self.hints if hint.is_note]


@dataclass(frozen=True)
class _Loaded:
    documents: dict[int, Document]
    images: dict[int, Image]
    people: dict[int, User]
    municipalities: dict[int, Municipality]


def survey(versions: Sequence[tuple[type[Model], Revision, User | None]]) -> list[Survey]:
    """Look through versions, each given with its model and author; constant in the number of queries."""
    found = [contents_of(model, revision.content) for model, revision, _author in versions]
    authors = [author for _model, _revision, author in versions]
    loaded = _load(found, [author for author in authors if author])
    return [_of(contents, author, loaded) for contents, author in zip(found, authors, strict=True)]


def _load(found: Iterable[Contents], authors: list[User]) -> _Loaded:
    found = list(found)
    documents = Document.objects.filter(pk__in={pk for contents in found for pk in contents.document_ids})
    pictures = Image.objects.filter(pk__in={picture.image_id for contents in found for picture in contents.pictures})
    people = User.objects.filter(pk__in={pk for contents in found for pk in contents.contact_ids})
    homes = {contents.municipality_id for contents in found} | {author.municipality_id for author in authors}
    municipalities = Municipality.objects.filter(pk__in=homes - {None}).prefetch_related("email_domains")
    return _Loaded(
        documents={item.pk: item for item in documents.defer("text").annotate(beginning=Substr("text", 1, READ))},
        images={image.pk: image for image in pictures},
        people={person.pk: person for person in people},
        municipalities={item.pk: item for item in municipalities},
    )


def _own(contents: Contents, author: User | None, loaded: _Loaded) -> Own:
    people = [loaded.people[pk] for pk in contents.contact_ids if pk in loaded.people] + ([author] if author else [])
    homes = {contents.municipality_id, author.municipality_id if author else None}
    domains = [
        domain.domain
        for pk in homes
        if pk in loaded.municipalities
        for domain in loaded.municipalities[pk].email_domains.all()
    ]
    return Own(
        emails=frozenset([*contents.emails, *(person.email.lower() for person in people)]),
        phones=frozenset([*contents.phones, *(digits_of(person.phone) for person in people if person.phone)]),
        domains=frozenset(domains),
    )


def _of(contents: Contents, author: User | None, loaded: _Loaded) -> Survey:
    own = _own(contents, author, loaded)
    documents = tuple(loaded.documents[pk] for pk in contents.document_ids if pk in loaded.documents)
    hints = [hint for label, text in contents.texts for hint in safe_reuse.in_text(text, where=label, own=own)]
    hints += safe_reuse.at_links(contents.links)
    places = {}
    for document in documents:
        at_file = safe_reuse.in_file(file_facts(document), own=own)
        hints += at_file
        # What needs a look first, then what is only noted
        places[document.pk] = tuple(span for hint in safe_reuse.sorted_hints(at_file) for span in hint.spans)
    for picture in contents.pictures:
        image = loaded.images.get(picture.image_id)
        if image is not None:
            hints += safe_reuse.at_image(
                ImageFacts(image.title, image.source, image.licence, picture.alternative, picture.in_text)
            )
    home = contents.municipality_id or (author.municipality_id if author else None)
    return Survey(
        contents=contents,
        municipality=loaded.municipalities.get(home) if home else None,
        documents=documents,
        hints=tuple(safe_reuse.sorted_hints(hints)),
        places=places,
    )


def file_facts(document: Document) -> FileFacts:
    """Return what the hints ask of a file that was loaded by `survey`."""
    properties = properties_of(document)
    return FileFacts(
        name=document.filename,
        extension=document.extension,
        text=getattr(document, "beginning", ""),
        was_read=document.text_state != Document.TextState.PENDING,
        has_title=properties.has_title,
        author=properties.author,
    )
