"""The analysis of German text: what shall be found by which word."""

import random
import re

import pytest

from search.analysis import analyse, stem
from search.normal_form import fold_gender, normalise
from search.participles import noun_of

TOKEN = re.compile(r"[^\W]+")


def parts(text: str) -> list[str]:
    return analyse(text).parts


@pytest.mark.parametrize(
    ("form", "plain"),
    [
        ("Bürger*innen", "Bürger"),
        ("Helfer:innen", "Helfer"),
        ("Helfer:in", "Helfer"),
        ("Mitarbeiter/innen", "Mitarbeiter"),
        ("Mitarbeiter/-innen", "Mitarbeiter"),
        ("Mitarbeiter/-in", "Mitarbeiter"),
        ("Teilnehmer_innen", "Teilnehmer"),
        ("Teilnehmer(innen)", "Teilnehmer"),
        ("Teilnehmer(in)", "Teilnehmer"),
        ("KollegInnen", "Kolleg"),
        ("BürgerInnenrat", "Bürgerrat"),
        ("Bürger*innenbeteiligung", "Bürgerbeteiligung"),
        ("Angestellte/r", "Angestellte"),
        ("Beauftragte(r)", "Beauftragte"),
        ("jede*r", "jede"),
    ],
)
def test_forms_for_several_genders_become_one_word(form: str, plain: str) -> None:
    assert fold_gender(f"Alle {form} hier") == f"Alle {plain} hier"


@pytest.mark.parametrize(
    "text", ["und/oder", "10:30 Uhr", "Internet", "2 * 3", "InDesign", "a_b", "https://example.org/info"]
)
def test_what_only_looks_like_such_a_form_stays(text: str) -> None:
    assert fold_gender(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bürgerinnen", "Bürger"),
        ("Helferin", "Helfern"),
        ("Koordinatorinnen", "Koordinator"),
        ("Koordinatorin", "Koordinatoren"),
        ("Kolleg*innen", "Kollegen"),
        ("Förderrichtlinie", "Foerderrichtlinien"),
        ("FÖRDERRICHTLINIE", "förderrichtlinie"),
        ("Straße", "Strassen"),
        ("Geflüchtete", "gefluechteten"),
        ("Bauüberwachung", "Bauueberwachung"),
        ("Integra\u00adtion", "Integration"),
        ("Inte-\ngration", "Integration"),
        ("Café", "Cafe"),
    ],
)
def test_forms_of_a_word_are_one_token(one: str, other: str) -> None:
    assert analyse(one) == analyse(other)


@pytest.mark.parametrize("word", ["termin", "berlin", "medizin", "magazin"])
def test_words_that_only_end_like_a_woman_keep_their_ending(word: str) -> None:
    assert stem(word).endswith("in")


@pytest.mark.parametrize(
    ("compound", "found_by"),
    [
        ("Geflüchtetenunterkunft", ["Geflüchtete", "Unterkünfte"]),
        ("Ehrenamtskoordination", ["Amt", "Koordination"]),
        ("Integrationsbeauftragte", ["Integration", "Beauftragter"]),
        ("Förderrichtlinie", ["Richtlinien"]),
        ("Kinderbetreuung", ["Kinder", "Betreuung"]),
        ("Wohnungsvermittlung", ["Wohnungen", "Vermittlung"]),
        ("Asylbewerberleistungsgesetz", ["Leistungen", "Gesetz"]),
        ("Beschlussvorlage", ["Beschluss", "Vorlagen"]),
        ("Zuwanderungsberatung", ["Zuwanderung", "Beratung"]),
        ("Bauueberwachung", ["Überwachung"]),
    ],
)
def test_a_compound_is_found_by_its_parts(compound: str, found_by: list[str]) -> None:
    assert {part for word in found_by for part in parts(word)} <= set(parts(compound))


@pytest.mark.parametrize(
    "word",
    ["Mannschaft", "Regierung", "Deutschland", "Universität", "Unterkunft", "Termin", "Mitarbeiter", "Verteidigung"],
)
def test_what_is_no_compound_stays_whole(word: str) -> None:
    assert parts(word) == analyse(word).exact


def test_grams_mark_where_a_word_begins_and_ends() -> None:
    assert analyse("Amt").grams == ["_amt", "amt_"]
    assert analyse("IT").grams == ["_it_"]


@pytest.mark.parametrize(
    ("participle", "noun"),
    [
        ("eingebürgert", "Einbürgerung"),
        ("betreuten", "Betreuung"),
        ("zugewanderte", "Zuwanderung"),
        ("vermittelt", "Vermittlung"),
        ("integriert", "Integration"),
        ("qualifizierter", "Qualifizierung"),
        ("Gebiet", None),
        ("Gericht", None),
        ("Bericht", None),
        ("Geburt", None),
        ("gelebt", None),
        ("bat", None),
    ],
)
def test_a_participle_has_the_noun_that_german_has(participle: str, noun: str | None) -> None:
    assert noun_of(normalise(participle)) == (noun and normalise(noun))


def test_function_words_are_left_out() -> None:
    assert analyse("und wie ist das für die über uns?").exact == []


def test_an_empty_text_has_no_tokens() -> None:
    assert analyse("").exact == analyse(" \n\t").parts == analyse("…!?\"'*").grams == []


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "a\x00b",
        "x" * 10_000,
        "ungung" * 2_000,
        "🙂👩‍👩‍👧",
        "שלום עולם",
        "مرحبا بالعالم",
        "\u202eabc",
        "İstanbul",
        "ﬁn ﬀ",
        "\ud800",
        "e" + "\u0301" * 5_000,
        "*" * 5_000,
        "a:" * 5_000,
        "in/" * 5_000,
        "a-\n" * 5_000,
        '"AND" NEAR(x) {exact}:',
    ],
)
def test_any_text_becomes_tokens_of_letters_and_digits(text: str) -> None:
    found = analyse(text)
    for token in [*found.exact, *found.parts, *found.grams]:
        assert TOKEN.fullmatch(token)
        assert len(token) <= 64


def test_random_letters_of_all_scripts_become_tokens() -> None:
    generator = random.Random(7)
    for _ in range(300):
        text = "".join(
            chr(generator.choice([generator.randrange(1, 0x300), generator.randrange(1, 0x1FFFF)])) for _ in range(60)
        )
        found = analyse(text)
        assert all(TOKEN.fullmatch(token) for token in [*found.exact, *found.parts, *found.grams])


def test_umlauts_written_out_are_umlauts() -> None:
    assert normalise("Übergröße") == normalise("Uebergroesse") == "ubergrosse"
    assert normalise(["neue", "Frauen"][1]) == "frauen"
    assert normalise("Quelle") == "quelle"
