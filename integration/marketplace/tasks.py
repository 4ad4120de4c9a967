"""Work for the worker: what fits a listing that is new or was changed, and telling both sides."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from integration.marketplace.mails import tell_matches
from integration.marketplace.matching import Found, find_matches
from integration.marketplace.models import Listing, Match
from integration.members.models import User


@task(backend="queue")
def match_listing(listing_id: int) -> None:
    """Note which open listings fit this one and tell both sides of pairs that nobody was told of.

    Safe to run twice and to be killed anywhere: pairs, their marks and the mails are one transaction.
    """
    listing = Listing.objects.select_related("category", "municipality", "author").filter(pk=listing_id).first()
    if listing is None:
        return
    found = find_matches(listing)
    with transaction.atomic():
        _note(listing, found)
        if found:
            _tell(listing, found)


def _sides(listing: Listing) -> tuple[str, str]:
    """Return the names of this listing's side of a pair and of the other one."""
    return ("offer", "seek") if listing.is_offer else ("seek", "offer")


def _pairs(listing: Listing, found: list[Found]) -> QuerySet[Match]:
    """Return the pairs of a listing with what was found for it."""
    mine, other = _sides(listing)
    return Match.objects.filter(**{mine: listing, f"{other}__in": [one.listing.pk for one in found]})


def _note(listing: Listing, found: list[Found]) -> None:
    """Write the pairs down; those that do not fit any more are kept as such."""
    mine, other = _sides(listing)
    new = [Match(**{mine: listing, other: one.listing}, score=one.score) for one in found]
    Match.objects.bulk_create(new, ignore_conflicts=True)
    fitting = _pairs(listing, found)
    Match.objects.filter(**{mine: listing}, fits=True).exclude(pk__in=fitting.values("pk")).update(fits=False)
    for one in found:
        fitting.filter(**{other: one.listing}).update(fits=True, score=one.score)


def _tell(listing: Listing, found: list[Found]) -> None:
    """Write to the other authors, then one mail to this one's; of two tasks at once the first tells."""
    _mine, other = _sides(listing)
    untold = _pairs(listing, found).select_for_update().filter(told_at=None).order_by("pk")
    numbers = {getattr(match, f"{other}_id"): match.pk for match in untold}
    new = [one for one in found if one.listing.pk in numbers]
    for one in new:
        person = one.listing.author
        if person is not None and _may_read(person, listing):
            key = f"listing-match-{numbers[one.listing.pk]}-{person.pk}"
            tell_matches(listing=one.listing, user=person, found=[Found(listing, one.score, one.km)], dedupe_key=key)
    author = listing.author
    shown = [one for one in new if author is not None and _may_read(author, one.listing)]
    if author is not None and shown:
        key = f"listing-match-{numbers[shown[0].listing.pk]}-{author.pk}"
        tell_matches(listing=listing, user=author, found=shown, dedupe_key=key)
    Match.objects.filter(pk__in=numbers.values()).update(told_at=timezone.now())


def _may_read(user: User, listing: Listing) -> bool:
    return user.is_active and Listing.objects.visible_to(user).filter(pk=listing.pk).exists()
