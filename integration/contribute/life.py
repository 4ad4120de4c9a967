"""What happens to a contribution after it was written: hand in again, archive, copy, throw away.

Each in one transaction, with the locks of `locking.py`.
"""

from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from integration.catalogue.models import Entry
from integration.catalogue.services import recorded_once
from integration.contribute.forms import form_for_kind
from integration.contribute.images import as_posted as pictures_as_posted
from integration.contribute.images import initial_from
from integration.contribute.keys import lock_forms_of, made_with
from integration.contribute.locking import ChangedMeanwhileError, InReviewError, lock_contribution, lock_tree
from integration.contribute.models import Draft
from integration.contribute.services import submit
from integration.contribute.text import body_to_html
from integration.files.cleaning import is_used, numbers_in_versions
from integration.files.models import Document, Image
from integration.members.models import User
from integration.models import ContributionPage
from integration.richtext.fields import as_posted

State = Entry.State
HANDED_IN_FROM = (State.DRAFT, State.CHANGES_REQUESTED, State.WITHDRAWN, State.DECLINED, State.ARCHIVED)
ARCHIVED_FROM = (State.PUBLISHED, State.CHANGES_REQUESTED, State.WITHDRAWN, State.DECLINED)
NOT_COPIED = ("key", "opened_revision", "uploads", "kept_files")


class StateChangedError(Exception):
    """The contribution is not in the state any more in which this is possible."""


def can_be_handed_in(state: str, *, has_open_changes: bool) -> bool:
    """Return whether the newest version of a contribution in this state can go to the editors."""
    return state in HANDED_IN_FROM or (state == State.PUBLISHED and has_open_changes)


@transaction.atomic
@recorded_once()
def hand_in_again(*, page: ContributionPage, user: User, seen: int | None) -> None:
    """Give the newest version to the editors as it is: a draft, changes, or what was withdrawn, declined or archived.

    `seen` is the primary key of the revision that the author had in view. Raises `ChangedMeanwhileError` where there
    is a newer one, `InReviewError` and `StateChangedError` where it cannot be handed in (any more).
    """
    _active, fresh = lock_contribution(page)
    state = fresh.review_state()
    if state == State.IN_REVIEW:
        raise InReviewError
    if not can_be_handed_in(state, has_open_changes=fresh.has_unpublished_changes):
        raise StateChangedError
    if seen != fresh.latest_revision_id:
        raise ChangedMeanwhileError
    submit(page=fresh, user=user)


@transaction.atomic
@recorded_once()
def archive(*, page: ContributionPage, user: User, seen: str) -> None:
    """Put a contribution away: readers and search lose it, the author and the editors keep it.

    `seen` is the state that the author had in view. Raises `InReviewError` while it is with the editors, and
    `StateChangedError` where the state has changed meanwhile or nothing is there to be archived.
    """
    active, fresh = lock_contribution(page)
    state = fresh.review_state()
    if state == State.IN_REVIEW:
        raise InReviewError
    if state != seen or state not in ARCHIVED_FROM:
        raise StateChangedError
    if active is not None:
        active.cancel(user=user)
    fresh.archived_at = timezone.now()
    if fresh.live:
        # Whether this person may was decided before; Wagtail would ask for an editor's permission
        UnpublishPageAction(fresh, user=user).execute(skip_permission_checks=True)
    else:
        fresh.save(clean=False)


def copy_as_template(*, page: ContributionPage, user: User, key: UUID) -> Draft:
    """Return a form of this person that begins with the words and topics of a contribution; one for each key.

    Where the form with this key was handed in or kept already, it is another copy, under a key of its own.
    Dates belong to the old one. Files, pictures and the person to ask come along from one's own contributions only:
    others have not said that they may be handed in elsewhere.
    """
    own = page.owner_id == user.pk
    version = cast(ContributionPage, page.get_latest_revision_as_object() if own else page)
    form = form_for_kind(type(version))(instance=version, user=user)
    data = {field.html_name: values for field in form if _is_copied(field, own=own) and (values := _as_posted(field))}
    if "text" not in form.fields:
        data["text"] = [as_posted(_known_text(version))]
    documents = [document for document in version.documents() if document.uploaded_by_user_id == user.pk] if own else []
    pictures = [picture for picture in initial_from(version, user) if picture.own] if own else []
    if documents:
        data["kept_files"] = [str(document.pk) for document in documents]
    if pictures:
        data |= pictures_as_posted(pictures)
    with transaction.atomic():
        lock_forms_of(user)
        if made_with(user, key) is not None:
            key = uuid4()
        draft, created = Draft.objects.get_or_create(
            user=user, key=key, defaults={"kind": page.kind, "data": {name: data[name] for name in data if data[name]}}
        )
        if created:
            draft.documents.set(documents)
            draft.images.set(picture.image for picture in pictures)
    return draft


def _is_copied(field: forms.BoundField, *, own: bool) -> bool:
    if field.name in NOT_COPIED or field.name == "municipality":
        return False
    if isinstance(field.field, forms.DateField | forms.DateTimeField | forms.SplitDateTimeField | forms.FileField):
        return False
    return own or not field.name.startswith("contact_")


def _as_posted(field: forms.BoundField) -> list[str]:
    """Return what a browser would send for the value that a field shows."""
    value: Any = field.value()
    if value in (None, "", [], ()):
        return []
    if isinstance(field.field.widget, forms.CheckboxInput):
        return ["on"] if value else []
    shown = field.field.widget.format_value(value)
    return [str(item) for item in shown] if isinstance(shown, list | tuple) else [str(shown)]


def _known_text(version: ContributionPage) -> str:
    """Return the paragraphs of a text in which an editor has arranged more than the form can show."""
    htmls = (body_to_html([block]) for block in version.body if block.block_type == "text")
    return "".join(html for html in htmls if html)


@transaction.atomic
def discard_contribution(*, page: ContributionPage, user: User) -> None:
    """Delete a draft that was never handed in, with the files that came for it.

    Raises `StateChangedError` where it is more than such a draft.
    """
    lock_tree()
    if not Page.objects.filter(pk=page.pk).exists():
        return
    _active, fresh = lock_contribution(page)
    if fresh.review_state() != State.DRAFT or fresh.workflow_states.exists():
        raise StateChangedError
    version = cast(ContributionPage, fresh.get_latest_revision_as_object())
    documents = {*fresh.documents(), *version.documents()}
    pictures = {item.image for item in (*fresh.images.all(), *version.images.all())}
    drafts = list(Draft.objects.filter(page=fresh))
    for draft in drafts:
        documents |= set(draft.documents.all())
        pictures |= set(draft.images.all())
    fresh.delete()
    _discard_unused(user, *documents, *pictures)


@transaction.atomic
def discard_draft(*, draft: Draft) -> None:
    """Delete a form that saved itself, with the files that came with it and are not used anywhere else."""
    locked = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if locked is None:
        return
    files: list[Document | Image] = [*locked.documents.all(), *locked.images.all()]
    locked.delete()
    _discard_unused(draft.user, *files)


@transaction.atomic
@recorded_once()
def discard_changes(*, page: ContributionPage, user: User, seen: int | None) -> None:
    """Make what readers see the newest version again; the changes since then stay in the history only.

    `seen` is the primary key of the revision that the author had in view. Raises `ChangedMeanwhileError` where there
    is a newer one, `InReviewError` while the editors have it, and `StateChangedError` where nothing is to be discarded.
    """
    _active, fresh = lock_contribution(page)
    state = fresh.review_state()
    if state == State.IN_REVIEW:
        raise InReviewError
    if state != State.PUBLISHED or not fresh.has_unpublished_changes:
        raise StateChangedError
    if seen != fresh.latest_revision_id:
        raise ChangedMeanwhileError
    fresh.live_revision = fresh.save_revision(user=user, changed=False, clean=False, log_action=True)
    fresh.has_unpublished_changes = False
    fresh.save(update_fields=["live_revision", "has_unpublished_changes"], clean=False)


def _discard_unused(user: User, *files: Document | Image) -> None:
    """Delete this person's files that no row and no version of anything else holds.

    Where a version names a number that may mean the file, it is left to the cleaning of abandoned uploads.
    """
    own = [file for file in files if file.uploaded_by_user_id == user.pk]
    if not own:
        return
    held = numbers_in_versions(since=min(file.created_at for file in own))
    for file in own:
        # Handing in keeps the files of its form: whoever holds the row first decides
        if not type(file)._default_manager.select_for_update().filter(pk=file.pk).exists() or is_used(file):
            continue
        if file.pk in held:
            type(file)._default_manager.filter(pk=file.pk).update(temporary=True)
        else:
            file.delete()
