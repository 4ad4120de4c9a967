"""What people hear of their listings by mail."""

from collections.abc import Sequence

from django.urls import reverse

from integration.marketplace.matching import Found
from integration.marketplace.models import Listing
from integration.marketplace.renewal import renewal_path
from integration.members.models import User
from integration.notifications.services import queue_message


def tell_matches(*, listing: Listing, user: User, found: Sequence[Found], dedupe_key: str) -> None:
    """Tell somebody what fits a listing of theirs."""
    context = {"listing": listing, "found": found, "number": len(found)}
    queue_message(recipient=user.email, user=user, template="listing_match", context=context, dedupe_key=dedupe_key)


def tell_reserved(*, listing: Listing, person: User, by: User) -> None:
    """Tell somebody that something is kept for them."""
    context = {"listing": listing, "owner": by, "note": reverse("marketplace:handover", args=[listing.pk])}
    queue_message(recipient=person.email, user=person, template="listing_reserved", context=context)


def tell_released(*, listing: Listing, person: User, by: User) -> None:
    """Tell somebody that it is not kept any more."""
    queue_message(
        recipient=person.email, user=person, template="listing_released", context={"listing": listing, "owner": by}
    )


def remind(*, listing: Listing, user: User) -> None:
    """Remind an author that a listing ends, with the link that renews it; once for each end."""
    context = {
        "listing": listing,
        "renewal": renewal_path(listing),
        "until": listing.next_end(listing.valid_until) if listing.valid_until else None,
    }
    key = f"listing-reminder-{listing.pk}-{listing.valid_until}"
    queue_message(recipient=user.email, user=user, template="listing_reminder", context=context, dedupe_key=key)
