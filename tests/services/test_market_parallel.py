"""Many act on one listing at once: nobody reserves twice, nothing is renewed twice, one form makes one listing."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from integration.catalogue.models import Entry
from integration.marketplace.models import Listing, ListingDraft, Match
from integration.marketplace.renewal import renewal_path
from integration.marketplace.services import NotPossibleError, finish, release, reserve
from integration.marketplace.tasks import match_listing
from integration.notifications.models import Message
from tests.factories import CategoryFactory, ListingFactory, MunicipalityFactory, UserFactory
from tests.services.conftest import at_once
from tests.services.test_parallel import client_of, statuses

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("portal")]


def is_consistent(listing: Listing) -> Listing:
    """See that the catalogue says what the listing is."""
    fresh = Listing.objects.get(pk=listing.pk)
    entry = Entry.objects.get(kind="listing", object_id=listing.pk)
    assert (entry.live, entry.detail) == (fresh.is_live, fresh.entry_data().detail)
    assert bool(fresh.reserved_for_id) == (fresh.state == Listing.State.RESERVED)
    return fresh


def test_of_twenty_reservations_at_once_one_is_made_and_one_person_told() -> None:
    owner = UserFactory()
    listing, people = ListingFactory(author=owner), [UserFactory() for _ in range(20)]
    results = at_once([partial(reserve, user=owner, listing=listing, person=person) for person in people])
    made = [result for result in results if isinstance(result, Listing)]
    assert len(made) == 1
    assert all(isinstance(result, NotPossibleError) for result in results if result is not made[0])
    fresh = is_consistent(listing)
    assert fresh.reserved_for == made[0].reserved_for
    assert [mail.user for mail in Message.objects.all()] == [fresh.reserved_for]


def test_twenty_clicks_on_one_renewal_link_renew_once() -> None:
    owner = UserFactory()
    end = timezone.localdate() + timedelta(days=3)
    listing = ListingFactory(author=owner, valid_until=end)
    answers = statuses(at_once([partial(client_of(owner).post, renewal_path(listing)) for _ in range(20)]))
    assert set(answers) <= {302, 410}
    assert sum(answers.values()) == 20
    assert is_consistent(listing).valid_until == end + timedelta(days=90)


def test_twenty_posts_of_one_form_make_one_listing_while_it_saves_itself() -> None:
    user, key = UserFactory(), str(uuid.uuid4())
    sent = {"key": key, "sort": "offer", "title": "24 Etagenbetten"}
    save = reverse("marketplace:save_draft", args=[key])
    posts = [partial(client_of(user).post, reverse("marketplace:create"), sent) for _ in range(20)]
    saves = [partial(client_of(user).post, save, sent | {"window": "a", "turn": turn}) for turn in range(5)]
    answers = at_once([*posts, *saves])
    assert set(statuses(answers)) <= {200, 302, 409}
    assert statuses(answers)[302] == 20
    is_consistent(Listing.objects.get())
    assert not ListingDraft.objects.exists()
    cache.clear()


def test_reservations_releases_and_ends_at_once_leave_one_true_state() -> None:
    owner = UserFactory()
    listing, people = ListingFactory(author=owner), [UserFactory() for _ in range(8)]
    calls = [partial(reserve, user=owner, listing=listing, person=person) for person in people]
    calls += [partial(release, user=owner, listing=listing)] * 4
    results = [result for result in at_once(calls) if isinstance(result, Exception)]
    assert all(isinstance(result, NotPossibleError) for result in results), results
    is_consistent(listing)
    ends = [result for result in at_once([partial(finish, listing=listing)] * 6) if isinstance(result, Listing)]
    assert len(ends) == 1
    assert Listing.objects.get(pk=listing.pk).state == Listing.State.DONE


def test_both_sides_of_a_pair_compared_at_once_are_told_once() -> None:
    category, town = CategoryFactory(), MunicipalityFactory()
    common = {"title": "Etagenbetten", "category": category, "municipality": town}
    offer, seek = ListingFactory(**common), ListingFactory(**common, sort="seek")
    Message.objects.all().delete()
    at_once([partial(match_listing.func, listing_id=one.pk) for one in (offer, seek) for _ in range(5)])
    assert Match.objects.count() == 1
    assert Message.objects.count() == 2
