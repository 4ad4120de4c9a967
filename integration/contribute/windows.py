"""Several windows of one form: what each sends beside its fields, so that none overwrites what another one wrote."""

from typing import TypeVar

from integration.contribute.images import KEPT as KEPT_IMAGES
from integration.contribute.models import Draft
from integration.files.models import Document, Image
from integration.members.requests import as_key, as_keys
from integration.models import TopicProposal

KEPT_FILES = "kept_files"  # numbers of the ticked documents
SHOWN_FILES = "shown_files"  # numbers of the documents that the form showed: another one came after it was drawn
READ_FILES = "read_files"  # numbers of the documents whose suggestions are in the form
WINDOW = "window"  # which window sent it
TURN = "turn"  # how often that window had sent it

Data = dict[str, list[str]]
FileOfForm = TypeVar("FileOfForm", Document, Image)


class NewerDraftError(Exception):
    """Another window went on with this form, or ended it: then there is no draft any more."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__()
        self.draft = draft


def check_version(draft: Draft, data: Data, version: int | None, *, created: bool) -> None:
    """Raise `NewerDraftError` where a form that was drawn with this version knows less than the draft.

    The window that wrote last may go on whatever version it knows: several of its requests may be under way.
    """
    if version is None:
        return
    if created and version > 0:  # there was a draft: handed in or deleted meanwhile
        raise NewerDraftError(None)
    if version < draft.version and not _is_same_window(draft, data):
        raise NewerDraftError(draft)


def comes_late(draft: Draft, data: Data) -> bool:
    """Return whether the same window has sent something newer that came first."""
    before, now = (as_key((values.get(TURN) or [""])[0]) for values in (draft.data, data))
    return _is_same_window(draft, data) and before is not None and now is not None and now < before


def keep_late_files(draft: Draft, data: Data) -> Data:
    """Return the data with what was uploaded since the form was drawn; documents without their tick are let go."""
    if data.get("kind") == [TopicProposal.kind]:
        return data  # its form has no files: those of another kind wait
    known = {*data.get(KEPT_FILES, []), *data.get(SHOWN_FILES, [])}
    attached = [str(pk) for pk in draft.documents.order_by("pk").values_list("pk", flat=True)]
    kept = [*data.get(KEPT_FILES, []), *(number for number in attached if number not in known)]
    draft.documents.remove(*(int(number) for number in attached if number not in kept))
    draft.documents.add(*_ticked_again(Document, draft, kept))
    draft.images.add(*_ticked_again(Image, draft, data.get(KEPT_IMAGES, [])))
    return data | {KEPT_FILES: kept} if kept else data


def _ticked_again(model: type[FileOfForm], draft: Draft, ticked: list[str]) -> list[FileOfForm]:
    """Return the person's ticked files that only a form has: a draft that names one keeps it from being cleaned."""
    numbers = as_keys(ticked)
    if not numbers:
        return []
    own = model._default_manager.filter(pk__in=numbers, uploaded_by_user=draft.user, temporary=True)
    return list(own.select_for_update(no_key=True).order_by("pk"))


def _is_same_window(draft: Draft, data: Data) -> bool:
    return WINDOW in data and data[WINDOW] == draft.data.get(WINDOW)
