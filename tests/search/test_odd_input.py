"""Whatever stands in the address, the page answers."""

import pytest
from django.http import QueryDict

from search.query import LONGEST_TEXT, MOST_TERMS, Order, SearchQuery, clean_text, split_terms
from tests.factories import ProjectPageFactory

pytestmark = pytest.mark.django_db

TEXTS = [
    '"',
    '""',
    '"""',
    "'",
    "„",
    "%",
    "_",
    "\\",
    "\\%",
    "a\\",
    ";--",
    "' OR 1=1 --",
    "*:*",
    "a AND (b OR",
    "NEAR(a b)",
    "-haus",
    "haus*",
    "{}[]()",
    "<script>alert(1)</script>",
    "{{ request }}{% now 'Y' %}",
    "a" * 5_000,
    "wort " * 1_000,
    "ä" * 5_000,
    '"' * 5_000,
    " ".join(f"w{number}" for number in range(2_000)),
    "\u202e\u200b\ufeff",
    "\ud7ff\uffff\U0010ffff",
    "🏠" * 300,
    "ﷺ" * 200,
    "ß" * 200,
    "\u0308" * 200,
    "\t\r\n",
    "İ",
]


@pytest.mark.sweep
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:24])
def test_any_text_is_answered(signed_in, member, text):
    ProjectPageFactory(title="Haus", teaser="Ein Haus am Hang")
    response = signed_in(member).get("/suche/", {"q": text})
    assert response.status_code == 200


@pytest.mark.sweep
@pytest.mark.parametrize(
    "query",
    [
        "q=%FF%FE%C3",
        "q=%ED%A0%80",
        "q=haus&seite=100000000000000000000",
        "q=haus&seite=-1",
        "q=haus&seite=" + "9" * 5_000,
        "q=haus&seite=%C2%B2",
        "q=haus&seite=1.5",
        "q=haus&art=gibtsnicht&art=project",
        "q=haus&thema=gibtsnicht",
        "q=haus&thema=' OR 1=1",
        "q=haus&kommune=99999999",
        "q=haus&kommune=x&kommune=%F0%9F%8F%A0",
        "q=haus&sortierung=zufall",
        "q=haus&q=noch&seite=1&seite=2",
        "q[]=haus",
        "art=" + "x" * 5_000,
    ],
    ids=lambda text: text[:40],
)
def test_any_parameter_is_answered(signed_in, member, query):
    ProjectPageFactory(title="Haus noch")
    response = signed_in(member).get(f"/suche/?{query}")
    assert response.status_code == 200


def test_nul_is_refused_with_a_page_or_left_out(signed_in, member):
    assert signed_in(member).get("/suche/?q=ha%00us").status_code in (200, 400)
    assert clean_text("ha\x00us\x1b[0m") == "ha us [0m"


def test_unknown_filters_are_left_out(find, member):
    ProjectPageFactory(title="Haus")
    assert find(member, q="haus", art="x", thema="x", kommune="99999999", sortierung="x").titles == ["Haus"]


def test_the_page_does_not_change_anything(signed_in, member):
    assert signed_in(member).post("/suche/", {"q": "haus"}).status_code == 405


def test_a_query_is_read_as_typed():
    query = SearchQuery.from_params(
        QueryDict("q=Feste++Zeiten&art=project&sortierung=neueste&seite=3&kommune=05374012")
    )
    assert (query.text, query.terms) == ("Feste Zeiten", ("feste", "zeiten"))
    assert (query.kinds, query.order, query.page, query.municipality) == (("project",), Order.NEWEST, 3, "05374012")


def test_long_text_is_cut_at_a_word():
    text = clean_text("Wort " * 100)
    assert len(text) <= LONGEST_TEXT
    assert text.endswith("Wort")
    assert clean_text("a" * 5_000) == "a" * LONGEST_TEXT


def test_terms_are_folded_each_once_and_not_too_many():
    assert split_terms("Haus haus, (HAUS)!") == ("haus",)
    assert split_terms('Ämter "feste  Zeiten" offen"') == ("feste zeiten", "aemter", "offen")
    assert split_terms("% ?") == ("%", "?")
    assert len(split_terms(" ".join(f"w{number}" for number in range(50)))) == MOST_TERMS
