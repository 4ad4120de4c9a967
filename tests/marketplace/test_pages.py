"""The list and the page of a listing: what is shown to whom, where links lead, and what it costs at any size."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from integration.catalogue.models import Entry
from integration.marketplace.models import Listing, ListingPicture
from integration.marketplace.services import finish, hide, withdraw
from integration.members.models import User
from integration.models import SectionPage
from tests.factories import (
    CategoryFactory,
    ImageFactory,
    ListingFactory,
    MunicipalityFactory,
    UserFactory,
    restrict,
)

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
LIST = reverse("marketplace:listings")
AT_MOST = 10  # queries of a page for somebody signed in


def fill_marketplace(number: int) -> None:
    """Have the marketplace hold this many listings, each with a picture, without the work of writing each."""
    people, categories = [UserFactory() for _ in range(5)], [CategoryFactory() for _ in range(3)]
    image = ImageFactory()
    made = Listing.objects.bulk_create(
        Listing(
            title=f"Posten {index}",
            sort="offer" if index % 2 else "seek",
            author=people[index % 5],
            category=categories[index % 3],
            municipality=people[index % 5].municipality,
            state="open" if index % 4 else "reserved",
            cover=image,
        )
        for index in range(Listing.objects.count(), number)
    )
    ListingPicture.objects.bulk_create(ListingPicture(listing=listing, image=image) for listing in made)


def cost(client: Client, path: str) -> int:
    """Count the queries of a page, the second time that it is opened."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


@pytest.mark.parametrize("query", ["", "?sortierung=naechste&km=100&art=angebot", "?ansicht=karte"])
def test_the_list_costs_the_same_at_twenty_and_at_two_thousand_listings(
    member: User, signed_in: SignedIn, query: str
) -> None:
    client = signed_in(member)
    fill_marketplace(20)
    few = cost(client, LIST + query)
    fill_marketplace(2_000)
    assert cost(client, LIST + query) == few <= AT_MOST


def test_the_page_of_a_listing_costs_the_same_with_few_and_many_others(member: User, signed_in: SignedIn) -> None:
    listing, client = ListingFactory(pictures=[(ImageFactory(), "Ein Bett")]), signed_in(member)
    fill_marketplace(5)
    few = cost(client, listing.get_absolute_url())
    fill_marketplace(300)
    assert (
        cost(client, listing.get_absolute_url()) == few <= 16
    )  # with the reader's own town, the messages, and what fits


def test_the_list_is_narrowed_by_kind_category_distance_and_state_and_says_how_many(
    member: User, signed_in: SignedIn
) -> None:
    beds, rooms = CategoryFactory(name="Sachen", slug="sachen"), CategoryFactory(name="Räume", slug="raeume")
    home = member.municipality
    assert home is not None
    near = MunicipalityFactory(latitude=home.latitude + 0.1, longitude=home.longitude)
    far = MunicipalityFactory(latitude=home.latitude + 0.9, longitude=home.longitude)
    ListingFactory(title="Betten nebenan", category=beds, municipality=near)
    ListingFactory(title="Betten weit weg", category=beds, municipality=far)
    ListingFactory(title="Saal gesucht", sort="seek", category=rooms, municipality=near)
    ListingFactory(title="Längst abgeholt", category=beds, municipality=near, state="done")
    ListingFactory(title="Seit gestern vorbei", valid_until=timezone.localdate() - timedelta(days=1))
    titles = ("Betten nebenan", "Betten weit weg", "Saal gesucht", "Längst abgeholt", "Seit gestern vorbei")
    client = signed_in(member)

    def shown(query: str) -> list[str]:
        answer = client.get(LIST + query)
        found = [row.listing.title for row in answer.context["found"].rows]
        assert answer.context["found"].filter.found == len(found)
        assert all((title in answer.content.decode()) == (title in found) for title in titles)
        return sorted(found)

    assert shown("") == sorted(titles[:3])
    assert shown("?art=gesuch") == ["Saal gesucht"]
    assert shown("?km=25") == ["Betten nebenan", "Saal gesucht"]
    assert shown("?was=sachen&was=raeume&art=angebot&km=25") == ["Betten nebenan"]
    assert shown("?stand=erledigt") == ["Längst abgeholt"]
    assert shown("?stand=abgelaufen") == ["Seit gestern vorbei"]
    assert shown("?stand=alle&was=anderes") == ["Seit gestern vorbei"]
    assert shown(f"?kommune={far.ags}") == ["Betten weit weg"]
    assert shown("?art=unfug&was=fort&km=7&stand=nie&sortierung=%27&kommune=x&seite=99999999") == sorted(titles[:3])
    nearest = client.get(f"{LIST}?sortierung=naechste").context["found"].rows
    assert [row.km for row in nearest] == [11, 11, 100]
    facets = {facet["name"]: facet for facet in client.get(f"{LIST}?km=25").context["found"].filter.facets()}
    assert [option["count"] for option in facets["km"]["options"]] == [2, 2, 2, 3]
    assert [option["count"] for option in facets["art"]["options"]] == [2, 1, 1]


def test_map_and_table_show_the_same_towns(member: User, signed_in: SignedIn) -> None:
    town = MunicipalityFactory(name="Telgenbach")
    ListingFactory(municipality=town)
    ListingFactory(municipality=town, sort="seek")
    page = signed_in(member).get(f"{LIST}?ansicht=karte")
    assert [(row.place.name, row.offers, row.seeks) for row in page.context["found"].towns] == [("Telgenbach", 1, 1)]
    assert [dot["name"] for dot in page.context["found"].map["dots"] if dot["new"]] == ["Telgenbach"]


def test_pages_come_by_twenty_and_nothing_says_what_to_do(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    assert "Noch nichts im Marktplatz" in client.get(LIST).content.decode()
    fill_marketplace(21)
    assert len(client.get(LIST).context["found"].rows) == 20
    assert len(client.get(f"{LIST}?seite=2").context["found"].rows) == 1
    assert "Zu diesen Filtern passt noch nichts" in client.get(f"{LIST}?stand=erledigt").content.decode()


def test_what_was_taken_back_or_hidden_only_its_author_and_the_editors_see(
    member: User, other_member: User, contact: User, editor: User, signed_in: SignedIn
) -> None:
    listing = ListingFactory(title="Zwiebelkuchen", author=member)
    withdraw(user=member, listing=listing)
    url = listing.get_absolute_url()
    assert [signed_in(user).get(url).status_code for user in (member, editor, contact)] == [200] * 3
    assert signed_in(other_member).get(url).status_code == 404
    for user in (member, other_member, editor):
        assert "Zwiebelkuchen" not in signed_in(user).get(LIST).content.decode()
    other = ListingFactory(author=member)
    hide(listing=other)
    assert signed_in(other_member).get(other.get_absolute_url()).status_code == 404
    assert "Von der Redaktion ausgeblendet" in signed_in(member).get(other.get_absolute_url()).content.decode()
    assert not Entry.objects.visible_to(other_member).of_kind("listing").exists()


def test_a_marketplace_for_some_groups_is_for_nobody_else(member: User, editor: User, signed_in: SignedIn) -> None:
    listing = ListingFactory(title="Zwiebelkuchen")
    outsider, insider = UserFactory(), UserFactory()
    group = Group.objects.create(name="AG Markt")
    restrict(SectionPage.objects.get(kind="listing"), group)
    insider.groups.add(group)
    for path in (LIST, listing.get_absolute_url(), reverse("marketplace:create")):
        assert signed_in(outsider).get(path).status_code == 403, path
        assert signed_in(User.objects.get(pk=insider.pk)).get(path).status_code == 200, path
    assert listing.get_absolute_url() not in signed_in(outsider).get("/suche/?q=zwiebelkuchen").content.decode()
    assert signed_in(editor).get(listing.get_absolute_url()).status_code == 200


def test_the_search_finds_it_and_says_how_it_stands(member: User, signed_in: SignedIn) -> None:
    listing = ListingFactory(title="Zwiebelkuchenblech", text="Auch für Bleche mit hohem Rand geeignet.")
    client = signed_in(member)
    page = client.get("/suche/?q=bleche").content.decode()
    assert listing.get_absolute_url() in page
    assert "<mark>Bleche</mark>" in page
    assert "Angebot, offen" in page
    finish(listing=listing)
    page = client.get("/suche/?q=bleche").content.decode()
    assert "Angebot, erledigt" in page
    assert "Angebot, offen" not in page


def test_it_stands_in_the_navigation_and_among_ones_contributions(member: User, signed_in: SignedIn) -> None:
    open_one = ListingFactory(author=member, title="Offene Betten")
    over = ListingFactory(author=member, title="Alte Betten", state="expired")
    client = signed_in(member)
    assert '<a href="/marktplatz/">Marktplatz</a>' in client.get("/").content.decode()
    assert "Offene Betten" in client.get("/").content.decode()
    board = client.get(reverse("contribute:mine"))
    assert [item.entry.title for item in board.context["board"].waiting] == [over.title]
    assert [item.entry.title for item in board.context["board"].others] == [open_one.title]
    assert "Ein Klick verlängert ihn" in board.content.decode()
    assert reverse("marketplace:edit", args=[open_one.pk]) in board.content.decode()


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>{{7*7}}\u202e"


def test_markup_in_every_field_stays_text(member: User, signed_in: SignedIn) -> None:
    person = UserFactory(first_name=HOSTILE[:30], last_name="<b>Fett</b>")
    listing = ListingFactory(
        title=HOSTILE, text=HOSTILE, quantity=HOSTILE, price=HOSTILE, handover_note=HOSTILE, author=person
    )
    Listing.objects.filter(pk=listing.pk).update(state="reserved", reserved_name=HOSTILE)
    for user in (member, person):
        for path in (LIST, listing.get_absolute_url(), reverse("contribute:mine"), "/", "/suche/?q=script"):
            page = signed_in(user).get(path).content.decode()
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            assert "<b>Fett" not in page
