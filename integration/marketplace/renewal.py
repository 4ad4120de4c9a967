"""The link in the mail that renews a listing.

It needs the sign-in, unlike a link that releases a text: its page names the listing, and nobody without an account
sees anything of the portal; a mail that is passed on must not let somebody else act. Signed and bound to the person,
to the listing and to the very end that the mail told of, it is dead once it was used, once that day is over, and for
everybody else.
"""

from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from integration.marketplace.models import Listing
from integration.members.models import User

SALT = "integration.marketplace.renewal"


@dataclass(frozen=True)
class Renewal:
    """What a link says: which listing, and which end it is about."""

    listing: Listing
    end: date


def renewal_path(listing: Listing) -> str:
    """Return the address of the link for the end that the listing has now."""
    end = listing.valid_until.isoformat() if listing.valid_until else ""
    token = signing.dumps([listing.pk, listing.author_id, end], salt=SALT, compress=False)
    return reverse("marketplace:renew_by_link", args=[token])


def read_renewal(token: str, user: User) -> Renewal | None:
    """Return what a link is about, as long as it works for this person; None for every dead one."""
    try:
        pk, author, end = signing.loads(token, salt=SALT)
        told = date.fromisoformat(end)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if author != user.pk or told < timezone.localdate():
        return None
    listing = Listing.objects.visible_to(user).filter(pk=pk, author=user, valid_until=told, hidden_at=None).first()
    if listing is None or not listing.can_be_renewed:
        return None
    return Renewal(listing, told)
