"""What a page says of a town without contributions, and of filters that leave nothing."""

import pytest

from search.models import LoggedQuery
from tests.factories import MunicipalityFactory, ProjectPageFactory, UserFactory, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(signed_in, member):
    """`page(q="…")` returns the page and what it is made of."""

    def ask(**params):
        response = signed_in(member).get("/suche/", params)
        assert response.status_code == 200
        return response.content.decode(), response.context

    return ask


def test_a_town_that_does_not_take_part_is_told_and_its_kreis_offered(page):
    MunicipalityFactory(name="Quellfurt an der Lenn", kreis="Telg & Au", active=False)
    neighbour = MunicipalityFactory(name="Nachbarort", kreis="Telg & Au")
    ProjectPageFactory(title="Haus", municipality=neighbour)
    draft(ProjectPageFactory, title="Entwurf", municipality=neighbour)
    for asked in ("Quellfurt", "quellfurt an der lenn", "Stadt Quellfurt"):
        html, _context = page(q=asked)
        assert "Quellfurt an der Lenn macht noch nicht mit" in html
        assert "kürzeres" not in html
        assert '/suche/?kreis=Telg%20%26%20Au">In der Nähe: 1 Beitrag (Kreis Telg &amp; Au)</a>' in html
        assert 'href="/kommunen/">Diese Kommunen machen mit' in html
        assert "Die Redaktion fragen" in html


def test_beside_hits_it_is_one_line_and_a_town_with_contributions_needs_none(page):
    MunicipalityFactory(name="Quellfurt", active=False)
    ProjectPageFactory(title="Besuch in Quellfurt")
    html, context = page(q="Quellfurt")
    assert context["total"] == 1
    assert "Quellfurt macht noch nicht mit. <a" in html
    town = MunicipalityFactory(name="Telgenbach")
    ProjectPageFactory(title="Ganz anderes", municipality=town)
    assert page(q="Telgenbach")[1]["town"] is None
    MunicipalityFactory(name="Telgenbach am See", active=False)
    assert page(q="Telgenbach see")[1]["town"].place.name == "Telgenbach am See"


def test_a_town_that_takes_part_and_has_nothing_yet_is_told_by_name_and_as_filter(page):
    town = MunicipalityFactory(name="Telgenbach", kreis="")
    for params in ({"q": "Telgenbach"}, {"kommune": town.ags}):
        html, _context = page(**params)
        assert "Aus Telgenbach gibt es noch keinen Beitrag" in html
        assert "In der Nähe" not in html
    assert page(q="Sprachcafé Telgenbach")[1]["town"] is None
    assert page(kommune=town.ags, art="project")[1]["town"] is None


def test_filters_without_words_are_named_in_place_of_the_help(page):
    town = MunicipalityFactory(name="Telgenbach")
    ProjectPageFactory(title="Haus", municipality=town)
    html, _context = page(kommune=town.ags, art="project")
    assert '<h1 class="p-h1">Beiträge: Projekte, Telgenbach</h1>' in html
    assert "<title>Projekte, Telgenbach: 1 Treffer" in html
    assert "Wonach suchen Sie?" not in html
    assert "Ein oder zwei Wörter" not in html
    assert "Wonach suchen Sie?" in page()[0]


def test_filters_that_leave_nothing_say_what_is_there_without_them_and_offer_the_editors(page):
    ProjectPageFactory(title="Haus")
    html, context = page(q="Haus", art="event")
    assert "Kein Treffer für „Haus“ mit diesen Filtern" in html
    assert context["unfiltered"] == 1
    assert "Ohne Filter gibt es 1 Treffer." in html
    assert "Ich suche „Haus, Veranstaltungen“" in html
    assert "Auch ohne Filter gibt es keinen Treffer." in page(q="Zwirbelhahn", art="event")[0]


def test_other_words_keep_filters_and_order_and_the_hits_are_one_step_away(page):
    ProjectPageFactory(title="Haus")
    html, _context = page(q="Haus", art="project", sortierung="neueste", seite="1")
    form = html.split('role="search"')[1].split("</form>")[0]
    assert '<input type="hidden" name="art" value="project">' in form
    assert '<input type="hidden" name="sortierung" value="neueste">' in form
    assert "seite" not in form
    assert 'href="#hits">Zu den Treffern</a>' in html
    assert 'type="hidden"' not in page(q="Haus")[0].split('role="search"')[1].split("</button>")[0]


def test_what_comes_first_among_municipalities_like_ours_is_said(signed_in):
    member = UserFactory(municipality=MunicipalityFactory(kreis="Borken"))
    for number in range(2):
        ProjectPageFactory(title=f"Haus {number}")
    client = signed_in(member)
    assert "Zuerst kommen Ihr Kreis" in client.get("/suche/?q=haus&sortierung=wie-wir").content.decode()
    assert "Zuerst kommen Ihr Kreis" not in client.get("/suche/?q=haus").content.decode()


@pytest.mark.parametrize("asked", ["Frau Würfelbach", "Herr Dr. Würfelbach", "Prof. Änne Würfelbach"])
def test_a_form_of_address_finds_the_person(page, asked):
    UserFactory(first_name="Änne", last_name="Würfelbach")
    found = page(q=asked)[1]["names"]
    assert [str(named.thing) for named in found.people] == ["Änne Würfelbach"]
    assert not page(q="Frau Dr.")[1]["names"]


@pytest.mark.parametrize("asked", ["Frau Niemand", "herrn niemand", "Dr.Niemand", "Niemand, Prof.", "Fr. Niemand"])
def test_a_form_of_address_with_a_name_is_not_counted_whoever_it_is(page, asked):
    page(q=asked)
    assert not LoggedQuery.objects.exists()
    page(q="Frau")
    assert LoggedQuery.objects.exists()
