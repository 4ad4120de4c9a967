"""One version for the editors' eyes: its fields, what changed, files, pictures, hints."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page, Revision, TaskState

from integration.contribute.models import LaterReview
from integration.contribute.review.comparison import Change, changes, fields_of
from integration.contribute.review.contents import Picture
from integration.contribute.review.queue import kind_label_of
from integration.contribute.review.survey import Survey, survey
from integration.contribute.review.words import Word
from integration.files.models import Document, Image, Rendition
from integration.members.models import User
from integration.models import ContributionContact, ContributionPage

PASSAGE = 500  # characters of a file's text
AROUND = 160  # characters on either side of a place
EXCERPTS = 5  # places shown of one file
WHOLE = 60_000  # characters of a text that the page holds; more is read in the file itself
EMPTY_LINES = re.compile(r"\n\s*\n\s*")
PREVIEW_SIZE = "max-480x360"


@dataclass(frozen=True)
class Excerpt:
    """A place in a text that a hint is about."""

    before: str
    place: str
    after: str


@dataclass(frozen=True)
class FileView:
    """A file to take along: the places of its hints, the beginning of its text, all of it."""

    document: Document
    places: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """What was read of the file, up to the limit of the hints."""
        return str(getattr(self.document, "beginning", ""))

    @property
    def passage(self) -> str:
        text = " ".join(self.text[: PASSAGE * 2].split())
        return text if len(text) <= PASSAGE else text[:PASSAGE].rsplit(" ", 1)[0] + " …"

    @property
    def has_more(self) -> bool:
        return len(" ".join(self.text.split())) > PASSAGE

    @property
    def whole(self) -> str:
        """The text as it was read, without runs of empty lines."""
        return EMPTY_LINES.sub("\n\n", self.text[:WHOLE].strip())

    @property
    def is_cut(self) -> bool:
        return len(self.text) > WHOLE

    @property
    def excerpts(self) -> list[Excerpt]:
        """The places of the first hints, each with what stands around it."""
        return [self._excerpt(start, end) for start, end in self.places[:EXCERPTS]]

    @property
    def further_places(self) -> int:
        return max(len(self.places) - EXCERPTS, 0)

    def _excerpt(self, start: int, end: int) -> Excerpt:
        before = " ".join(self.text[max(0, start - AROUND) : start].split())
        after = " ".join(self.text[end : end + AROUND].split())
        if start > AROUND:
            before = "… " + before.partition(" ")[2]
        if end + AROUND < len(self.text):
            after = after.rpartition(" ")[0] + " …"
        gap = " " if self.text[:start][-1:].isspace() else ""
        next_gap = " " if self.text[end : end + 1].isspace() else ""
        return Excerpt(before + gap, " ".join(self.text[start:end].split()), next_gap + after)

    @property
    def is_pending(self) -> bool:
        return self.document.text_state == Document.TextState.PENDING


@dataclass(frozen=True)
class PictureView:
    """A picture in its place; `rendition` is None where its file cannot be read."""

    image: Image
    picture: Picture
    rendition: Rendition | None


@dataclass(frozen=True)
class Detail:
    """Everything on the left of the review page."""

    thing: Model
    revision: Revision
    kind_label: str
    survey: Survey
    fields: list[tuple[str, SafeString]]
    changes: list[Change] | None  # None where there is nothing to compare with
    files: list[FileView]
    contacts: list[ContributionContact]  # as members see them
    pictures: list[PictureView]
    preview_url: str
    edit_url: str
    words: list[Word]  # what the editors said before, the newest first
    changes_since: list[Change] | None  # since the newest of them; None where its version is gone


def detail_of(
    revision: Revision,
    author: User | None,
    baseline: Model | None,
    request: HttpRequest,
    words: Sequence[Word] = (),
) -> Detail:
    """Return a version with what differs from `baseline`, and from the version to which the newest word was said."""
    thing: Model = revision.as_object()
    model = type(thing)
    (looked,) = survey([(model, revision, author)])
    return Detail(
        thing=thing,
        revision=revision,
        kind_label=kind_label_of(model),
        survey=looked,
        fields=fields_of(thing, request),
        changes=changes(baseline, thing, request) if baseline is not None else None,
        files=[FileView(document, looked.places.get(document.pk, ())) for document in looked.documents],
        contacts=thing.people_to_ask() if isinstance(thing, ContributionPage) else [],
        pictures=_pictures(looked),
        preview_url=_preview_url(thing, revision),
        edit_url=_edit_url(thing),
        words=list(words),
        changes_since=_changes_since(words[0], thing, request) if words else None,
    )


def _changes_since(word: Word, thing: Model, request: HttpRequest) -> list[Change] | None:
    return changes(word.revision.as_object(), thing, request) if word.revision is not None else None


def _pictures(looked: Survey) -> list[PictureView]:
    images = Image.objects.in_bulk([picture.image_id for picture in looked.contents.pictures])
    found = []
    for picture in looked.contents.pictures:
        if picture.image_id in images:
            image = images[picture.image_id]
            found.append(PictureView(image, picture, _rendition(image)))
    return found


def _rendition(image: Image) -> Rendition | None:
    try:
        rendition: Rendition = image.get_rendition(PREVIEW_SIZE)
    except (SourceImageIOError, OSError):
        return None
    return rendition


def _preview_url(thing: Model, revision: Revision) -> str:
    """Return where the version is shown exactly as members will see it; empty for what has no page."""
    if isinstance(thing, Page):
        return reverse("wagtailadmin_pages:revisions_view", args=[thing.pk, revision.pk])
    viewset = getattr(type(thing), "snippet_viewset", None)
    if viewset is None or not viewset.preview_enabled:
        return ""
    return reverse(viewset.get_url_name("revisions_view"), args=[thing.pk, revision.pk])


def _edit_url(thing: Model) -> str:
    if isinstance(thing, Page):
        return reverse("wagtailadmin_pages:edit", args=[thing.pk])
    viewset = getattr(type(thing), "snippet_viewset", None)
    return reverse(viewset.get_url_name("edit"), args=[thing.pk]) if viewset else ""


def published_version(thing: Model) -> Model | None:
    """Return what is published of a contribution at this moment."""
    if not getattr(thing, "live", False):
        return None
    fresh: Model = thing.specific if isinstance(thing, Page) else thing
    return fresh


def last_version_looked_at(later: LaterReview) -> Model | None:
    """Return the newest version before this one that an editor released or looked at."""
    seen = LaterReview.objects.filter(page=later.page_id).exclude(seen_at=None).values_list("revision_id", flat=True)
    released = TaskState.objects.filter(
        status=TaskState.STATUS_APPROVED,
        workflow_state__object_id=str(later.page_id),
        revision_id__lt=later.revision_id,
    ).values_list("revision_id", flat=True)
    earlier = [pk for pk in [*seen, *released] if pk < later.revision_id]
    revision = Revision.objects.filter(
        pk=max(earlier, default=0), object_id=str(later.page_id), base_content_type=later.revision.base_content_type_id
    ).first()
    return revision.as_object() if revision else None
