"""Who may do what with a listing, in each of its states: one line for each action."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integration.marketplace import permissions
from integration.marketplace.models import Listing
from integration.members.models import User
from tests.factories import ListingFactory

pytestmark = pytest.mark.django_db

STATES = ("open", "reserved", "done", "expired", "withdrawn", "hidden")
OWNER = {
    "edit": {"open", "reserved", "done", "expired"},
    "reserve": {"open"},
    "release": {"reserved"},
    "finish": {"open", "reserved", "expired"},
    "renew": {"open", "reserved", "expired"},
    "withdraw": {"open", "reserved", "done", "expired", "hidden"},
    "reopen": {"done", "withdrawn"},
}


def listing_that_is(state: str, author: User) -> Listing:
    end = timezone.localdate() + timedelta(days=2)
    if state == "hidden":
        return ListingFactory(author=author, hidden_at=timezone.now())
    over = end - timedelta(days=9) if state == "expired" else end
    return ListingFactory(author=author, state=state, valid_until=over)


@pytest.mark.parametrize("action", OWNER)
def test_only_the_author_acts_and_only_where_it_fits(
    member: User, colleague: User, contact: User, other_member: User, editor: User, admin: User, action: str
) -> None:
    may = getattr(permissions, f"user_can_{action}_listing")
    listings = {state: listing_that_is(state, member) for state in STATES}
    if action == "finish":
        listings.pop("hidden")
    assert {state for state, listing in listings.items() if may(member, listing)} == OWNER[action]
    for user in (colleague, contact, other_member, editor, admin):
        assert not any(may(user, listing) for listing in listings.values())
    member.is_active = False
    assert not any(may(member, listing) for listing in listings.values())


def test_a_listing_that_lost_its_author_belongs_to_nobody(member: User) -> None:
    listing = ListingFactory(author=member)
    listing.author = None
    assert not any(getattr(permissions, f"user_can_{action}_listing")(member, listing) for action in OWNER)
