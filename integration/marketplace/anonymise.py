"""What the marketplace forgets of a person who leaves."""

from django.db import transaction
from django.db.models import Q

from integration.catalogue.services import recorded_once
from integration.files.models import Image
from integration.marketplace.models import Listing, ListingDraft, ListingPicture
from integration.marketplace.services import lock_listing
from integration.members.models import User
from integration.members.signals import forgets_person

TEXTS = ("title", "text", "quantity", "price", "handover_note", "reserved_name")


@forgets_person
@transaction.atomic
@recorded_once()
def forget_person(user: User) -> None:
    """Take a person out of the marketplace: what others may still want to read stays, without a name.

    Drafts go. Open listings are over, as nobody is there to answer; a reservation for the person, or made by the
    person, names nobody any more; name, address and phone are taken out of the texts that the person wrote.
    """
    ListingDraft.objects.filter(user=user).delete()
    concerned = Listing.objects.filter(Q(author=user) | Q(reserved_for=user) | Q(reserved_by=user))
    for pk in list(concerned.order_by("pk").values_list("pk", flat=True)):
        listing = lock_listing(pk)
        if listing.reserved_for_id == user.pk:
            _empty_reservation(listing)
            if listing.state == Listing.State.RESERVED:
                listing.state = Listing.State.OPEN
        if listing.author_id == user.pk:
            _take_out_author(listing, user)
        elif listing.reserved_by_id == user.pk:
            listing.reserved_by = None
        listing.save()


def _empty_reservation(listing: Listing) -> None:
    listing.reserved_for = listing.reserved_by = listing.reserved_at = listing.reserved_until = None
    listing.reserved_name = ""


def _take_out_author(listing: Listing, user: User) -> None:
    images = ListingPicture.objects.filter(listing=listing).values("image")
    Image.objects.filter(pk__in=images, uploaded_by_user=user).update(uploaded_by_user=None)
    if listing.state in (Listing.State.OPEN, Listing.State.RESERVED):
        _empty_reservation(listing)
        listing.state = Listing.State.EXPIRED
    listing.author, listing.form_key, listing.reserved_by = None, None, None
    told = [word for word in (user.get_full_name(), user.email, user.phone) if word.strip()]
    for name in TEXTS:
        for word in told:
            setattr(listing, name, getattr(listing, name).replace(word, "…"))
