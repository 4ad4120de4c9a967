"""What is proposed in tricky cases, and that no reading, however odd, raises or keeps the portal busy for ever."""

import pytest

from integration.files.extraction import Reading, reading_of, write_reading
from integration.files.layout import Found, Line
from integration.files.models import Document
from integration.intake.dates import guess_date, mentions
from integration.intake.places import guess_place
from integration.intake.suggest import Suggestion, suggest
from tests.factories import DocumentFactory


def proposed(*lines: str, name: str = "datei.pdf") -> Suggestion:
    return suggest(Reading("\n\n".join(lines)), file_name=name)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Stadt Essen · Der Oberbürgermeister", "Essen"),
        ("Das Essen in der Kita wird vom Kreis Wesel bezahlt. Kreis Wesel", "Kreis Wesel"),
        ("GEMEINDE HIDDENHAUSEN", "Hiddenhausen"),
        ("Der Landrat des Märkischen Kreises", "Märkischer Kreis"),
        ("Stadt Langenfeld, Konrad-Adenauer-Platz 1, 40764 Langenfeld", "Langenfeld (Rheinland)"),
        ("Halle (Saale), 3. Mai 2026\nStadt Halle (Saale)", "Stadt Halle (Saale)"),
        ("Stadt Bedburg-Hau ist falsch, Gemeinde Bedburg-Hau richtig", "Bedburg-Hau"),
        ("Wenden Sie sich an uns. Die Lage ist gut. Kamen viele?", ""),
        ("Landschaftsverband Rheinland · Köln", "Landschaftsverband Rheinland"),
        ("Bezirksregierung Arnsberg", "Bezirksregierung Arnsberg"),
    ],
)
def test_the_sender_is_named(text, place):
    assert proposed(text).municipality == place


def test_who_is_mentioned_more_often_is_not_the_sender():
    paper = proposed(
        "Stadt Werne · Der Bürgermeister",
        "Werne, 3. Juni 2026",
        "Neue Sprachkurse",
        "Wie in Dortmund und Hamm gibt es neue Kurse. Dortmund zahlt mit, Dortmund plant, Dortmund hilft, in Hamm auch.",
    )
    assert (paper.municipality, paper.date, paper.title) == ("Werne", "2026-06-03", "Neue Sprachkurse")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("am 3. Juni 2026", ["2026-06-03"]),
        ("03.06.2026 und 3.6.26", ["2026-06-03", "2026-06-03"]),
        ("2026-06-03", ["2026-06-03"]),
        ("Stand: März 2026", ["2026-03"]),
        ("31.02.2026, 45.13.2026, 0.0.0000", []),
        ("Az. 12.3.2026.55/3 und Tel. 02.03.99999", []),
    ],
)
def test_dates_are_read_as_written_in_german(text, values):
    assert [mention.value for mention in mentions(text)] == values


def test_deadlines_laws_and_meetings_to_come_are_not_the_date():
    paper = proposed(
        "Anmeldung bis zum 30. Juni 2026",
        "Gesetz vom 1. März 2020",
        "Datum: 12.05.2026",
        "Die nächste Sitzung ist am 7. September 2026.",
    )
    assert paper.date == "2026-05-12"


def test_a_date_only_in_the_name_or_the_properties_is_a_hint():
    assert guess_date([], title="", kind="", file_name="2026-03-12_Konzept", created="") == "2026-03-12"
    assert guess_date([], title="", kind="", file_name="Konzept", created="2025-03-12") == "2025-03-12"
    assert guess_date([], title="", kind="", file_name="Konzept", created="2013-12-23") == ""
    assert guess_date([], title="", kind="", file_name="Konzept", created="unsinn") == ""


def test_meaningless_properties_are_no_title():
    for odd in ("Microsoft Word - Dokument1.docx", "Vorlage_2019.dotx", "PowerPoint-Präsentation", "C:\\temp\\x", ""):
        found = Found(title=odd, lines=(Line("Konzept für die Sprachförderung in Kitas", 16, True), Line("Text.", 11)))
        reading = Reading("Konzept für die Sprachförderung in Kitas\nText.", found=found)
        assert suggest(reading, file_name="a.docx").title == "Konzept für die Sprachförderung in Kitas"


def test_nothing_is_proposed_where_nothing_is_known():
    assert suggest(Reading(note="Kein Text lesbar"), file_name="scan0001.pdf") == Suggestion()
    assert guess_place([], "", title="", author="") == ""


@pytest.mark.parametrize(
    ("name", "title", "kind", "date"),
    [
        ("Flyer Elterncafé Sommer 2026.pdf", "Flyer Elterncafé Sommer 2026", "flyer", ""),
        ("Flyer_Elterncafé_final_v3.pdf", "Flyer Elterncafé", "flyer", ""),
        ("elterncafé_März 2026.pdf", "Elterncafé März 2026", "", "2026-03"),
        ("Protokoll Runder Tisch 2026-03-12.pdf", "Protokoll Runder Tisch", "minutes", "2026-03-12"),
        ("IMG_2031.pdf", "", "", ""),
        ("Scan 12.03.2026.pdf", "", "", ""),
    ],
)
def test_a_file_that_nobody_can_read_is_called_as_its_name_says(name, title, kind, date):
    found = suggest(Reading(note="Kein Text lesbar"), file_name=name)
    assert found == Suggestion(title=title, kind=kind, date=date)


ABOUT = (
    "Über die Stadt Lindlohe: Lindlohe ist eine kreisangehörige Stadt mit 42.000 Einwohnerinnen und Einwohnern und "
    "liegt am Rand des Münsterlandes."
)
LEAD = "Wer Kindern beim Deutschlernen hilft, macht einen Unterschied. Die Stadt sucht 20 Sprachpaten."
HISTORY = "Das Programm gibt es seit 2019. Es wird vom Land gefördert und von der Freiwilligenagentur begleitet."


@pytest.mark.parametrize(
    "lines", [(LEAD, "Hintergrund", HISTORY, ABOUT), (ABOUT, LEAD, "Ziele", HISTORY), ("Ziele", LEAD, HISTORY, ABOUT)]
)
def test_the_teaser_of_a_press_release_is_what_stands_under_its_heading(lines):
    paper = proposed("Stadt Lindlohe · Pressestelle", "Pressemitteilung", "Sprachpaten an Grundschulen gesucht", *lines)
    assert (paper.kind, paper.teaser) == ("press_release", LEAD)


MONEY = "Es entstehen Kosten von 45.000 Euro im Jahr, die im Haushalt bereitstehen."
REASON = "Das Jobcenter und die Stadt beraten seit 2024 Geflüchtete auf dem Weg in Ausbildung."
RESOLVED = "Der Rat beschließt, die Beratung im Jobcenter dauerhaft fortzuführen."


@pytest.mark.parametrize(
    ("lines", "teaser"),
    [
        (("Finanzielle Auswirkungen", MONEY, "Beschlussvorschlag:", RESOLVED, "Sachdarstellung:", REASON), REASON),
        (("Beschlussvorschlag", RESOLVED, "Begründung", REASON, "Finanzielle Auswirkungen", MONEY), REASON),
        (("Finanzielle Auswirkungen", MONEY, "Beschlussvorschlag", RESOLVED), RESOLVED),
    ],
)
def test_the_teaser_of_a_paper_for_the_council_is_its_reason_or_what_is_to_be_resolved(lines, teaser):
    paper = proposed("Stadt Werl", "Beschlussvorlage 12/2026", "Betreff: Fortführung der Beratung", *lines)
    assert (paper.kind, paper.teaser) == ("resolution", teaser)


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Protokoll der Sitzung des Integrationsrates am 12.03.2026, 17:00 Uhr, Rathaus, Raum 214",
         "Protokoll der Sitzung des Integrationsrates am 12.03.2026"),
        ("Protokoll der Sitzung des Sozialausschusses, Sitzungssaal 2, 18 bis 20 Uhr",
         "Protokoll der Sitzung des Sozialausschusses"),
        ("Niederschrift über die 7. Sitzung des Integrationsrates", "Niederschrift über die 7. Sitzung des Integrationsrates"),
    ],
)  # fmt: skip
def test_minutes_are_called_after_their_meeting_and_no_item_of_the_agenda_is_their_teaser(heading, title):
    minutes = proposed(
        "Stadt Werl",
        heading,
        "Anwesend: siehe Liste",
        "TOP 1: Die Leitung stellt den neuen Flyer vor, der in zwei Wochen gedruckt wird.",
    )
    assert (minutes.kind, minutes.title, minutes.teaser) == ("minutes", title, "")
    bare = proposed("Protokoll", "Sitzung des Runden Tisches Integration", "Anwesend: siehe Liste")
    assert bare.title == "Protokoll der Sitzung des Runden Tisches Integration"


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Integration in Arbeit", "Arbeit"),
        ("Neues aus dem Jobcenter", "Arbeit"),
        ("Wege in die Ausbildung", "Arbeit"),
        ("Sprachpaten an Grundschulen", "Bildung"),
        ("Ferienprogramm im Sommer", "Familie"),
        ("Das Jugendamt stellt sich vor", "Familie"),
        ("Ein Platz in der Kita", "Familie"),
    ],
)
def test_a_title_alone_says_what_topic_it_is(title, topic):
    assert topic in proposed(title, "Das Angebot ist neu und richtet sich an alle, die mitmachen wollen.").topics


@pytest.mark.sweep  # 40,000 signs each: ends in a moment, or not before the watchdog does
@pytest.mark.parametrize(
    "piece",
    ["a", "A ", "Ab ", "Ä-", "1.1.2026 ", "\t", "Stadt ", "Stadt Ab ", "Presse- und ", "Nr. 1/", "§ 1 ", "__", "@a.", "A\n\n",
     "Ministerium für A, ", "Bad Ab am Ab ", "0123 4", "Betreff: ", "12345 Ab ", "Ab-\n", "vom ", "\u202e\u200b", "📄"],
)  # fmt: skip
def test_odd_readings_neither_raise_nor_keep_the_portal_busy(piece):
    text = piece * (40_000 // len(piece))
    looks = Found(title=text[:300], author=text[:300], lines=(Line(text, 12.0, True, 1, "title", 1),) * 3)
    for reading in (Reading(text), Reading(text, found=looks), Reading("", found=looks)):
        suggestion = suggest(reading, file_name=f"{text[:150]}.pdf")
        assert len(suggestion.teaser) <= 300


@pytest.mark.parametrize(
    "value",
    [None, [], "x", 7, {"lines": 3}, {"lines": [1, [], ["a"] * 6, ["a", "x", 1, "y", [], None], ["a", 1e999, 0, -5, {}, -1]]},
     {"title": ["a"], "lines": [[None, 1, 0, 0, "body", 1]]}],
)  # fmt: skip
def test_what_a_crafted_file_says_of_its_looks_is_taken_with_care(value):
    found = Found.from_json(value)
    assert Found.from_json(found.as_json()) == found
    suggest(Reading("Text", found=found), file_name="a.pdf")


@pytest.mark.django_db
def test_what_the_worker_read_is_there_for_the_form():
    document = DocumentFactory(text_state=Document.TextState.PENDING)
    looks = Found("Titel", "Amt", "2026-01-02", "2026-01-03", (Line("Neue Kurse in Werl", 18.0, True, 1, "title", 1),))
    write_reading(document, Reading("Neue Kurse in Werl", 2, "", looks))
    document.refresh_from_db()
    assert reading_of(document) == Reading("Neue Kurse in Werl", 2, "", looks)
    assert suggest(reading_of(document), file_name="a.pdf").title == "Neue Kurse in Werl"
