"""A question from the first word to the answer that helped, with JavaScript and without."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import has_no_barrier

OpenPage = Callable[..., Page]
KNOWN = "Aufwandspauschale für Ehrenamtliche: Was ist steuerfrei?"  # of the demo


def write(page: Page, text: str, *, javascript: bool) -> None:
    """Type into the field for the text: an editor, or a textarea where no script runs."""
    if javascript:
        page.locator("main div[role=textbox]").last.wait_for()
        page.locator("main div[role=textbox]").last.click()
        page.keyboard.type(text)
    else:
        page.locator("main textarea[name=body]").fill(text)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_question_finds_what_is_there_is_answered_and_solved(page_as: OpenPage, *, javascript: bool) -> None:
    title = f"Aufwandspauschale steuerfrei für Ehrenamtliche {uuid4().hex[:6]}?"
    asking = page_as("member", javascript=javascript)
    asking.goto("/forum/")
    asking.get_by_role("link", name="Frage stellen").first.click()
    asking.get_by_label("Ihre Frage in einem Satz").fill(title)
    if not javascript:
        asking.get_by_role("button", name="Erst nachsehen").click()
    expect(asking.locator("[data-similar-list] a", has_text=KNOWN)).to_be_visible(timeout=60_000)
    expect(asking.get_by_label("Ihre Frage in einem Satz")).to_have_value(title)
    write(asking, "Die Kämmerei fragt.", javascript=javascript)
    asking.get_by_label("Thema").select_option("ehrenamt")
    asking.get_by_label("Ohne meinen Namen fragen").check()
    asking.get_by_role("button", name="Im Forum fragen").click()
    expect(asking.get_by_role("heading", level=1)).to_have_text(title)
    expect(asking.get_by_text("Das sind Sie. Nur die Redaktion weiß es.")).to_be_visible()

    helping = page_as("contact", javascript=javascript)
    helping.goto("/forum/?zeige=offen&thema=ehrenamt")
    helping.get_by_role("link", name=title).click()
    expect(helping.locator(".p-post").first).to_contain_text("Ohne Namen, stellt hier die Frage")
    expect(helping.locator("main")).not_to_contain_text("Aydın")
    helping.get_by_role("link", name="Zitieren").first.click()
    expect(helping.get_by_label("Sie zitieren")).to_have_value("Die Kämmerei fragt.")
    write(helping, "Bis zum Freibetrag.", javascript=javascript)
    helping.get_by_role("button", name="Antworten").click()
    expect(helping.locator(".p-post .p-quote")).to_contain_text("Die Kämmerei fragt.")

    asking.goto("/forum/?zeige=meine")
    asking.locator(".p-row", has_text=title).get_by_role("link", name="1 neu").click()
    expect(asking.get_by_text("Neu seit Ihrem letzten Besuch")).to_be_visible()
    asking.get_by_role("button", name="Hilft mir").click()
    expect(asking.get_by_role("button", name="Hilft mir")).to_have_attribute("aria-pressed", "true")
    asking.get_by_role("button", name="Das hat mir geholfen").click()
    expect(asking.locator(".p-post--answer")).to_contain_text("Diese Antwort hat geholfen")
    if javascript:
        has_no_barrier(asking)
