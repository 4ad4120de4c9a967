"""Requests and offers that fit are found, shown and told to both sides once."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from integration.marketplace.categories import Category
from integration.marketplace.matching import find_matches
from integration.marketplace.models import Listing, Match
from integration.marketplace.services import finish
from integration.marketplace.tasks import match_listing
from integration.members.models import User
from integration.models import SectionPage
from integration.notifications.models import Message
from tests.factories import CategoryFactory, ListingFactory, MunicipalityFactory, UserFactory, restrict

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]


@pytest.fixture
def things(db: None) -> Category:
    return CategoryFactory(name="Sachen", slug="sachen")


def fits(first: Listing, second: Listing) -> bool:
    both = (
        second in [one.listing for one in find_matches(first)],
        first in [one.listing for one in find_matches(second)],
    )
    assert both[0] == both[1]
    return both[0]


@pytest.mark.parametrize(
    ("seek", "offer", "fit"),
    [
        ("20 Betten gesucht", "24 Etagenbetten mit Matratzen abzugeben", True),
        ("Kinderfahrräder", "Fahrräder für Kinder, verkehrssicher", True),
        ("Suche Stühle für den Sprachkurs", "40 Stapelstühle", True),
        ("20 Betten gesucht", "20 Regale gesucht", False),
        ("Biete neue Schränke", "Suche neue Lampen", False),
    ],
)
def test_words_decide_within_a_category(things: Category, seek: str, offer: str, fit: bool) -> None:
    town = MunicipalityFactory()
    first = ListingFactory(sort="seek", title=seek, category=things, municipality=town)
    second = ListingFactory(title=offer, category=things, municipality=town)
    assert fits(first, second) == fit


def test_category_distance_state_and_owner_decide_too(things: Category, member: User) -> None:
    near, far = MunicipalityFactory(latitude=51.0, longitude=7.0), MunicipalityFactory(latitude=52.3, longitude=7.0)
    seek = ListingFactory(sort="seek", title="Etagenbetten", category=things, municipality=near, author=member)
    rooms, papers = CategoryFactory(slug="raeume"), CategoryFactory(slug="formulare", anywhere=True)
    common = {"title": "Etagenbetten", "category": things, "municipality": near}
    assert fits(seek, ListingFactory(**common))
    assert fits(seek, ListingFactory(**common | {"category": None}))
    assert not fits(seek, ListingFactory(**common | {"category": rooms}))
    assert not fits(seek, ListingFactory(**common | {"municipality": far}))
    assert not fits(seek, ListingFactory(**common, author=member))
    assert not fits(seek, ListingFactory(**common | {"sort": "seek"}))
    done = ListingFactory(**common)
    finish(listing=done)
    assert done not in [one.listing for one in find_matches(seek)]
    paper = ListingFactory(sort="seek", title="Kita-Anmeldung auf Dari", category=papers, municipality=near)
    assert fits(paper, ListingFactory(title="Anmeldung für die Kita auf Dari", category=papers, municipality=far))


def test_both_sides_are_told_once_and_see_it_on_the_page(
    things: Category, member: User, other_member: User, signed_in: SignedIn
) -> None:
    seek = ListingFactory(sort="seek", title="20 Betten", category=things, author=member)
    offer = ListingFactory(
        title="24 Etagenbetten", category=things, author=other_member, municipality=member.municipality
    )
    Message.objects.all().delete()
    for listing in (offer, seek, offer):
        match_listing.func(listing_id=listing.pk)
    assert Match.objects.count() == 1
    mails = {message.recipient: message for message in Message.objects.all()}
    assert set(mails) == {member.email, other_member.email}
    assert Message.objects.count() == 2
    assert "Passt zu „20 Betten“" in mails[member.email].subject
    assert offer.get_absolute_url() in mails[member.email].body
    assert other_member.email not in mails[member.email].body
    page = signed_in(member).get(seek.get_absolute_url()).content.decode()
    assert "Passende Angebote" in page
    assert "24 Etagenbetten" in page
    assert "passt zu" in signed_in(member).get("/marktplatz/").content.decode()
    finish(listing=offer)
    match_listing.func(listing_id=seek.pk)
    assert "Passende Angebote" not in signed_in(member).get(seek.get_absolute_url()).content.decode()
    assert Message.objects.count() == 2


def test_one_mail_tells_of_several_and_no_more_than_five_are_told(things: Category, member: User) -> None:
    town = MunicipalityFactory()
    for _number in range(7):
        ListingFactory(title="Etagenbetten", category=things, municipality=town)
    seek = ListingFactory(sort="seek", title="Etagenbetten", category=things, municipality=town, author=member)
    match_listing.func(listing_id=seek.pk)
    assert Match.objects.count() == 5
    mail = Message.objects.get(recipient=member.email)
    assert mail.body.count("/marktplatz/") == 6
    assert "5 Einträge passen" in mail.subject


def test_who_may_not_see_the_marketplace_any_more_is_told_nothing(things: Category) -> None:
    insider, outsider, gone = UserFactory(), UserFactory(), UserFactory()
    group = Group.objects.create(name="AG Markt")
    insider.groups.add(group)
    town = MunicipalityFactory()
    for author in (outsider, gone):
        ListingFactory(sort="seek", title="Etagenbetten", category=things, author=author, municipality=town)
    restrict(SectionPage.objects.get(kind="listing"), group)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    Message.objects.all().delete()
    offer = ListingFactory(title="Etagenbetten", category=things, author=insider, municipality=town)
    match_listing.func(listing_id=offer.pk)
    assert set(Message.objects.values_list("recipient", flat=True)) <= {insider.email}


def test_a_pair_is_shown_on_the_list_only_while_both_are_open_and_the_place_is_meant_for_its_reader(
    things: Category, member: User, signed_in: SignedIn
) -> None:
    seek = ListingFactory(sort="seek", title="20 Betten", category=things, author=member)
    offer = ListingFactory(title="24 Etagenbetten", category=things, municipality=member.municipality)
    match_listing.func(listing_id=seek.pk)
    client = signed_in(member)
    pair = client.get("/marktplatz/").context["found"].pair
    assert (pair.own, pair.other.listing, pair.other.km) == (seek, offer, 0)
    restrict(SectionPage.objects.get(kind="listing"), Group.objects.create(name="AG Markt"))
    assert client.get("/marktplatz/").context["found"].pair is None
    SectionPage.objects.get(kind="listing").view_restrictions.all().delete()
    finish(listing=offer)
    assert client.get("/marktplatz/").context["found"].pair is None
