"""Searches that a member keeps, and what is new in them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search.models import SavedSearch
from search.saved import MOST, save_search
from tests.factories import MaterialPageFactory, ProjectPageFactory, TopicFactory, restrict

pytestmark = pytest.mark.django_db

LIST = "/gespeicherte-suchen/"


@pytest.fixture
def save(signed_in, member):
    """`save("q=haus")` sends the form of a page of results and returns the page that follows."""

    def send(params, user=member):
        return signed_in(user).post(f"{LIST}speichern/", {"suche": params}, follow=True)

    return send


def look_back(*searches):
    """Have them looked at an hour ago."""
    SavedSearch.objects.filter(pk__in=[saved.pk for saved in searches]).update(
        looked_at=timezone.now() - timedelta(hours=1)
    )


def new_hits(client):
    return {item.saved.name: item.new_hits for item in client.get(LIST).context["searches"]}


def test_one_click_saves_what_the_page_searches_under_a_name_that_says_it(signed_in, save, member):
    TopicFactory(slug="wohnen", name="Wohnen")
    page = signed_in(member).get("/suche/?q=feste++Zeiten&thema=wohnen&art=project&seite=3&sortierung=neueste&x=1")
    assert 'action="/gespeicherte-suchen/speichern/"' in page.content.decode()
    response = save(page.wsgi_request.GET.urlencode())
    saved = SavedSearch.objects.get(user=member)
    assert saved.name == "feste Zeiten · Projekte · Wohnen"
    assert saved.params == "q=feste+Zeiten&art=project&thema=wohnen&sortierung=neueste"
    assert response.redirect_chain == [(f"/suche/?{saved.params}#saved", 302)]
    html = response.content.decode()
    assert 'id="saved" tabindex="-1"' in html
    assert "Gespeichert als „feste Zeiten · Projekte · Wohnen“" in html
    assert "Diese Suche speichern" not in html
    assert "haben Sie schon gespeichert" in save("sortierung=neueste&thema=wohnen&art=project&q=feste Zeiten")\
        .content.decode()  # fmt: skip
    assert SavedSearch.objects.count() == 1


@pytest.mark.parametrize("params", ["", "q=", "q=+&sortierung=neueste", "thema=gibtsnicht", "kommune=1", "%FF=%00"])
def test_a_search_for_nothing_is_not_saved(save, params):
    response = save(params)
    assert response.redirect_chain == [("/suche/", 302)]
    assert not SavedSearch.objects.exists()


def test_odd_and_long_searches_are_saved_and_found_again(save, signed_in, member):
    for text in ("%22%25_%5C", "%F0%9F%8F%A0" * 300, "a" * 10_000, "%E2%80%AEabc", "ha%00us"):
        save(f"q={text}")
    saved = SavedSearch.objects.all()
    assert len(saved) == 5
    assert max(len(search.name) for search in saved) <= 100
    for search in saved:
        assert signed_in(member).get(f"{LIST}{search.pk}/", follow=True).status_code == 200


def test_a_name_of_a_person_is_shown_but_not_kept(save, signed_in, member, colleague):
    ProjectPageFactory(owner=colleague)
    save(f"person={colleague.pk}")
    item = signed_in(member).get(LIST).context["searches"][0]
    assert (item.saved.name, item.description) == ("Beiträge einer Person", colleague.display_name)


def test_fifty_are_enough_for_everybody(save, member, other_member):
    for number in range(MOST):
        save_search(user=member, params=f"q=wort{number}")
    response = save("q=noch+eins")
    assert response.redirect_chain == [(LIST, 302)]
    assert "Sie haben schon 50 gespeicherte Suchen" in response.content.decode()
    assert "als „wort3“" in save("q=wort3").content.decode()
    save("q=noch+eins", other_member)
    assert (member.saved_searches.count(), other_member.saved_searches.count()) == (MOST, 1)


def test_the_list_says_how_much_is_new_since_it_was_looked_at(signed_in, member):
    ProjectPageFactory(title="Altes Haus")
    house, garden = (save_search(user=member, params=f"q={word}")[0] for word in ("haus", "garten"))
    client = signed_in(member)
    assert new_hits(client) == {"haus": 0, "garten": 0}
    MaterialPageFactory(title="Ein Haus am Hang")
    restrict(ProjectPageFactory(title="Geheimes Haus"), Group.objects.create(name="AG"))
    assert new_hits(client) == {"haus": 1, "garten": 0}
    assert "1 neuer Treffer" in client.get(LIST).content.decode()
    assert client.head(f"{LIST}{house.pk}/").status_code == 302
    assert new_hits(client)["haus"] == 1
    assert client.get(f"{LIST}{house.pk}/")["Location"] == "/suche/?q=haus"
    assert new_hits(client)["haus"] == 0
    look_back(house, garden)
    assert new_hits(client) == {"haus": 2, "garten": 0}


def test_the_list_costs_a_bounded_number_of_queries(signed_in, member):
    searches = [save_search(user=member, params=f"q=haus+{number}")[0] for number in range(MOST)]
    client = signed_in(member)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(LIST).context["searches"]) == 10
        return len(captured)

    assert cost() <= 16  # nothing is new, so nothing is searched
    ProjectPageFactory(title="Haus")
    look_back(*searches)
    cost()
    assert cost() <= 16 + 10 * 8


def test_saved_searches_are_offered_below_the_empty_search_and_in_the_own_area(signed_in, member, other_member):
    client = signed_in(member)
    assert "Ihre gespeicherten Suchen" not in client.get("/suche/").content.decode()
    saved, _new = save_search(user=member, params="q=Sprachcaf%C3%A9")
    assert f'href="{LIST}{saved.pk}/">Sprachcafé</a>' in client.get("/suche/").content.decode()
    assert f'href="{LIST}{saved.pk}/"' not in client.get("/suche/?q=x").content.decode()
    assert f'href="{LIST}"' in client.get("/meine-beitraege/").content.decode()
    assert "Sprachcafé" not in signed_in(other_member).get("/suche/").content.decode()
    assert "Sprachcafé" not in signed_in(other_member).get(LIST).content.decode()


def test_the_owner_renames_and_deletes_it_and_nobody_else(signed_in, member, editor):
    saved, _new = save_search(user=member, params="q=haus")
    for stranger in (signed_in(editor),):
        assert stranger.get(f"{LIST}{saved.pk}/").status_code == 404
        assert stranger.post(f"{LIST}{saved.pk}/umbenennen/", {"name": "Meins"}).status_code == 404
        assert stranger.post(f"{LIST}{saved.pk}/loeschen/").status_code == 404
    client = signed_in(member)
    refused = client.post(f"{LIST}{saved.pk}/umbenennen/", {"name": "  "})
    assert (refused.status_code, "Bitte geben Sie einen Namen ein." in refused.content.decode()) == (422, True)
    client.post(f"{LIST}{saved.pk}/umbenennen/", {"name": "Unser Haus"})
    page = client.get(LIST).content.decode()
    assert "Unser Haus" in page
    assert "haus, zuletzt angesehen" in page
    assert "Diese gespeicherte Suche löschen?" in client.get(f"{LIST}{saved.pk}/loeschen/").content.decode()
    assert SavedSearch.objects.filter(pk=saved.pk).exists()
    client.post(f"{LIST}{saved.pk}/loeschen/")
    assert not SavedSearch.objects.exists()
    assert client.get(f"{LIST}{10**20}/").status_code == 404


def test_they_go_with_the_account_and_filters_on_what_is_gone_are_left_out(signed_in, member):
    topic = TopicFactory(slug="wohnen", name="Wohnen")
    saved, _new = save_search(user=member, params="q=haus&thema=wohnen")
    topic.delete()
    item = signed_in(member).get(LIST).context["searches"][0]
    assert (item.saved.name, item.description) == ("haus · Wohnen", "haus")
    member.delete()
    assert not SavedSearch.objects.filter(pk=saved.pk).exists()
