"""What a search box suggests while somebody types."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from integration.catalogue.models import EntryRestriction
from search.models import TitleWord
from search.titles import keep_titles, title_words
from tests.factories import (
    MaterialPageFactory,
    MunicipalityFactory,
    ProjectPageFactory,
    TopicFactory,
    catalogue_rows,
    draft,
    restrict,
)

pytestmark = pytest.mark.django_db

MOST = 6  # queries of an answer, session included
TOWNS = {
    "Münster": ("mü", "mue", "mun"),
    "Mülheim an der Ruhr": ("mül", "muel", "mul"),
    "Köln": ("kö", "koe", "koln"),
    "Königswinter": ("koenigs", "konigs"),
    "Düsseldorf": ("dü", "due", "dus"),
    "Düren": ("duer", "dür"),
    "Brühl": ("brü", "brue", "bruh"),
    "Brüggen": ("brueg", "brugg"),
    "Gütersloh": ("gue", "gut"),
    "Lüdenscheid": ("lüd", "luede"),
    "Höxter": ("hoex", "hox"),
    "Würselen": ("wür", "wuers"),
    "Löhne": ("loeh", "lohn"),
    "Übach-Palenberg": ("üb", "ueb", "palen"),
}


@pytest.fixture
def suggest(signed_in, member):
    """`suggest("mü")` returns the texts of each group by its label."""

    def ask(text, user=member):
        response = signed_in(user).get("/suche/vorschlaege/", {"q": text})
        assert response.status_code == 200
        return {
            group["label"]: [suggestion["text"] for suggestion in group["suggestions"]]
            for group in response.json()["groups"]
        }

    return ask


def test_fourteen_municipalities_with_umlauts_are_found_however_they_are_typed(suggest):
    for number, name in enumerate(TOWNS):
        MunicipalityFactory(name=name, population=10_000 * (number + 1))
    MunicipalityFactory(name="Münchhausen", active=False)
    missed = [
        (name, typed)
        for name, prefixes in TOWNS.items()
        for typed in (*prefixes, prefixes[0].upper(), name)
        if name not in suggest(typed).get("Kommunen", [])
    ]
    assert missed == []
    assert suggest("münch") == {}


@pytest.mark.parametrize(
    "typed", ["Grö", "groe", "gros", "GRÖSSE", "grosse", "größe", "sprachcafe", "café gr", "mut", "o\u0308ffnet", "24"]
)
def test_words_anywhere_in_a_title_are_found_however_they_are_typed(suggest, typed):
    title = "Große Größe: Das Sprachcafé öffnet für Mütter*innen am 24. März"
    ProjectPageFactory(title=title)
    words = {"café gr": "sprachcafé gr"}
    assert suggest(words.get(typed, typed))["Beiträge"] == [title]


def test_all_words_must_begin_so_and_titles_that_begin_with_the_first_come_in_front(suggest):
    for title in ("Deutsch im Sprachcafé", "Sprachcafé Deutsch", "Deutschkurs am Abend", "Abends deutlich"):
        ProjectPageFactory(title=title)
    assert suggest("deut") == {"Beiträge": ["Deutschkurs am Abend", "Deutsch im Sprachcafé", "Abends deutlich",
                                            "Sprachcafé Deutsch"]}  # fmt: skip
    assert suggest("deut spr")["Beiträge"] == ["Deutsch im Sprachcafé", "Sprachcafé Deutsch"]
    assert suggest("deut x")["Beiträge"] == suggest("deut")["Beiträge"]  # one letter says too little
    assert suggest("deut fehlt") == suggest("d") == suggest(" ") == suggest("") == {}


def test_topics_and_kinds_lead_to_their_lists_titles_to_their_pages(signed_in, member):
    TopicFactory(name="Projektmittel finden", slug="mittel")
    page = ProjectPageFactory(title="Ein Projekt für alle")
    groups = signed_in(member).get("/suche/vorschlaege/", {"q": "proj"}).json()
    urls = {group["label"]: group["suggestions"][0]["url"] for group in groups["groups"]}
    assert urls == {"Beiträge": page.url, "Themen": "/suche/?thema=mittel", "Arten": "/suche/?art=project"}
    assert groups["groups"][-1]["suggestions"][0]["note"] == f"Projekt, {page.municipality.name}"
    assert groups["said"] == "3 Vorschläge, Auswahl mit den Pfeiltasten"


def test_what_changes_is_suggested_at_once(suggest):
    page = ProjectPageFactory(title="Zwirbelhahn")
    assert suggest("zwirb") == {"Beiträge": ["Zwirbelhahn"]}
    page.title = "Drechselbank"
    page.save_revision().publish()
    assert suggest("zwirb") == {}
    assert suggest("drech") == {"Beiträge": ["Drechselbank"]}
    page.unpublish()
    assert suggest("drech") == {}
    page.save_revision().publish()
    page.delete()
    assert suggest("drech") == {}
    assert not TitleWord.objects.exists()


def test_only_those_who_may_read_it_get_a_title_suggested(suggest, member, other_member, editor, contact):
    group = Group.objects.create(name="AG Geheim")
    other_member.groups.add(group)
    restrict(MaterialPageFactory(title="Zwirbelhahn geheim"), group)
    draft(ProjectPageFactory, title="Zwirbelhahn im Entwurf", owner=member)
    newer = ProjectPageFactory(title="Bekanntes", owner=member)
    newer.title = "Zwirbelhahn neuer"
    newer.save_revision()
    assert suggest("zwirb") == suggest("zwirb", contact) == {}
    assert suggest("zwirb", other_member) == suggest("zwirb", editor) == {"Beiträge": ["Zwirbelhahn geheim"]}


def test_many_that_somebody_may_not_read_do_not_hide_what_may_be_read(suggest):
    ProjectPageFactory(title="Zwirbelhahn für alle")
    hidden = catalogue_rows(1100, title="Zwirbelhahn geheim", restricted=True)
    EntryRestriction.objects.bulk_create(EntryRestriction(entry=entry) for entry in hidden)  # but editors
    keep_titles([entry.pk for entry in hidden])
    assert suggest("zwirb") == {"Beiträge": ["Zwirbelhahn für alle"]}


def test_rebuilding_the_index_keeps_the_words_of_what_was_written_in_bulk(suggest):
    catalogue_rows(3, title="Zwirbelhahn")
    assert suggest("zwirb") == {}
    call_command("search_index", engine="database")
    assert suggest("zwirb") == {"Beiträge": ["Zwirbelhahn"] * 3}


def test_the_number_of_queries_is_small_and_does_not_grow(signed_in, member):
    def cost(client):
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/suche/vorschlaege/", {"q": "bei mün"}).status_code == 200
        return len(captured)

    client = signed_in(member)
    few = cost(client)
    MunicipalityFactory.create_batch(30, name="Münster")
    keep_titles([entry.pk for entry in catalogue_rows(200, title="Beitrag aus Münster")])
    assert cost(client) == few <= MOST


def test_the_answer_is_for_members_and_kept_nowhere(signed_in, member):
    assert Client().get("/suche/vorschlaege/", {"q": "spr"}).status_code == 302
    response = signed_in(member).get("/suche/vorschlaege/", {"q": "spr"})
    assert response.json() == {"groups": [], "said": "Kein Vorschlag"}
    assert {part.strip() for part in response["Cache-Control"].split(",")} == {"private", "no-store"}
    assert signed_in(member).post("/suche/vorschlaege/", {"q": "spr"}).status_code == 405


def test_long_words_are_compared_up_to_forty_letters(suggest):
    long = "Donaudampfschifffahrtsgesellschaftskapitänsmütze"
    ProjectPageFactory(title=long)
    assert suggest(long) == suggest(long[:39]) == suggest(f"{long}nbügel") == {"Beiträge": [long]}
    assert max(map(len, title_words(long))) == 40
