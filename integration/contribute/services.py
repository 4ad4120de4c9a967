"""Handing in, changing and taking back: each in one transaction, safe against a second click and a second person."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, WorkflowState
from wagtail.rich_text import RichText

from integration.contribute.models import LaterReview, Submission
from integration.contribute.review.permissions import user_can_publish_at_once
from integration.contribute.review.trusted import publish_at_once
from integration.files.models import Document
from integration.members.models import User
from integration.models import ContributionContact, ContributionFile, ContributionPage, SectionPage

SLUG_LENGTH = 80  # characters
TRANSLITERATION = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


class InReviewError(Exception):
    """The contribution is with the editors: it has to be taken back before it can be changed."""


class LockedError(Exception):
    """The editors keep the contribution as it is for the moment."""


class ChangedMeanwhileError(Exception):
    """Somebody saved a newer version after the form was opened."""


class NotInReviewError(Exception):
    """There is nothing to take back: the editors have decided already."""


@dataclass(frozen=True)
class HandedIn:
    """The page of a form, whether this very call made it, and whether the form held the same as when it was made."""

    page: ContributionPage
    created: bool
    same: bool = True


def lock_tree() -> None:
    """Let one writer at the tree at a time: parallel creates and moves would deadlock on PostgreSQL."""
    Page.objects.select_for_update().get(depth=1)


def _free_slug(section: SectionPage, title: str, fallback: str) -> str:
    base = slugify(title.translate(TRANSLITERATION))[:SLUG_LENGTH].strip("-") or fallback
    taken = set(section.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _fill(page: ContributionPage, values: dict[str, Any], documents: list[Document], contact: dict[str, str]) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    wanted = {document.pk: document for document in documents}
    for item in page.files.all():
        if item.document_id in wanted:
            del wanted[item.document_id]
        else:
            page.files.remove(item)
    for document in wanted.values():
        page.files.add(ContributionFile(document=document))
    if contact.get("name"):
        page.contacts.set([ContributionContact(municipality=page.municipality, **contact)])


def _plain(value: Any) -> str:
    """Return a value as text that is the same for the same contents."""
    if isinstance(value, list | tuple):
        return repr([_plain(item) for item in value])
    return value.source if isinstance(value, RichText) else str(value)


def _digest(values: dict[str, Any], documents: list[Document], contact: dict[str, str]) -> str:
    """Return a fingerprint of what a form holds; the same file uploaded again counts as the same."""
    files = sorted(document.get_file_hash() for document in documents)
    fields = sorted((name, _plain(value)) for name, value in values.items())
    return hashlib.sha256(repr((fields, files, sorted(contact.items()))).encode()).hexdigest()


def _refuse_locked(page: Page) -> None:
    if page.locked:
        raise LockedError


def submit(*, page: ContributionPage, user: User) -> WorkflowState | LaterReview:
    """Give the newest version of a page to the editors: start the review, or resume the one that asked for changes.

    What people hand in whom the editors trust is published at once; then there is no review but a later look.

    Raises `InReviewError` where it is with them already.
    """
    with transaction.atomic():
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
    values: dict[str, Any],
    documents: list[Document],
    contact: dict[str, str],
    for_review: bool,
) -> HandedIn:
    """Make a draft of this kind, and start its review where the author wants it; once for each key.

    `values` are field values of the kind, `contact` has name, function, phone, email of another person to ask. A form
    that comes again with other contents, as by the browser's back button, makes nothing: the answer says so by `same`.
    """
    with transaction.atomic():
        lock_tree()
        digest = _digest(values, documents, contact)
        earlier = Submission.objects.filter(key=key, user=user).select_related("page").first()
        if earlier is not None:
            return HandedIn(earlier.page.specific, created=False, same=earlier.digest == digest)
        section = SectionPage.objects.get(kind=kind.kind)
        page = kind(owner=user, live=False, municipality=values.get("municipality", user.municipality))
        _fill(page, values, documents, contact)
        page.slug = _free_slug(section, page.title, kind.kind)
        section.add_child(instance=page)
        page.save_revision(user=user, log_action=True)
        Submission.objects.create(key=key, user=user, page=page, digest=digest)
        if for_review:
            submit(page=page, user=user)
        return HandedIn(page, created=True)


def change(
    *,
    page: ContributionPage,
    user: User,
    opened_revision: int | None,
    values: dict[str, Any],
    documents: list[Document],
    contact: dict[str, str],
    for_review: bool,
) -> None:
    """Save a new version of a page, and give it to the editors where the author wants it; the published one stays.

    Raises `InReviewError` while it is with the editors, `ChangedMeanwhileError` when `opened_revision` (primary key of
    the revision that the form showed) is not the newest any more.
    """
    with transaction.atomic():
        locked = Page.objects.select_for_update().get(pk=page.pk)
        _refuse_locked(locked)
        if is_in_review(page):
            raise InReviewError
        if opened_revision != locked.latest_revision_id:
            raise ChangedMeanwhileError
        version = locked.specific.get_latest_revision_as_object()
        _fill(version, values, documents, contact)
        version.save_revision(user=user, log_action=True)
        if for_review:
            submit(page=version, user=user)


def withdraw(*, page: ContributionPage, user: User, was_published: bool) -> None:
    """Take a page back: from the editors, or from the readers where it was published.

    `was_published` says what the author had in view. Raises `NotInReviewError` when that has changed meanwhile.
    """
    with transaction.atomic():
        active = WorkflowState.objects.select_for_update().active().for_instance(page).first()
        fresh = Page.objects.select_for_update().get(pk=page.pk)
        _refuse_locked(fresh)
        if was_published != (active is None and fresh.live) or (active is None and not fresh.live):
            raise NotInReviewError
        if active is not None:
            active.cancel(user=user)
        else:
            # Whether this person may was decided before; Wagtail would ask for an editor's permission
            UnpublishPageAction(fresh.specific, user=user).execute(skip_permission_checks=True)


def is_in_review(page: ContributionPage) -> bool:
    """Return whether a page is with the editors at this moment."""
    return WorkflowState.objects.active().for_instance(page).filter(status=WorkflowState.STATUS_IN_PROGRESS).exists()
