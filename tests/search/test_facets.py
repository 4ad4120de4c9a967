"""Filters: what they offer, how they count, how they work together, and what the address keeps of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import parse_qsl

import pytest
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from integration.catalogue.services import record
from integration.members.models import User
from integration.models import ContributionPage, ProjectPage
from search.choices import Choices
from search.facets import address
from search.models import IndexChange
from search.query import Order, SearchQuery
from tests.factories import (
    EventPageFactory,
    LinkPageFactory,
    MaterialPageFactory,
    MunicipalityFactory,
    ProjectPageFactory,
    TopicDiscussionPageFactory,
    TopicFactory,
    UserFactory,
    catalogue_rows,
    restrict,
)
from tests.search.engines import on_both_engines

pytestmark = pytest.mark.django_db

Find = Callable[..., SimpleNamespace]


def published(page: ContributionPage, moment: datetime) -> None:
    """Publish as if at that moment."""
    Page.objects.filter(pk=page.pk).update(first_published_at=moment)
    page.refresh_from_db()
    record(page)


@pytest.fixture
def variety(db: None) -> SimpleNamespace:
    """Six houses that differ in everything that can be filtered."""
    housing, law = TopicFactory(slug="wohnen", name="Wohnen"), TopicFactory(slug="recht", name="Recht")
    here = MunicipalityFactory(name="Hier", kreis="Borken", population=60_000)
    there = MunicipalityFactory(name="Dort", kreis="Borken", population=8_000)
    city = MunicipalityFactory(name="Fern", kreis="", population=300_000)
    now = timezone.now()
    pages = [
        ProjectPageFactory(title="Haus A", municipality=here, topics=[housing], status=ProjectPage.Status.PLANNED),
        ProjectPageFactory(title="Haus B", municipality=there, topics=[housing, law]),
        LinkPageFactory(title="Haus C", municipality=here, topics=[law]),
        EventPageFactory(title="Haus D", municipality=None, owner=None),
        EventPageFactory(title="Haus E", municipality=city, start=now - timedelta(days=3)),
        TopicDiscussionPageFactory(title="Haus F", municipality=city, topics=[law]),
    ]
    for page, year in zip(pages, (2023, 2023, 2024, 2024, 2025, 2025), strict=True):
        published(page, datetime(year, 6, 1, tzinfo=UTC))
    return SimpleNamespace(here=here, there=there, city=city)


@on_both_engines
def test_every_filter_narrows_and_its_numbers_agree_with_what_it_gives(
    find: Find, member: User, variety: SimpleNamespace
) -> None:
    everything = find(member, q="haus")
    assert everything.counts == {
        "art": {"project": 2, "event": 2, "link": 1, "discussion": 1},
        "thema": {"wohnen": 2, "recht": 3},
        "stand": {"planned": 2, "running": 2, "completed": 1},
        "kommune": {variety.here.ags: 2, variety.there.ags: 1, variety.city.ags: 2},
        "kreis": {"Borken": 3},
        "groesse": {"5000": 1, "50000": 2, "100000": 2},
        "jahr": {"2023": 2, "2024": 2, "2025": 2},
    }
    for name, options in everything.counts.items():
        value, count = max(options.items())
        assert find(member, q="haus", **{name: value}).total == count, (name, value)


def test_choices_of_one_filter_are_alternatives_and_topics_narrow(
    find: Find, member: User, variety: SimpleNamespace
) -> None:
    assert find(member, thema=["wohnen", "recht"]).titles == ["Haus B"]
    assert set(find(member, q="haus", art=["link", "discussion"]).titles) == {"Haus C", "Haus F"}
    assert set(find(member, jahr=["2023", "2025"]).titles) == {"Haus A", "Haus B", "Haus E", "Haus F"}
    assert set(find(member, groesse=["5000", "100000"]).titles) == {"Haus B", "Haus E", "Haus F"}
    assert set(find(member, stand=["planned", "completed"]).titles) == {"Haus A", "Haus D", "Haus E"}


def test_filters_work_together_and_each_is_counted_as_if_it_were_not_set(
    find: Find, member: User, variety: SimpleNamespace
) -> None:
    found = find(member, q="haus", kreis="Borken", jahr="2023", stand="planned")
    assert found.titles == ["Haus A"]
    assert found.counts == {
        "art": {"project": 1},
        "thema": {"wohnen": 1},
        "stand": {"planned": 1, "running": 1},
        "kommune": {variety.here.ags: 1},
        "kreis": {"Borken": 1},
        "groesse": {"50000": 1},
        "jahr": {"2023": 1},
    }
    nothing = find(member, q="haus", kommune=variety.city.ags, kreis="Borken")
    assert nothing.total == 0
    assert nothing.counts["kommune"] == {variety.here.ags: 2, variety.there.ags: 1, variety.city.ags: 0}
    assert nothing.counts["kreis"] == {"Borken": 0}


def test_a_year_begins_and_ends_as_the_calendar_here_has_it(find: Find, member: User) -> None:
    published(ProjectPageFactory(title="Alt"), datetime(2024, 12, 31, 22, 59, 59, 999999, tzinfo=UTC))
    published(ProjectPageFactory(title="Neu"), datetime(2024, 12, 31, 23, 0, tzinfo=UTC))
    assert find(member, jahr="2024").titles == ["Alt"]
    assert find(member, jahr="2025").titles == ["Neu"]


def test_the_state_follows_the_dates_and_what_its_author_says(find: Find, member: User) -> None:
    today, now = timezone.localdate(), timezone.now()
    for status in ProjectPage.Status.values:
        ProjectPageFactory(title=f"Projekt {status}", status=status, period_end=date(2020, 1, 1))
    for name, days in (("to come", 2), ("over", -2)):
        EventPageFactory(title=f"Termin {name}", start=now + timedelta(days=days))
    EventPageFactory(title="Termin now", start=now - timedelta(hours=1), end=now + timedelta(hours=1))
    for name, first, last in (("to come", 1, 9), ("open", -9, 0), ("closed", -9, -1)):
        opens, closes = today + timedelta(days=first), today + timedelta(days=last)
        TopicDiscussionPageFactory(title=f"Frage {name}", opens=opens, closes=closes)
    MaterialPageFactory(title="Vorlage")
    assert set(find(member, stand="planned").titles) == {"Projekt planned", "Termin to come", "Frage to come"}
    assert set(find(member, stand="running").titles) == {"Projekt running", "Termin now", "Frage open"}
    assert set(find(member, stand="completed").titles) == {"Projekt completed", "Termin over", "Frage closed"}


def test_numbers_are_those_of_each_role(
    find: Find, member: User, other_member: User, editor: User, variety: SimpleNamespace
) -> None:
    group = Group.objects.create(name="AG Wohnen")
    other_member.groups.add(group)
    hidden = ProjectPageFactory(
        title="Haus G", municipality=MunicipalityFactory(kreis="Geheim", population=30_000), status="completed"
    )
    published(hidden, datetime(2019, 6, 1, tzinfo=UTC))
    restrict(hidden, group)
    assert find(other_member, q="haus").counts == find(editor, q="haus").counts
    for params in ({"q": "haus"}, {}, {"q": "haus", "stand": "completed", "jahr": "2019"}):
        counts = find(member, **params).counts
        assert "Geheim" not in counts.get("kreis", {})
        assert "20000" not in counts.get("groesse", {})
        assert not counts.get("jahr", {}).get("2019")
        assert counts["stand"]["completed"] == (0 if "jahr" in params else 1)
    assert find(editor, q="haus", jahr="2019").counts["stand"] == {"completed": 1}


def test_every_filter_shows_as_a_chip_that_takes_it_away_and_one_link_takes_all(
    signed_in: Callable[[User], Client], member: User, variety: SimpleNamespace
) -> None:
    params = {
        "q": "haus",
        "art": "project",
        "thema": "wohnen",
        "stand": "planned",
        "kommune": variety.here.ags,
        "kreis": "Borken",
        "groesse": "50000",
        "jahr": "2023",
        "sortierung": "neueste",
    }
    context = signed_in(member).get("/suche/", params).context
    assert context["total"] == 1
    labels = ["Projekte", "Wohnen", "steht bevor", "Hier", "Kreis Borken", "50.000 bis 100.000 Menschen", "2023"]
    assert [chip["label"] for chip in context["chips"]] == labels
    left = [dict(params.items() - parse_qsl(chip["url"][1:])) for chip in context["chips"]]
    assert left == [{name: params[name]} for name in list(params)[1:-1]]
    assert dict(parse_qsl(context["all_url"][1:])) == {"q": "haus", "sortierung": "neueste"}


def test_pages_and_orders_keep_the_filters(signed_in: Callable[[User], Client], member: User) -> None:
    entries = catalogue_rows(21, title="Haus", phase="planned")
    IndexChange.objects.note(index="database", entries=[entry.pk for entry in entries])
    page = signed_in(member).get("/suche/", {"q": "haus", "stand": "planned"})
    assert "stand=planned&amp;seite=2" in page.content.decode()
    assert all("stand=planned" in chip["url"] for chip in page.context["orders"])


NONSENSE = "kreis=Nirgends&groesse=7&groesse=x&groesse=²&jahr=0&jahr=99999&jahr=²024&stand=x&sortierung=x"


def test_nonsense_is_left_out(member: User, find: Find) -> None:
    ProjectPageFactory(title="Haus")
    params = {name: QueryDict(NONSENSE).getlist(name) for name in QueryDict(NONSENSE)}
    assert find(member, **params).titles == ["Haus"]
    query = SearchQuery.from_params(QueryDict(NONSENSE)).limited_to(Choices.read())
    assert (query.filters, query.order, address(query)) == ([], Order.RELEVANCE, "?")


def test_municipalities_like_the_own_come_first_and_within_them_the_best_hit(find: Find) -> None:
    own = MunicipalityFactory(name="Wir", kreis="Borken", population=60_000)
    both = MunicipalityFactory(name="Beides", kreis="Borken", population=70_000)
    one = MunicipalityFactory(name="Kreis", kreis="Borken", population=3_000)
    other = MunicipalityFactory(name="Größe", kreis="Kleve", population=90_000)
    none = MunicipalityFactory(name="Nichts", kreis="", population=900_000)
    reader = UserFactory(municipality=own)
    for place in (none, one, other, both):
        ProjectPageFactory(
            title=f"Anderes in {place.name}", teaser="Am Rand ein Haus und vieles mehr", municipality=place
        )
        ProjectPageFactory(title=f"Haus in {place.name}", municipality=place)
    ProjectPageFactory(title="Haus ohne Kommune", municipality=None, owner=None)
    titles = find(reader, q="haus", sortierung="wie-wir").titles
    assert titles[:2] == ["Haus in Beides", "Anderes in Beides"]
    assert set(titles[2:4]) == {"Haus in Größe", "Haus in Kreis"}
    assert set(titles[4:6]) == {"Anderes in Größe", "Anderes in Kreis"}
    assert set(titles[6:8]) == {"Haus in Nichts", "Haus ohne Kommune"}
    newest = find(reader, sortierung="wie-wir").titles
    assert newest[:2] == ["Haus in Beides", "Anderes in Beides"]


def test_two_cities_without_a_kreis_are_alike_in_size_only(find: Find) -> None:
    own = MunicipalityFactory(kreis="", population=200_000)
    ProjectPageFactory(title="Fern", municipality=MunicipalityFactory(kreis="", population=60_000))
    ProjectPageFactory(title="Hier", municipality=own)
    ProjectPageFactory(title="Groß", municipality=MunicipalityFactory(kreis="", population=500_000))
    ProjectPageFactory(title="Neu", municipality=MunicipalityFactory(kreis="Borken", population=60_000))
    assert find(UserFactory(municipality=own), sortierung="wie-wir").titles == ["Hier", "Groß", "Neu", "Fern"]


def test_the_order_is_offered_to_those_with_a_municipality_only(
    signed_in: Callable[[User], Client], member: User
) -> None:
    ProjectPageFactory(title="Haus alt")
    ProjectPageFactory(title="Haus neu")
    page = signed_in(member).get("/suche/", {"q": "haus", "sortierung": "wie-wir", "art": "project"})
    assert [chip["current"] for chip in page.context["orders"]] == [False, False, True]
    assert 'name="sortierung" value="wie-wir"' in page.content.decode()
    nowhere = signed_in(UserFactory(municipality=None)).get("/suche/", {"q": "haus", "sortierung": "wie-wir"})
    assert [chip["current"] for chip in nowhere.context["orders"]] == [True, False]
    assert nowhere.context["query"].order == Order.RELEVANCE


def test_pages_of_every_order_have_each_hit_once(
    signed_in: Callable[[User], Client], member: User, many_entries: Callable[..., None]
) -> None:
    many_entries(45)
    for order in Order:
        seen = []
        for number in (1, 2, 3):
            page = signed_in(member).get("/suche/", {"q": "sprachcafé", "sortierung": order, "seite": number})
            seen += [hit.entry.pk for hit in page.context["hits"]]
        assert len(seen) == len(set(seen)) == 45, order


def test_a_line_says_how_many_were_found_and_by_how_many_filters(find: Find, member: User) -> None:
    ProjectPageFactory(title="Haus")
    assert '<p class="p-small p-soft" role="status">1 Treffer</p>' in find(member, q="haus").html
    assert 'role="status">1 Treffer, mit 1 Filter eingegrenzt</p>' in find(member, q="haus", art="project").html
    assert (
        'role="status">0 Treffer, mit 2 Filtern eingegrenzt</p>' in find(member, q="haus", art=["link", "event"]).html
    )
