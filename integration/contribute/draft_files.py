"""Files that come to a form one by one while somebody types."""

from uuid import UUID

from django.db import transaction

from integration.autosave import Data, NewerDraftError
from integration.contribute.drafts import save_draft, what_it_is_of
from integration.contribute.images import KEPT as KEPT_IMAGES
from integration.contribute.models import Draft
from integration.contribute.uploads import Uploads
from integration.contribute.windows import KEPT_FILES
from integration.files.models import Document, Image
from integration.files.services import discard_files
from integration.members.models import User
from integration.models import ContributionPage, TopicProposal

MOST_FILES = 50  # of one form: a draft keeps not many more values of one field


class TooManyFilesError(Exception):
    """The form has as many files as it may have."""


def attach(
    file: Document | Image,
    *,
    user: User,
    key: UUID,
    kind: str,
    data: Data,
    page: ContributionPage | TopicProposal | None = None,
    opened_revision: int | None = None,
    version: int | None = None,
) -> Document | Image:
    """Put a file that was just stored on a form, ticked, and return it; a draft is made of `data` where none is yet.

    What else the draft holds stays, and so does its version: a file that is added overwrites nothing. The same file
    sent once more, after an answer that was lost, is returned as it is there, and the new copy deleted. Raises
    `TooManyFilesError`, or `NewerDraftError` where the draft was ended in another window; then the file is deleted.
    """
    try:
        with transaction.atomic():
            draft = _locked(user, key, page)
            if draft is None:
                draft = save_draft(
                    user=user,
                    key=key,
                    kind=kind,
                    data=data,
                    page=page,
                    opened_revision=opened_revision,
                    version=version,
                )
            there = _same_file(draft, file)
            if there is None:
                _add(draft, file)
            _tick(draft, there or file)
    except (TooManyFilesError, NewerDraftError):
        discard_files([file])
        raise
    if there is not None:
        discard_files([file])
    return there or file


@transaction.atomic
def attach_all(uploads: Uploads, *, user: User, key: UUID, page: ContributionPage | None) -> None:
    """Put what came with an older window on the newest draft, ticked: it is not lost, whichever window goes on."""
    draft = _locked(user, key, page)
    if draft is None:
        return
    draft.documents.add(*uploads.documents)
    draft.images.add(*uploads.images)
    files: list[Document | Image] = [*uploads.documents, *uploads.images]
    for file in files:
        _tick(draft, file)


def _locked(user: User, key: UUID, page: ContributionPage | TopicProposal | None) -> Draft | None:
    return Draft.objects.select_for_update().filter(user=user, **what_it_is_of(key, page)).first()


def _same_file(draft: Draft, file: Document | Image) -> Document | Image | None:
    """Return the file of the draft that has this content and title."""
    files = draft.documents if isinstance(file, Document) else draft.images
    same = files.filter(file_hash=file.file_hash, title=file.title).exclude(pk=file.pk)
    return same.order_by("pk").first() if file.file_hash else None


def _add(draft: Draft, file: Document | Image) -> None:
    if draft.documents.count() + draft.images.count() >= MOST_FILES:
        raise TooManyFilesError
    if isinstance(file, Document):
        draft.documents.add(file)
    else:
        draft.images.add(file)


def _tick(draft: Draft, file: Document | Image) -> None:
    name = KEPT_FILES if isinstance(file, Document) else KEPT_IMAGES
    draft.data[name] = list(dict.fromkeys([*draft.data.get(name, []), str(file.pk)]))
    draft.save(update_fields=["data", "updated_at"])
