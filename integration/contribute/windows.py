"""Several windows of one form with files: what each sends of them, so that none takes away what another one added."""

from typing import TypeVar

from integration.autosave import Data
from integration.contribute.images import KEPT as KEPT_IMAGES
from integration.contribute.models import Draft
from integration.files.models import Document, Image
from integration.members.requests import as_keys
from integration.models import TopicProposal

KEPT_FILES = "kept_files"  # numbers of the ticked documents
SHOWN_FILES = "shown_files"  # numbers of the documents that the form showed: another one came after it was drawn
READ_FILES = "read_files"  # numbers of the documents whose suggestions are in the form

FileOfForm = TypeVar("FileOfForm", Document, Image)


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
