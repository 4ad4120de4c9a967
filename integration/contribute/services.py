"""Handing in, changing and taking back: each in one transaction, safe against a second click and a second person."""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import WorkflowState
from wagtail.rich_text import RichText

from integration.catalogue.services import recorded_once
from integration.contribute.images import PictureData, apply_pictures
from integration.contribute.keys import OtherKindError, lock_forms_of
from integration.contribute.locking import (
    ChangedMeanwhileError,
    FilesGoneError,
    InReviewError,
    NotInReviewError,
    is_in_review,
    lock_contribution,
    lock_tree,
)
from integration.contribute.models import Draft, LaterReview, Submission
from integration.contribute.review.permissions import user_can_publish_at_once
from integration.contribute.review.trusted import publish_at_once
from integration.files.models import Document, Image
from integration.files.services import keep_files
from integration.members.models import User
from integration.models import ContributionContact, ContributionFile, ContributionPage, SectionPage, TopicProposal

SLUG_LENGTH = 80  # characters
TRANSLITERATION = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


@dataclass(frozen=True)
class Contents:
    """What a form holds: field values of the kind, its documents, whom to ask, and the pictures, the cover first.

    `contact` has name, function, phone and email of another person; without a name it is the author. Where `pictures`
    is None those that are there stay. `shown_documents` and `shown_pictures` are the numbers of those that the form
    showed, ticked or not: what another window added since comes along. Where they are None nothing is added.
    """

    values: dict[str, Any]
    documents: list[Document] = field(default_factory=list)
    contact: dict[str, str] = field(default_factory=dict)
    pictures: list[PictureData] | None = None
    shown_documents: frozenset[int] | None = None
    shown_pictures: frozenset[int] | None = None


@dataclass(frozen=True)
class HandedIn:
    """The page of a form, whether this very call made it, and whether the form held the same as when it was made."""

    page: ContributionPage
    created: bool
    same: bool = True


def _free_slug(section: SectionPage, title: str, fallback: str) -> str:
    base = slugify(title.translate(TRANSLITERATION))[:SLUG_LENGTH].strip("-") or fallback
    taken = set(section.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _fill(page: ContributionPage, contents: Contents) -> None:
    for name, value in contents.values.items():
        setattr(page, name, value)
    wanted = {document.pk: document for document in contents.documents}
    for item in page.files.all():
        if item.document_id in wanted:
            del wanted[item.document_id]
        else:
            page.files.remove(item)
    for document in wanted.values():
        page.files.add(ContributionFile(document=document))
    if contents.pictures is not None:
        apply_pictures(page, contents.pictures)
    if contents.contact.get("name"):
        page.contacts.set([ContributionContact(municipality=page.municipality, **contents.contact)])
    keep_files(documents=contents.documents, images=[picture.image for picture in contents.pictures or []])


def _lock_files(contents: Contents) -> None:
    """Keep the files of a form for this transaction. Raises `FilesGoneError` where one was deleted meanwhile."""
    documents = {document.pk for document in contents.documents}
    images = {picture.image.pk for picture in contents.pictures or []}
    wanted: list[tuple[Any, set[int]]] = [(Document, documents), (Image, images)]
    for model, numbers in wanted:
        there = model.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk")
        if set(there.values_list("pk", flat=True)) != numbers:
            raise FilesGoneError


def _with_late_files(contents: Contents, drafts: list[Draft]) -> Contents:
    """Return the contents with what was uploaded into the form after it was drawn, as in another window."""
    documents, pictures = list(contents.documents), contents.pictures
    for draft in drafts:
        if contents.shown_documents is not None:
            known = contents.shown_documents | {document.pk for document in documents}
            documents += draft.documents.exclude(pk__in=known).order_by("pk")
        if contents.shown_pictures is not None and pictures is not None:
            known = contents.shown_pictures | {picture.image.pk for picture in pictures}
            late = draft.images.exclude(pk__in=known).order_by("pk")
            new = [PictureData(image, source=image.source, licence=image.licence, own=True) for image in late]
            pictures = [*pictures, *new]
    return replace(contents, documents=documents, pictures=pictures)


def _plain(value: Any) -> str:
    """Return a value as text that is the same for the same contents."""
    if isinstance(value, list | tuple):
        return repr([_plain(item) for item in value])
    return value.source if isinstance(value, RichText) else str(value)


def _digest(contents: Contents) -> str:
    """Return a fingerprint of what a form holds; the same file uploaded again counts as the same."""
    files = sorted(document.get_file_hash() for document in contents.documents)
    pictures = [
        (picture.image.get_file_hash(), picture.alternative, picture.caption, picture.source, picture.licence)
        for picture in contents.pictures or []
    ]
    fields = sorted((name, _plain(value)) for name, value in contents.values.items())
    held = (fields, files, sorted(contents.contact.items()), pictures)
    return hashlib.sha256(repr(held).encode()).hexdigest()


def submit(*, page: ContributionPage, user: User) -> WorkflowState | LaterReview:
    """Give the newest version of a page to the editors: start the review, or resume the one that asked for changes.

    What people hand in whom the editors trust is published at once; then there is no review but a later look.

    Raises `InReviewError` where it is with them already.
    """
    with transaction.atomic(), recorded_once():
        active = WorkflowState.objects.select_for_update().active().for_instance(page).first()
        if active is not None and active.status == WorkflowState.STATUS_IN_PROGRESS:
            raise InReviewError
        if user_can_publish_at_once(user):
            return publish_at_once(page=page, user=user)
        if active is not None:
            active.resume(user=user)
            return active
        return page.get_workflow().start(page, user)


def hand_in(
    *,
    kind: type[ContributionPage],
    user: User,
    key: UUID,
    contents: Contents,
    for_review: bool,
) -> HandedIn:
    """Make a draft of this kind, and start its review where the author wants it; once for each key.

    The form that saved itself under this key is forgotten. A form that comes again with other contents, as by the
    browser's back button, makes nothing: the answer says so by `same`. Raises `OtherKindError` where the key made a
    contribution of another kind, and `FilesGoneError` where a file was deleted meanwhile.
    """
    with transaction.atomic(), recorded_once():
        lock_tree()
        lock_forms_of(user)
        drafts = list(Draft.objects.select_for_update().filter(user=user, key=key))
        _lock_files(contents)
        digest = _digest(contents)
        proposal = TopicProposal.objects.filter(owner=user, form_key=key).first()
        if proposal is not None:
            raise OtherKindError(proposal)
        earlier = Submission.objects.filter(key=key, user=user).select_related("page").first()
        if earlier is not None:
            made = earlier.page.specific
            if not isinstance(made, kind):
                raise OtherKindError(made)
            same = earlier.digest == digest
            if same:
                Draft.objects.filter(user=user, key=key).delete()
            return HandedIn(made, created=False, same=same)
        section = SectionPage.objects.get(kind=kind.kind)
        page = kind(owner=user, live=False, municipality=contents.values.get("municipality", user.municipality))
        _fill(page, _with_late_files(contents, drafts))
        page.slug = _free_slug(section, page.title, kind.kind)
        section.add_child(instance=page)
        page.save_revision(user=user, log_action=True)
        Submission.objects.create(key=key, user=user, page=page, digest=digest)
        Draft.objects.filter(user=user, key=key).delete()
        if for_review:
            submit(page=page, user=user)
        return HandedIn(page, created=True)


def change(
    *,
    page: ContributionPage,
    user: User,
    opened_revision: int | None,
    contents: Contents,
    for_review: bool,
    key: UUID | None = None,
) -> None:
    """Save a new version of a page, and give it to the editors where the author wants it; the published one stays.

    What saved itself of the form, under its page or its key, is forgotten. Raises `InReviewError` while the page is
    with the editors, `ChangedMeanwhileError` when `opened_revision` (primary key of the revision that the form showed)
    is not the newest any more, and `FilesGoneError` where a file was deleted meanwhile.
    """
    with transaction.atomic(), recorded_once():
        _active, fresh = lock_contribution(page)
        if is_in_review(fresh):
            raise InReviewError
        if opened_revision != fresh.latest_revision_id:
            raise ChangedMeanwhileError
        drafts = list(Draft.objects.select_for_update().filter(Q(page=page) | Q(key=key), user=user).order_by("pk"))
        _lock_files(contents)
        version = cast(ContributionPage, fresh.get_latest_revision_as_object())
        _fill(version, _with_late_files(contents, drafts))
        version.save_revision(user=user, log_action=True)
        Draft.objects.filter(Q(page=page) | Q(key=key), user=user).delete()
        if for_review:
            submit(page=version, user=user)


def withdraw(*, page: ContributionPage, user: User, was_published: bool) -> None:
    """Take a page back: from the editors, or from the readers where it was published.

    `was_published` says what the author had in view. Raises `NotInReviewError` when that has changed meanwhile.
    """
    with transaction.atomic(), recorded_once():
        active, fresh = lock_contribution(page)
        if was_published != (active is None and fresh.live) or (active is None and not fresh.live):
            raise NotInReviewError
        if active is not None:
            active.cancel(user=user)
        else:
            # Whether this person may was decided before; Wagtail would ask for an editor's permission
            UnpublishPageAction(fresh, user=user).execute(skip_permission_checks=True)
