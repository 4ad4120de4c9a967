"""What is found, and in which order."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from integration.catalogue.services import record
from tests.factories import (
    DocumentFactory,
    MaterialPageFactory,
    MunicipalityFactory,
    ProjectPageFactory,
    TopicDiscussionPageFactory,
    TopicFactory,
    UserFactory,
)
from tests.search.engines import on_both_engines

pytestmark = pytest.mark.django_db


def dated(page, days_ago):
    """Publish as if that long ago."""
    Page.objects.filter(pk=page.pk).update(first_published_at=timezone.now() - timedelta(days=days_ago))
    page.refresh_from_db()
    record(page)
    return page


@on_both_engines
def test_a_word_that_stands_only_inside_a_file_is_found_and_the_file_named(find, member):
    document = DocumentFactory(title="Dienstanweisung", text="Anlage\n\nDer Zwirbelhahn wird monatlich gewartet.")
    MaterialPageFactory(title="Wartung", documents=[document])
    MaterialPageFactory(title="Anderes", documents=[DocumentFactory(text="Nichts davon")])
    result = find(member, q="zwirbelhahn")
    assert result.titles == ["Wartung"]
    (hit,) = result.hits
    assert hit.found_in == [{"title": "Dienstanweisung", "url": document.url}]
    assert "Der <mark>Zwirbelhahn</mark> wird monatlich gewartet." in hit.snippet
    assert f'href="{document.url}"' in result.html


def test_a_file_is_named_when_its_title_is_what_was_searched(find, member):
    MaterialPageFactory(title="Wartung", documents=[DocumentFactory(title="Prüfprotokoll", text="")])
    (hit,) = find(member, q="pruefprotokoll").hits
    assert [file["title"] for file in hit.found_in] == ["Prüfprotokoll"]


@on_both_engines
def test_half_of_the_words_is_enough_wherever_they_stand_and_all_of_them_are_better(find, member):
    MaterialPageFactory(title="Sprachcafé", documents=[DocumentFactory(text="mit Zwirbelhahn")])
    ProjectPageFactory(title="Sprachcafé ohne")
    ProjectPageFactory(title="Nachbarn")
    assert find(member, q="sprachcafé zwirbelhahn").titles == ["Sprachcafé", "Sprachcafé ohne"]
    assert set(find(member, q="sprachcafé gibtsnicht").titles) == {"Sprachcafé", "Sprachcafé ohne"}
    assert find(member, q="sprachcafé gibtsnicht niemals nirgends").titles == []


@on_both_engines
def test_a_phrase_in_quotation_marks_stays_together(find, member):
    ProjectPageFactory(title="Feste Zeiten", teaser="im Rathaus")
    ProjectPageFactory(title="Zeiten, die feste sind")
    assert find(member, q='"feste zeiten"').titles == ["Feste Zeiten"]
    assert find(member, q="„feste Zeiten“ rathaus").titles == ["Feste Zeiten"]
    assert find(member, q="feste zeiten").total == 2


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Geflüchtete", "gefluechtete"),
        ("Gefluechtete", "GEFLÜCHTETE"),
        ("Straße", "STRASSE"),
        ("Strasse", "straße"),
        ("ÄMTER", "ämter"),
        ("Café", "cafe"),
        ("Übergang", "U\u0308bergang"),
        ("Łódź", "lodz"),
        ("Integra\u00adtion", "integration"),
        ("Dolmetscherpool", "pool"),
    ],
)
def test_spellings_of_one_word_meet(find, member, written, asked):
    page = ProjectPageFactory(title="Ohne das Wort")
    page.worked = f"Davor {written} danach"
    page.save_revision().publish()
    (hit,) = find(member, q=asked).hits
    assert f"<mark>{written}</mark>" in hit.snippet


def test_words_divided_at_the_end_of_a_line_are_found(find, member):
    MaterialPageFactory(title="Konzept", documents=[DocumentFactory(text="für den Integra-\ntionskurs der Stadt")])
    (hit,) = find(member, q="integrationskurs").hits
    assert len(hit.found_in) == 1
    assert "<mark>" in hit.snippet


def test_people_topics_tags_and_municipalities_are_found(find, member):
    owner = UserFactory(last_name="Hagedorn", municipality=MunicipalityFactory(name="Telgenbach", kreis="Kreis Emsaue"))
    ProjectPageFactory(title="Treff", owner=owner, tags=["Nähstube"], topics=[TopicFactory(name="Ehrenamt")])
    for word in ("hagedorn", "telgenbach", "emsaue", "nähstube", "ehrenamt"):
        assert find(member, q=word).titles == ["Treff"], word


@on_both_engines
def test_title_counts_more_than_teaser_and_text_and_of_equals_the_newer_comes_first(find, member):
    in_text = ProjectPageFactory(title="Drei", teaser="Satz")
    in_text.worked = "Lotsen im Einsatz"
    in_text.save_revision().publish()
    ProjectPageFactory(title="Zwei", teaser="Mit Lotsen unterwegs")
    dated(ProjectPageFactory(title="Lotsen alt"), 400)
    dated(ProjectPageFactory(title="Lotsen neu"), 30)
    best = find(member, q="lotsen").titles
    assert best[:2] == ["Lotsen neu", "Lotsen alt"]
    assert set(best[2:]) == {"Zwei", "Drei"}
    newest = find(member, q="lotsen", sortierung="neueste").titles
    assert set(newest[:2]) == {"Zwei", "Drei"}
    assert newest[2:] == ["Lotsen neu", "Lotsen alt"]


@pytest.mark.parametrize("character", ["%", "_", "\\", "*", "?", "'", "&", "<b>", "(", "§"])
def test_characters_with_a_meaning_for_machines_are_only_characters(find, member, character):
    ProjectPageFactory(title=f"Anteil 50{character}fest")
    ProjectPageFactory(title="Anteil 50 fest")
    assert set(find(member, q=f"50{character}fest").titles) == {f"Anteil 50{character}fest", "Anteil 50 fest"}
    assert find(member, q=f'"50{character}fest"').titles == [f"Anteil 50{character}fest"]
    assert find(member, q="a_e%").total == 0


@pytest.mark.parametrize("sign", ["§§", "%", "🙂"])
def test_signs_without_words_are_looked_for_as_they_stand(find, member, sign):
    ProjectPageFactory(title=f"Haus {sign}")
    ProjectPageFactory(title="Haus ohne")
    assert find(member, q=sign).titles == [f"Haus {sign}"]


def test_markup_of_contributions_and_of_the_query_is_shown_as_text(find, member):
    ProjectPageFactory(title="Kurs <script>alert(1)</script>", teaser="<img src=x onerror=y> kurs")
    result = find(member, q="kurs <script>")
    assert "<script>alert" not in result.html
    assert "<img src=x" not in result.html
    assert "&lt;script&gt;" in result.hits[0].title


def test_every_municipality_with_hits_is_offered_in_german_order_and_the_chosen_one_is_kept(find, member):
    for name in [*(f"Ort {number}" for number in range(9)), "Burscheid", "Bönen"]:
        ProjectPageFactory(title=f"Haus in {name}", municipality=MunicipalityFactory(name=name))
    empty = MunicipalityFactory(name="Ohne Treffer")
    html = find(member, q="haus").html
    assert html.index(">Bönen (1)<") < html.index(">Burscheid (1)<") < html.index(">Ort 8 (1)<")
    assert "Ohne Treffer" not in html
    assert f'<option value="{empty.ags}" selected>Ohne Treffer (0)<' in find(member, q="haus", kommune=empty.ags).html


def test_without_words_everything_is_offered_newest_first(find, member):
    dated(ProjectPageFactory(title="Alt"), 9)
    ProjectPageFactory(title="Neu")
    assert find(member).titles == ["Neu", "Alt"]
    assert find(member, q=' " ').titles == ["Neu", "Alt"]


def test_no_hit_says_what_to_do(find, member):
    ProjectPageFactory(title="Haus")
    result = find(member, q="gibtsnicht wirklich")
    assert result.total == 0
    assert "Weniger Wörter" in result.html
    narrowed = find(member, q="haus", art="link")
    assert "Alle Filter entfernen" in narrowed.html


@on_both_engines
def test_hits_come_in_pages_of_twenty_and_a_page_beyond_shows_the_last(find, member, many_entries):
    many_entries(45)
    first, third, beyond = (find(member, q="dolmetscher", seite=page) for page in (1, 3, 99))
    assert first.total == 45
    assert len(first.titles) == 20
    assert len(third.titles) == 5
    assert beyond.titles == third.titles
    assert beyond.page.number == 3
    assert "q=dolmetscher&amp;seite=2" in first.html


def test_a_changed_file_text_is_found_after_recording(find, member):
    document = DocumentFactory(text="")
    page = MaterialPageFactory(title="Spät gelesen", documents=[document])
    assert find(member, q="zwirbelhahn").total == 0
    document.text = "Zwirbelhahn"
    document.save()
    record(page)
    assert find(member, q="zwirbelhahn").titles == ["Spät gelesen"]


def test_a_heading_and_the_text_below_it_are_quoted_apart(find, member):
    TopicDiscussionPageFactory(
        title="Ehrenamt", summary="<p>Es blieb vieles ungeklärt.</p><h3>Offen</h3><p>Wer zahlt?</p>"
    )
    (hit,) = find(member, q="ungeklärt").hits
    assert "ungeklärt</mark>. Offen Wer zahlt?" in hit.snippet
