"""Writes to the marketplace, each in one transaction with its row in the catalogue and the mails that it causes.

Whoever writes to a listing locks its row first: of twenty who reserve at the same moment, one does. Whether somebody
may is decided before; see `permissions.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from integration.catalogue.services import recorded_once
from integration.files.models import Image
from integration.files.services import keep_files
from integration.marketplace import mails
from integration.marketplace.categories import Category
from integration.marketplace.models import Listing, ListingDraft, ListingPicture
from integration.marketplace.tasks import match_listing
from integration.members.models import Municipality, User

State = Listing.State


class NotPossibleError(Exception):
    """What was asked for no longer fits how the listing stands."""


class ChangedMeanwhileError(Exception):
    """The listing was changed after the form was opened."""


@dataclass(frozen=True)
class Values:
    """What a form says of a listing; pictures in their order, each with what is to be seen on it."""

    sort: str
    title: str
    text: str = ""
    category: Category | None = None
    quantity: str = ""
    condition: str = ""
    municipality: Municipality | None = None
    terms: str = Listing.Terms.FREE
    price: str = ""
    handover: str = ""
    handover_note: str = ""
    valid_until: date | None = None
    pictures: Sequence[tuple[Image, str]] = field(default=())

    def columns(self) -> dict[str, Any]:
        """Return the values of the listing's own fields."""
        return {name: value for name, value in vars(self).items() if name != "pictures"}


@dataclass(frozen=True)
class Made:
    """The listing of a form, and whether this very call made it."""

    listing: Listing
    created: bool


def lock_listing(pk: int) -> Listing:
    """Return a listing as it is now, kept for this transaction."""
    return Listing.objects.select_for_update(of=("self",)).select_related("author", "reserved_for").get(pk=pk)


def made_with(user: User, key: UUID) -> Listing | None:
    """Return what was made of this person's form with this key."""
    return Listing.objects.filter(author=user, form_key=key).first()


@transaction.atomic
@recorded_once()
def put_up(*, user: User, key: UUID, values: Values) -> Made:
    """Make a listing; once for each key. Its draft is gone then."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    earlier = made_with(user, key)
    if earlier is not None:
        return Made(earlier, created=False)
    listing = Listing(author=user, form_key=key, **values.columns())
    listing.save()
    _bring_pictures(listing, values.pictures)
    ListingDraft.objects.filter(user=user, key=key).delete()
    match_listing.enqueue(listing_id=listing.pk)
    return Made(listing, created=True)


@transaction.atomic
@recorded_once()
def change(*, user: User, listing: Listing, seen_edits: int, values: Values) -> Listing:
    """Change a listing; a new end makes one that is over open again.

    `seen_edits` is the number of changes that the form knew of. Raises `ChangedMeanwhileError`, `NotPossibleError`.
    """
    fresh = lock_listing(listing.pk)
    if fresh.state == State.WITHDRAWN or fresh.hidden_at is not None:
        raise NotPossibleError
    if fresh.edit_count != seen_edits:
        raise ChangedMeanwhileError
    for name, value in values.columns().items():
        setattr(fresh, name, value)
    fresh.edit_count += 1
    if fresh.state == State.EXPIRED and not fresh.is_over:
        fresh.state, fresh.renewed_at = State.OPEN, timezone.now()
    _save(fresh)
    _bring_pictures(fresh, values.pictures)
    ListingDraft.objects.filter(user=user, listing=fresh).delete()
    match_listing.enqueue(listing_id=fresh.pk)
    return fresh


def _save(listing: Listing) -> None:
    listing.changed_at = timezone.now()
    listing.save()


def _bring_pictures(listing: Listing, pictures: Sequence[tuple[Image, str]]) -> None:
    """Have a listing show just these pictures; what it loses is cleaned away like an upload nobody handed in."""
    there = {row.image_id: row for row in listing.pictures.all()}
    wanted = {image.pk for image, _words in pictures}
    gone = there.keys() - wanted
    listing.pictures.filter(image__in=gone).delete()
    Image.objects.filter(pk__in=gone).update(temporary=True)
    for position, (image, words) in enumerate(pictures):
        row = there.get(image.pk) or ListingPicture(listing=listing, image=image)
        row.alternative, row.sort_order = words, position
        row.save()
    listing.cover = pictures[0][0] if pictures else None
    listing.save(update_fields=["cover"])
    keep_files(images=[image for image, _words in pictures])


# Life


@transaction.atomic
@recorded_once()
def reserve(
    *, user: User, listing: Listing, person: User | None = None, name: str = "", until: date | None = None
) -> Listing:
    """Keep a listing for a person, or for a name of somebody without an account. Raises `NotPossibleError`."""
    fresh = lock_listing(listing.pk)
    if not fresh.is_open or (person is not None and not fresh.can_be_reserved_for(person)):
        raise NotPossibleError
    fresh.state, fresh.reserved_by, fresh.reserved_at = State.RESERVED, user, timezone.now()
    fresh.reserved_for, fresh.reserved_name, fresh.reserved_until = person, "" if person else name, until
    _save(fresh)
    if person is not None:
        mails.tell_reserved(listing=fresh, person=person, by=user)
    return fresh


@transaction.atomic
@recorded_once()
def release(*, user: User, listing: Listing) -> Listing:
    """Take a reservation back: it is open again. Raises `NotPossibleError`."""
    fresh = lock_listing(listing.pk)
    if fresh.state != State.RESERVED:
        raise NotPossibleError
    _tell_released(fresh, user)
    _forget_reservation(fresh)
    fresh.state = State.EXPIRED if fresh.is_over else State.OPEN
    _save(fresh)
    match_listing.enqueue(listing_id=fresh.pk)
    return fresh


def _tell_released(listing: Listing, user: User) -> None:
    person = listing.reserved_for
    if listing.state == State.RESERVED and person is not None and person.is_active:
        mails.tell_released(listing=listing, person=person, by=user)


def _forget_reservation(listing: Listing) -> None:
    listing.reserved_for = listing.reserved_by = listing.reserved_at = listing.reserved_until = None
    listing.reserved_name = ""


@transaction.atomic
@recorded_once()
def finish(*, listing: Listing) -> Listing:
    """Say that it is done: handed over, found, or not needed any more. Raises `NotPossibleError`."""
    fresh = lock_listing(listing.pk)
    if fresh.state not in (State.OPEN, State.RESERVED, State.EXPIRED):
        raise NotPossibleError
    fresh.state, fresh.closed_at = State.DONE, timezone.now()
    _save(fresh)
    return fresh


@transaction.atomic
@recorded_once()
def withdraw(*, user: User, listing: Listing) -> Listing:
    """Take a listing off the marketplace; its author can put it up again. Raises `NotPossibleError`."""
    fresh = lock_listing(listing.pk)
    if fresh.state == State.WITHDRAWN:
        raise NotPossibleError
    _tell_released(fresh, user)
    _forget_reservation(fresh)
    fresh.state = State.WITHDRAWN
    _save(fresh)
    return fresh


@transaction.atomic
@recorded_once()
def reopen(*, listing: Listing) -> Listing:
    """Put up again what was done or taken back, with a new end where the old one is over. Raises `NotPossibleError`."""
    fresh = lock_listing(listing.pk)
    if fresh.state not in (State.DONE, State.WITHDRAWN) or fresh.hidden_at is not None:
        raise NotPossibleError
    _forget_reservation(fresh)
    fresh.state, fresh.closed_at, fresh.renewed_at = State.OPEN, None, timezone.now()
    if fresh.is_over:
        fresh.valid_until = fresh.next_end(timezone.localdate())
    _save(fresh)
    match_listing.enqueue(listing_id=fresh.pk)
    return fresh


@transaction.atomic
@recorded_once()
def renew(*, listing: Listing, end: date | None) -> Listing:
    """Give a listing a new end, if it still has the one that the person saw. Raises `NotPossibleError`."""
    fresh = lock_listing(listing.pk)
    if fresh.valid_until != end or not fresh.can_be_renewed:
        raise NotPossibleError
    fresh.valid_until, fresh.renewed_at = fresh.next_end(timezone.localdate()), timezone.now()
    if fresh.state == State.EXPIRED:
        fresh.state = State.OPEN
    _save(fresh)
    match_listing.enqueue(listing_id=fresh.pk)
    return fresh


@transaction.atomic
@recorded_once()
def hide(*, listing: Listing) -> Listing:
    """Take a listing out of everybody's sight but the author's and the editors'."""
    fresh = lock_listing(listing.pk)
    fresh.hidden_at = fresh.hidden_at or timezone.now()
    _save(fresh)
    return fresh


@transaction.atomic
@recorded_once()
def restore(*, listing: Listing) -> Listing:
    """Show again what was hidden."""
    fresh = lock_listing(listing.pk)
    fresh.hidden_at = None
    _save(fresh)
    return fresh


# What the clock does


@transaction.atomic
@recorded_once()
def expire(*, pk: int) -> bool:
    """Say of an open listing that it is over, if its last day is or its author has left; return whether that was so."""
    fresh = lock_listing(pk)
    if fresh.state != State.OPEN or not (fresh.is_over or fresh.has_nobody):
        return False
    fresh.state = State.EXPIRED
    fresh.save(update_fields=["state"])
    return True


@transaction.atomic
def remind(*, pk: int) -> bool:
    """Remind the author of a listing that ends soon, once for each end; return whether a mail was written."""
    fresh = lock_listing(pk)
    author, end = fresh.author, fresh.valid_until
    if end is None or fresh.reminded_of == end or author is None or not author.is_active:
        return False
    Listing.objects.filter(pk=pk).update(reminded_of=end)  # nothing that the catalogue keeps
    mails.remind(listing=fresh, user=author)
    return True
