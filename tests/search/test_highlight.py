"""Words are marked in the text as it was written, by the rules by which they are found."""

from random import Random

import pytest

from integration.catalogue.folding import fold
from search.highlight import Marker

MANY = "Vorn steht etwas anderes. " * 30


@pytest.mark.parametrize(
    ("term", "text", "marked"),
    [
        ("pool", "Der Dolmetscherpool.", "Der <mark>Dolmetscherpool</mark>."),
        ("gefluechtete", "Für GEFLÜCHTETE da", "Für <mark>GEFLÜCHTETE</mark> da"),
        ("strasse", "Hauptstraße 1", "<mark>Hauptstraße</mark> 1"),
        ("neue", "Neue Wege", "<mark>Neue</mark> Wege"),
        ("feste zeiten", "mit festen Zeiten, feste\n Zeiten", "mit festen Zeiten, <mark>feste\n Zeiten</mark>"),
        ("b", "a < b & c", "a &lt; <mark>b</mark> &amp; c"),
        ("a.c", "abc a.c", "abc <mark>a.c</mark>"),
        ("ueber", "U\u0308ber", "<mark>Über</mark>"),
        ("x", "nichts", "nichts"),
    ],
)
def test_the_whole_word_is_marked_and_the_rest_escaped(term, text, marked):
    assert Marker.of([term]).mark(text) == marked


def test_words_that_touch_are_marked_once():
    assert Marker.of(["dolm", "pool"]).mark("Dolmetscherpool") == "<mark>Dolmetscherpool</mark>"


def test_an_excerpt_shows_the_surroundings_of_the_first_place_between_whole_words():
    marker = Marker.of(["zwirbelhahn"])
    excerpt = marker.excerpt(f"{MANY}\nDer Zwirbelhahn tropft.\n{MANY}", marks=marker)
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert "Der <mark>Zwirbelhahn</mark> tropft." in excerpt
    assert len(excerpt) < 300
    assert marker.excerpt(MANY, marks=marker) is None


def test_an_endless_word_does_not_become_an_endless_excerpt():
    marker = Marker.of(["zwirbelhahn"])
    assert len(marker.excerpt("x" * 50_000 + "zwirbelhahn" + "x" * 50_000, marks=marker)) < 400


def test_long_runs_of_blanks_and_lines_cost_no_time():
    """Quadratic patterns would not end here."""
    text = ("a-" + " \n" * 50_000) * 2
    assert Marker.of(["ab"]).find(text) is None
    assert fold(text) == "aa-"


LETTERS = "abeosuxäöüßÄÖÜéł"


@pytest.mark.parametrize("seed", range(200))
def test_what_is_found_as_written_is_marked(seed):
    random = Random(seed)
    before, word, after = ("".join(random.choices(LETTERS, k=random.randint(1, 8))) for _part in range(3))
    text = f"{before} {word} {after}"
    assert fold(word) in fold(text)
    assert "<mark>" in Marker.of([fold(word)]).mark(text)
