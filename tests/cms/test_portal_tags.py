"""The words and numbers that the parts compute."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from django.utils.safestring import mark_safe

from cms.templatetags import dotmap, portal


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("0221 4710-226", "tel:+492214710226"),
        ("+49 (0)221 4710-226", "tel:+492214710226"),
        ("0049 221/4710226", "tel:+492214710226"),
        ("115", "tel:115"),
    ],
)
def test_a_phone_number_as_people_write_it_becomes_an_address_that_dials(written: str, href: str) -> None:
    assert portal.phone_href(written) == href


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Köln", "KÖ"),
        ("Mülheim an der Ruhr", "MR"),
        ("Miriam Okafor", "MO"),
        ("redaktion@portal.example", "RE"),
    ],
)
def test_a_sign_shows_the_letters_of_the_name(name: str, letters: str) -> None:
    assert portal.initials(SimpleNamespace(name=name)) == letters
    assert portal.initials(name) == letters


@pytest.mark.parametrize(
    ("size", "words"), [(None, ""), (300, "1 KB"), (184_000, "180 KB"), (1_468_006, "1,4 MB"), (52_428_800, "50 MB")]
)
def test_sizes_are_german(size: int | None, words: str) -> None:
    assert portal.file_size(size) == words


def test_dates_near_to_today_are_words() -> None:
    today = timezone.localtime().replace(hour=8, minute=40)
    assert portal.when(today) == "heute, 8:40 Uhr"
    assert portal.when(today.date()) == "heute"
    assert portal.when(today - timedelta(days=1)) == "gestern"
    assert portal.when(today + timedelta(days=1)) == "morgen"
    assert portal.when(None) == ""
    assert str(today.year - 2) in portal.when(today.replace(year=today.year - 2, day=1))


def test_a_period_counts_today_and_ends_with_its_last_day() -> None:
    today = timezone.localdate()
    running = portal.days_left(today - timedelta(days=2), today + timedelta(days=1))
    assert running == {"left": 2, "total": 4}
    assert portal.days_left(today - timedelta(days=3), today - timedelta(days=1)) is None
    assert portal.days_left(None, today) is None


def test_points_escape_what_people_typed_and_leave_rich_text_alone() -> None:
    assert portal.points("- eins\n* <b>zwei</b>").strip() == "<ul><li>eins</li><li>&lt;b&gt;zwei&lt;/b&gt;</li></ul>"
    assert portal.points("nur eins").strip() == "<p>nur eins</p>"
    assert portal.points(mark_safe("<p>fertig</p>")) == "<p>fertig</p>"


def test_paging_keeps_the_other_parameters() -> None:
    request = RequestFactory().get("/suche/", {"q": "a&b", "thema": ["x", "y"], "seite": "3"})
    assert portal.query_with({"request": request}, "seite", 4) == "?q=a%26b&thema=x&thema=y&seite=4"


class Sample(forms.Form):
    """One field of each look."""

    title = forms.CharField(label="Titel", help_text="Ein Satz")
    what = forms.ChoiceField(label="Was ist es?", choices=[("a", "A")], widget=forms.RadioSelect)
    place = forms.ChoiceField(label="Ort", choices=[("", "-"), ("1", "R")])
    date = forms.DateField(label="Datum", required=False)
    start = forms.DateTimeField(label="Beginn", required=False, initial="2026-03-01T09:30")
    agreed = forms.BooleanField(label="Ja")
    file = forms.FileField(label="Datei", required=False)


def test_an_empty_form_marks_what_is_optional_and_uses_the_browser_pickers() -> None:
    html = str(Sample())
    assert html.count("(freiwillig)") == 3
    assert 'type="date"' in html
    assert 'type="datetime-local"' in html
    assert "p-errors" not in html


def test_errors_lead_to_their_fields_and_are_described_there() -> None:
    form = Sample({"title": "", "date": "31.02.2026"})
    html = str(form)
    for target in ("#id_title", "#id_what_0", "#id_place", "#id_date", "#id_agreed"):
        assert f'href="{target}"' in html
    assert "Was ist es? Dieses Feld" in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_error"' in html
    assert 'value="31.02.2026"' in html


def test_a_suggestion_is_named_and_described() -> None:
    form = Sample()
    form.fields["title"].suggested = "Vorschlag aus Seite 1"  # type: ignore[attr-defined]
    html = form["title"].as_field_group()
    assert "Vorschlag aus Seite 1" in html
    assert 'aria-describedby="id_title_suggested id_title_helptext"' in html


def test_names_on_the_map_stay_inside_and_apart() -> None:
    dots = [
        {"x": 4, "y": 14, "name": "Hörstel", "active": True, "new": True, "me": False},
        {"x": 200, "y": 200, "name": "Bochum", "active": True, "new": True, "me": True},
        {"x": 206, "y": 203, "name": "Witten", "active": True, "new": True, "me": False},
        {"x": 100, "y": 100, "name": "Still", "active": True, "new": False, "me": False},
    ]
    placed = dotmap.labels(dots)
    assert [label["name"] for label in placed] == ["Bochum", "Hörstel", "Witten"]
    assert placed[1]["anchor"] == "start"
    assert abs(placed[0]["y"] - placed[2]["y"]) >= dotmap.LINE or placed[0]["anchor"] != placed[2]["anchor"]


def test_the_map_writes_coordinates_with_points() -> None:
    dots = [{"x": 12.5, "y": 3.25, "name": "A", "active": True, "new": False, "me": False}]
    html = Template('{% include "parts/map.html" %}').render(Context({"map": {"dots": dots, "label": "Karte"}}))
    assert 'cx="12.5" cy="3.25"' in html
