"""A browser that is killed takes nothing along: what was typed, ticked and uploaded is there on another device."""

import secrets
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.chromium import sign_in
from tests.browser.device import Device
from tests.browser.documents import rare_pdf

OpenPage = Callable[..., Page]
PATIENCE = 60_000  # milliseconds that a slow machine may take
BETWEEN_LETTERS = 100  # milliseconds
MOST_LOST = 10_000 // BETWEEN_LETTERS  # letters: the form saves sooner, a busy machine hears of it later
MOST_TYPED = 200  # letters, as many as the field takes
SAVED = "**/beitrag/entwurf/*/sichern/"


def begin(page: Page, file: Path) -> None:
    """Open the form with one file."""
    page.goto("/beitrag/neu/")
    page.locator("main input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="Weiter").click()
    page.wait_for_url("**/beitrag/entwurf/**")
    expect(page.locator("#id_kept_files input[type=checkbox]")).to_be_checked()


def fill(page: Page, title: str) -> list[str]:
    """Type, tick and choose something of everything; return the names of the topics that are ticked."""
    page.locator("[name=title]").fill(title)
    page.locator("[name=teaser]").fill("Für Eltern, die neu in der Stadt sind.")
    page.locator("div[role=textbox]").wait_for()
    page.get_by_role("textbox", name="Was sollten andere wissen?").click()
    page.keyboard.type("Erst anmelden, ")
    page.keyboard.press("Control+b")
    page.keyboard.type("dann")
    for topic in page.locator("[name=topics]").all()[1:3]:
        topic.check()
    return ticked(page)


def ticked(page: Page) -> list[str]:
    return [str(topic.get_attribute("value")) for topic in page.locator("[name=topics]:checked").all()]


def see_it_said(page: Page, act: Callable[[], object]) -> None:
    """Do the last thing before a pause, and wait until the page says that it is saved."""
    with page.expect_response(SAVED, timeout=PATIENCE):
        act()
    expect(page.locator("[data-draft-state]")).to_contain_text("Gesichert um")


def open_draft(page: Page, title: str) -> None:
    """Go on with a form from "Meine Beiträge"."""
    page.goto("/meine-beitraege/")
    page.locator(".p-row").filter(has_text=title).get_by_role("link", name=title).first.click()
    page.wait_for_url("**/beitrag/entwurf/**")


def is_all_there(page: Page, title: str, topics: list[str], file: Path) -> None:
    open_draft(page, title)
    expect(page.locator("[name=title]")).to_have_value(title)
    expect(page.locator("[name=teaser]")).to_have_value("Für Eltern, die neu in der Stadt sind.")
    expect(page.locator("div[role=textbox] strong")).to_have_text("dann")
    expect(page.locator("div[role=textbox]")).to_have_text("Erst anmelden, dann")
    expect(page.locator("[name=contact_phone]")).to_have_value("02 21 / 47 10")
    assert ticked(page) == topics
    kept = page.locator("#id_kept_files li")
    expect(kept).to_have_count(1)
    expect(kept).to_contain_text(file.stem)
    expect(kept.locator("input[type=checkbox]")).to_be_checked()


def test_a_draft_that_says_saved_survives_the_death_of_its_browser(
    device: Device, page_as: OpenPage, tmp_path: Path
) -> None:
    file, title = rare_pdf(tmp_path).path, f"Elternabend {secrets.token_hex(4)}"
    begin(device.page, file)
    topics = fill(device.page, title)
    assert topics
    device.page.locator("details:has([name=contact_phone]) > summary").click()
    see_it_said(device.page, lambda: device.page.locator("[name=contact_phone]").fill("02 21 / 47 10"))
    device.lose_power()

    other = page_as("anonymous")
    sign_in(other, "member")
    is_all_there(other, title, topics, file)


def test_a_draft_survives_signing_out_at_once_after_the_last_letter(
    device: Device, page_as: OpenPage, tmp_path: Path
) -> None:
    file, title = rare_pdf(tmp_path).path, f"Elternabend {secrets.token_hex(4)}"
    begin(device.page, file)
    topics = fill(device.page, title)
    device.page.locator("details:has([name=contact_phone]) > summary").click()
    device.page.locator("[name=contact_phone]").fill("02 21 / 47 10")
    device.page.locator("form[action='/abmelden/'] button:visible").first.click()  # nobody waited for "Gesichert"
    expect(device.page.get_by_role("link", name="Anmelden").first).to_be_attached()

    other = page_as("anonymous")
    sign_in(other, "member")
    is_all_there(other, title, topics, file)

    sign_in(device.page, "member")  # and on the first device, too
    is_all_there(device.page, title, topics, file)


def test_who_types_without_a_pause_loses_at_most_the_last_seconds_when_the_browser_dies(
    device: Device, page_as: OpenPage, tmp_path: Path
) -> None:
    title = f"Elternabend {secrets.token_hex(4)}"
    begin(device.page, rare_pdf(tmp_path).path)
    page = device.page
    see_it_said(page, lambda: page.locator("[name=title]").fill(title))
    typed, sent, arrived = "", [0], [0]
    page.on("request", lambda request: sent.append(len(typed)) if request.url.endswith("/sichern/") else None)
    page.on("requestfinished", lambda request: arrived.append(sent[-1]) if request.url.endswith("/sichern/") else None)
    page.locator("[name=teaser]").fill("")
    page.locator("[name=teaser]").focus()
    while len(arrived) < 3 and len(typed) < MOST_TYPED:
        word = f"w{len(typed):03d} "
        page.keyboard.type(word, delay=BETWEEN_LETTERS)
        typed += word
    device.lose_power()
    assert max(later - earlier for earlier, later in zip(sent, [*sent[1:], len(typed)], strict=True)) <= MOST_LOST

    other = page_as("anonymous")
    sign_in(other, "member")
    open_draft(other, title)
    kept = other.locator("[name=teaser]").input_value()
    assert kept
    assert typed.startswith(kept)
    assert len(kept) >= arrived[-1]
