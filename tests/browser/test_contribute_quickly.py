"""In seconds: from the first page after sign-in to "In Prüfung", counted in screens and in fields to type into."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF
from playwright.sync_api import Page, expect

from tests.browser.chromium import sign_in
from tests.browser.recorder import Recorder

OpenPage = Callable[..., Page]
MOST_SCREENS = 3
MOST_SCREENS_WITHOUT_JAVASCRIPT = 4
MOST_TYPED = 2
MINE = "**/meine-beitraege/"
FORM = "**/beitrag/entwurf/**"


def leaflet(folder: Path) -> tuple[Path, str]:
    """Write a leaflet of a town, as they lie on many desks, and return it with its title."""
    title = f"Merkblatt Kinderbetreuung {secrets.token_hex(4)}"
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=9)
    pdf.cell(text="Stadt Beispielhausen, Integrationsbüro", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("helvetica", "B", size=20)
    pdf.cell(text=title, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("helvetica", size=11)
    pdf.multi_cell(
        0, 6, "So finden Eltern, die neu in der Stadt sind, einen Platz in einer Kindertagesstätte. Stand: 2. März 2026"
    )
    path = folder / "merkblatt.pdf"
    pdf.output(str(path))
    return path, title


def start(page: Page) -> Recorder:
    """Sign in; what counts begins with the page that follows."""
    sign_in(page, "member")
    expect(page.get_by_role("link", name="Beitrag hinzufügen").first).to_be_attached()
    return Recorder(page)


def is_in_review(visitor: Recorder, title: str) -> None:
    visitor.arrives_at(MINE)
    visitor.sees(".p-row", title)
    assert visitor.state_of(title).startswith("In Prüfung")


def test_one_dropped_pdf_is_in_review_after_at_most_three_screens_and_two_typed_fields(
    page_as: OpenPage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, title = leaflet(tmp_path)
    visitor = start(page_as("anonymous"))
    visitor.click("link", "Beitrag hinzufügen")
    visitor.arrives_at("**/beitrag/neu/")
    visitor.drop("[data-upload]", file)
    visitor.sees("[data-upload-list]", "merkblatt.pdf")
    visitor.click("button", "Weiter")
    visitor.arrives_at(FORM)
    visitor.sees("main", "merkblatt")
    assert visitor.value_of("[name=title]") == title  # suggested from the file: nothing to type
    visitor.click("button", "Zur Prüfung einreichen")
    is_in_review(visitor, title)
    visitor.tell(capsys)
    assert len(visitor.screens) <= MOST_SCREENS
    assert len(visitor.typed_into) <= MOST_TYPED


def test_the_keyboard_alone_hands_in_a_pdf_on_the_same_short_way(
    page_as: OpenPage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, title = leaflet(tmp_path)
    visitor = start(page_as("anonymous"))
    visitor.tab_to("link", "Beitrag hinzufügen")
    visitor.press("Enter")
    visitor.arrives_at("**/beitrag/neu/")
    visitor.tab_to_field("main input[type=file]")
    visitor.choose_by_key("Space", file)
    visitor.sees("[data-upload-list]", "merkblatt.pdf")
    visitor.tab_to("button", "Weiter")
    visitor.press("Enter")
    visitor.arrives_at(FORM)
    assert visitor.value_of("[name=title]") == title
    visitor.tab_to("button", "Zur Prüfung einreichen")
    visitor.press("Space")
    is_in_review(visitor, title)
    visitor.tell(capsys)
    assert len(visitor.screens) <= MOST_SCREENS
    assert len(visitor.typed_into) <= MOST_TYPED


def test_without_javascript_a_pdf_takes_at_most_one_screen_more(
    page_as: OpenPage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, title = leaflet(tmp_path)
    visitor = start(page_as("anonymous", javascript=False))
    visitor.click("link", "Beitrag hinzufügen")
    visitor.arrives_at("**/beitrag/neu/")
    visitor.choose("main input[type=file]", file)
    visitor.click("button", "Weiter")
    visitor.arrives_at(FORM)
    assert visitor.value_of("[name=title]") == title
    visitor.click("button", "Zur Prüfung einreichen")
    is_in_review(visitor, title)
    visitor.tell(capsys)
    assert len(visitor.screens) <= MOST_SCREENS_WITHOUT_JAVASCRIPT
    assert len(visitor.typed_into) <= MOST_TYPED
