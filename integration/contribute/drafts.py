"""Forms as they stand: begun with a file, a link or a title, saved while somebody types, gone when handed in."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from integration import autosave
from integration.autosave import Data, NewerDraftError, check_version, comes_late
from integration.catalogue.registry import contributable_kinds
from integration.contribute.keys import made_with
from integration.contribute.models import Draft
from integration.contribute.uploads import Uploads
from integration.contribute.windows import READ_FILES, keep_late_files
from integration.files.extraction import read_in_time, reading_of
from integration.files.models import Document
from integration.files.names import extension_of
from integration.intake.suggest import Suggestion, suggest
from integration.intake.titles import title_of_name
from integration.members.models import Municipality, User
from integration.models import ContributionPage, TopicProposal
from integration.taxonomy.models import Topic

READ_SECONDS = 4.0  # that somebody waits for a file to be read; the worker reads on
MOST_TOPICS = 5  # that several files suggest together
FROM_MAIN_FILE = frozenset({"title", "teaser", "date", "municipality", "material_kind"})
NOT_SAVED = frozenset({"csrfmiddlewaretoken", "action", "key", "opened_revision", "version"})


def as_data(posted: QueryDict) -> Data:
    """Return what a browser sent, as a draft keeps it."""
    return autosave.as_data(posted, not_saved=NOT_SAVED)


@transaction.atomic
def save_draft(
    *,
    user: User,
    key: UUID,
    kind: str,
    data: Data,
    uploads: Uploads | None = None,
    page: ContributionPage | TopicProposal | None = None,
    opened_revision: int | None = None,
    version: int | None = None,
) -> Draft:
    """Write down a form as it stands; there is one for each key, and one for each contribution that it changes.

    `version` is the one that the form was drawn with. Raises `NewerDraftError` where another window went on since.
    """
    same = what_it_is_of(key, page)
    if page is not None:
        Draft.objects.filter(user=user, key=key).exclude(**same).delete()  # this very form, before it was kept
    draft, created = Draft.objects.select_for_update().get_or_create(
        user=user, **same, defaults={"kind": kind, "key": key}
    )
    if created and page is None and version is not None and made_with(user, key) is not None:
        raise NewerDraftError  # handed in since the request began
    check_version(draft, data, version, created=created)
    if comes_late(draft, data):
        return draft
    data = keep_late_files(draft, data)
    sent_by = (data.get("kind") or [kind])[0]  # another one where the kind is changed
    other = _of_another_form(draft.data, sent_by)
    draft.key, draft.kind, draft.data, draft.opened_revision = key, kind, other | data, opened_revision
    draft.version += 1
    draft.save()
    if uploads is not None:
        draft.documents.add(*uploads.documents)
        draft.images.add(*uploads.images)
    return draft


def what_it_is_of(key: UUID, page: ContributionPage | TopicProposal | None) -> dict[str, Any]:
    """Return what tells one draft of a person from the others: what it changes, or the key of a new form."""
    if isinstance(page, TopicProposal):
        return {"proposal": page}
    return {"page": page} if page is not None else {"key": key}


def _of_another_form(data: dict[str, list[str]], kind: str) -> dict[str, list[str]]:
    """Return what the form of this kind has no fields for: it is there again if the kind is changed back."""
    fields = {name: {*model.contribute_fields, *model.contribute_more} for name, model in contributable_kinds().items()}
    own = fields.get(kind, set())
    # The form of a topic proposal has nothing but its own fields
    others = data.keys() if kind == TopicProposal.kind else set[str]().union(*fields.values())
    return {name: values for name, values in data.items() if name in others and name not in own}


def propose(draft: Draft) -> None:
    """Read the files of a draft while somebody waits, and fill its empty fields with what they suggest."""
    documents = list(draft.documents.filter(text_state=Document.TextState.PENDING).order_by("pk"))
    for document in documents:
        read_in_time(document, seconds=READ_SECONDS / len(documents))
    draft = add_suggestions(draft)
    for document in draft.documents.filter(text_state=Document.TextState.PENDING).order_by("pk")[:1]:
        suggest_values(draft, {"title": [title]} if (title := title_of_name(_name_of(document))) else {})


@transaction.atomic
def add_suggestions(draft: Draft) -> Draft:
    """Fill the empty fields of a draft with what its files suggest that were read since, each marked as a suggestion.

    Each file once: what somebody clears afterwards stays empty. A draft that was handed in or deleted meanwhile is
    returned as it was.
    """
    fresh = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if fresh is None:
        return draft
    draft = fresh
    done = draft.data.get(READ_FILES, [])
    read = draft.documents.exclude(text_state=Document.TextState.PENDING).order_by("pk")
    if {str(document.pk) for document in read} <= {*done}:
        return draft
    found = {str(document.pk): suggest(reading_of(document), file_name=_name_of(document)) for document in read}
    before = [number for number in done if number in found]
    new = [number for number in found if number not in done]
    main = max([*before, *new], key=lambda number: found[number].rank)  # the first of the best
    if main in new:
        _forget_suggestions(draft)
        suggest_values(draft, _as_posted(found[main]))
    for number in new:
        if number != main:
            _add_topics(draft, _as_posted(found[number]).get("topics", []))
    draft.data[READ_FILES] = [*done, *new]
    draft.save(update_fields=["data", "suggested"])
    return draft


def _forget_suggestions(draft: Draft) -> None:
    """Clear what another file suggested and nobody touched: what one form suggests is not mixed from several files."""
    for name in FROM_MAIN_FILE & draft.suggested.keys():
        if draft.data.get(name) == draft.suggested.pop(name):
            draft.data[name] = [""]


def _add_topics(draft: Draft, topics: list[str]) -> None:
    """Add topics to those that were suggested; what somebody chose stays as it is."""
    there = draft.data.get("topics", [])
    if there and draft.suggested.get("topics") != there:
        return
    together = list(dict.fromkeys([*there, *topics]))[:MOST_TOPICS]
    if together != there:
        draft.data["topics"] = draft.suggested["topics"] = together
        draft.save(update_fields=["data", "suggested"])


def _name_of(document: Document) -> str:
    """Return the name that a file had when it came: on the disk it has another one."""
    return f"{document.title}.{extension_of(document.filename)}"


def suggest_values(draft: Draft, found: dict[str, list[str]]) -> None:
    """Write these values into the fields of a draft that are empty, each marked as a suggestion."""
    new = {name: values for name, values in found.items() if not any(draft.data.get(name, []))}
    if new:
        draft.data |= new
        draft.suggested |= new
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
