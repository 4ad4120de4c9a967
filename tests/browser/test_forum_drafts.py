"""A question and an answer survive the death of the browser in which they are typed, and are gone when sent."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import sign_in
from tests.browser.device import PATIENCE, Device
from tests.browser.test_pages import has_no_barrier

OpenPage = Callable[..., Page]
OWN = "/forum/?zeige=meine"


def editor_of(page: Page) -> None:
    """Put the cursor into the field for the text."""
    field = page.locator("main form[data-draft] div[role=textbox]")
    field.wait_for()
    field.click()


def type_until_saved(page: Page, text: str) -> None:
    with page.expect_response("**/forum/entwurf/", timeout=PATIENCE):
        page.keyboard.type(text)
    expect(page.locator("[data-draft-state]")).to_contain_text("Gesichert um", timeout=PATIENCE)


@pytest.mark.parametrize("what", ["question", "answer"])
def test_what_is_typed_survives_the_death_of_the_browser(device: Device, page_as: OpenPage, what: str) -> None:
    mark = uuid4().hex[:6]
    page = device.page
    page.goto("/forum/fragen/")
    if what == "question":
        page.get_by_label("Ihre Frage in einem Satz").fill(f"Wer kennt das {mark}?")
    else:
        page.goto("/forum/?thema=bildung")
        page.locator("main .p-title a", has_text="Wer zahlt Dolmetschende").click()
    path = page.evaluate("location.pathname")
    editor_of(page)
    type_until_saved(page, f"Bei uns {mark}")
    device.lose_power()

    other = page_as("anonymous")
    sign_in(other, "member")
    other.goto(OWN)
    expect(other.get_by_role("heading", name="Angefangen und noch nicht abgeschickt")).to_be_visible()
    other.goto(path)
    expect(other.locator("form[data-draft] div[role=textbox]")).to_have_text(f"Bei uns {mark}")
    expect(other.get_by_text("Was Sie angefangen hatten, ist wieder da")).to_be_visible()
    has_no_barrier(other)
    if what == "question":
        expect(other.get_by_label("Ihre Frage in einem Satz")).to_have_value(f"Wer kennt das {mark}?")
        other.get_by_role("button", name="Angefangenes verwerfen").click()
        expect(other.get_by_text("Was Sie angefangen hatten, ist verworfen.")).to_be_visible()
    else:
        other.get_by_role("button", name="Antwort").last.click()
        expect(other.locator(".p-post", has_text=f"Bei uns {mark}")).to_be_visible()
    other.goto(path)
    expect(other.locator("form[data-draft] div[role=textbox]")).to_have_text("")
    other.goto(OWN)
    expect(other.get_by_role("heading", name="Angefangen und noch nicht abgeschickt")).to_have_count(0)


def test_signing_out_in_the_middle_of_a_word_loses_nothing(device: Device, page_as: OpenPage) -> None:
    page, text = device.page, f"Mitten im Wo{uuid4().hex[:6]}"
    page.goto("/forum/fragen/")
    editor_of(page)
    page.keyboard.type(text)
    page.locator("form[action='/abmelden/'] button:visible").first.click()  # nobody waited for "Gesichert"
    expect(page.get_by_role("link", name="Anmelden").first).to_be_attached()
    sign_in(page, "member")
    page.goto("/forum/fragen/")
    expect(page.locator("form[data-draft] div[role=textbox]")).to_have_text(text)
    page.get_by_role("button", name="Angefangenes verwerfen").click()
    expect(page.get_by_text("Was Sie angefangen hatten, ist verworfen.")).to_be_visible()
