"""Forms as they stand: begun with a file, a link or a title, saved while somebody types, gone when handed in."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from integration.contribute.models import Draft
from integration.contribute.uploads import Uploads
from integration.files.extraction import read_in_time, reading_of
from integration.files.models import Document
from integration.intake.suggest import Suggestion, suggest
from integration.members.models import Municipality, User
from integration.models import ContributionPage
from integration.taxonomy.models import Topic

READ_SECONDS = 4.0  # that somebody waits for a file to be read; the worker reads on
MOST_FIELDS = 200
MOST_VALUES = 60  # of one field
LONGEST_VALUE = 120_000  # characters
NOT_SAVED = frozenset({"csrfmiddlewaretoken", "action", "key", "opened_revision", "kind"})


def as_data(posted: QueryDict) -> dict[str, list[str]]:
    """Return what a browser sent, as a draft keeps it; NUL, which no database takes, is left out."""
    data = {}
    for name in list(posted)[:MOST_FIELDS]:
        if name not in NOT_SAVED:
            values = posted.getlist(name)[:MOST_VALUES]
            data[name] = [str(value).replace("\x00", "")[:LONGEST_VALUE] for value in values]
    return data


@transaction.atomic
def save_draft(
    *,
    user: User,
    key: UUID,
    kind: str,
    data: dict[str, list[str]],
    uploads: Uploads | None = None,
    page: ContributionPage | None = None,
    opened_revision: int | None = None,
) -> Draft:
    """Write down a form as it stands; there is one for each key, and one for each contribution that it changes."""
    same = {"page": page} if page is not None else {"key": key}
    draft, _created = Draft.objects.select_for_update().get_or_create(
        user=user, **same, defaults={"kind": kind, "key": key}
    )
    draft.key, draft.kind, draft.data, draft.opened_revision = key, kind, data, opened_revision
    draft.suggested = {name: value for name, value in draft.suggested.items() if data.get(name) == value}
    draft.version += 1
    draft.save()
    if uploads is not None:
        draft.documents.add(*uploads.documents)
        draft.images.add(*uploads.images)
    return draft


def propose(draft: Draft) -> None:
    """Fill the empty fields of a draft with what its files suggest, each marked as a suggestion."""
    documents = list(draft.documents.order_by("pk"))
    if not documents:
        return
    for document in documents:
        if document.text_state == Document.TextState.PENDING:
            read_in_time(document, seconds=READ_SECONDS / len(documents))
            document.refresh_from_db()
    for document in documents:
        found = _as_posted(suggest(reading_of(document), file_name=document.filename))
        for name, value in found.items():
            if not any(draft.data.get(name, [])):
                draft.data[name] = value
                draft.suggested[name] = value
    draft.save()


def _as_posted(suggestion: Suggestion) -> dict[str, list[str]]:
    """Return a suggestion as the form's fields would send it; only what the form can offer."""
    date = suggestion.date if len(suggestion.date) != len("2026-03") else f"{suggestion.date}-01"
    municipality = Municipality.objects.filter(name=suggestion.municipality).first()
    topics = Topic.objects.filter(name__in=suggestion.topics)
    values: dict[str, list[Any]] = {
        "title": [suggestion.title],
        "teaser": [suggestion.teaser],
        "date": [date],
        "municipality": [municipality.pk if municipality else ""],
        "topics": [topic.pk for topic in topics],
        "material_kind": [suggestion.kind],
    }
    return {name: [str(item) for item in value] for name, value in values.items() if any(value)}
