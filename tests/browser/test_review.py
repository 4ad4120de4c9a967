"""The editors' own pages in the admin: no barrier in any state, all by keyboard, and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.test_pages import NARROWEST

OpenPage = Callable[..., Page]
COMMENT = "Bitte ergänzen Sie, wer die Prüfplakette vergibt."


def queue(page: Page) -> None:
    page.goto("/admin/pruefung/")


def review(page: Page) -> None:
    queue(page)
    page.goto(page.locator(".review-row__title a").last.get_attribute("href") or "")


def unfolded(page: Page) -> None:
    review(page)
    for fold in page.locator(".review__decide summary").all():
        fold.click()


def without_a_word(page: Page) -> None:
    review(page)
    page.locator("summary", has_text="Ablehnen").click()
    page.locator("button[value=decline]").click()
    page.locator(".review-choice[open]").wait_for()


def too_late(page: Page) -> None:
    review(page)
    page.locator("summary", has_text="Um Änderungen bitten").click()
    page.locator("#id_reject-comment").fill(COMMENT)
    page.locator("input[name=seen]").evaluate_all("fields => fields.forEach((field) => { field.value = 1; })")
    page.locator("button[value=reject]").click()
    page.get_by_role("alert").first.wait_for()


@pytest.mark.parametrize("go", [queue, review, unfolded, without_a_word, too_late], ids=lambda go: go.__name__)
def test_the_editors_pages_have_no_barrier_wide_and_narrow_in_light_and_dark(
    page_as: OpenPage, go: Callable[[Page], None]
) -> None:
    page = page_as("editor")
    go(page)
    page.wait_for_load_state("networkidle")
    found = barriers(page)
    assert not found, "\n".join(found)
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_editor_sends_something_back_by_keyboard_alone(page_as: OpenPage) -> None:
    page = page_as("editor")
    review(page)
    title = page.locator(".review-head__title").inner_text()
    page.keyboard.press("?")
    expect(page.locator(".review-keys dl")).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="Freigeben")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#id_reject-comment")).to_be_focused()
    page.keyboard.type(COMMENT)  # with letters that are keys elsewhere: in a field they are letters
    expect(page.locator("#id_reject-comment")).to_have_value(COMMENT)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Zurückgeben")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"„{title}“ ging mit Ihrem Kommentar zurück.")).to_be_visible()


def test_single_keys_can_be_switched_off(page_as: OpenPage) -> None:
    page = page_as("editor")
    review(page)
    page.keyboard.press("?")
    page.get_by_label("Einzelne Tasten benutzen").uncheck()
    page.reload()
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="Freigeben")).not_to_be_focused()


def test_without_javascript_the_page_decides_all_the_same(page_as: OpenPage) -> None:
    page = page_as("editor", javascript=False)
    review(page)
    expect(page.locator(".review-keys")).to_be_hidden()
    page.locator("summary", has_text="Ablehnen").click()
    page.locator("button[value=decline]").click()
    expect(page.get_by_text("Bitte schreiben Sie, warum der Beitrag abgelehnt wird.")).to_be_visible()
