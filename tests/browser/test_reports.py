"""From a post that somebody reports to the editors' decision, with JavaScript and without."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.test_forum import write
from tests.browser.test_pages import NARROWEST, has_no_barrier

OpenPage = Callable[..., Page]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_post_is_reported_hidden_and_its_author_blocked_till_the_block_ends(
    page_as: OpenPage, *, javascript: bool
) -> None:
    title = f"Darf man das so schreiben {uuid4().hex[:6]}?"
    author = page_as("contact", javascript=False)
    author.goto("/forum/fragen/")
    author.get_by_label("Ihre Frage in einem Satz").fill(title)
    write(author, "Die anderen können es alle nicht.", javascript=False)
    author.get_by_role("button", name="Im Forum fragen").click()
    address = author.url

    reporter = page_as("member", javascript=javascript)
    reporter.goto(address)
    reporter.get_by_role("link", name="Melden", exact=True).first.click()
    reporter.get_by_role("button", name="Melden", exact=True).click()
    expect(reporter.get_by_role("alert")).to_contain_text("Bitte wählen Sie, was damit nicht stimmt.")
    reporter.get_by_label("Es beleidigt oder setzt Menschen herab").check()
    if javascript:
        has_no_barrier(reporter)
    reporter.get_by_role("button", name="Melden", exact=True).click()
    expect(reporter.get_by_text("Danke! Die Redaktion sieht es sich an.")).to_be_visible()

    editor = page_as("editor", javascript=javascript)
    editor.goto("/admin/reports/case/")
    editor.get_by_role("link", name=title).click()
    case = editor.url
    expect(editor.locator(".review__thing")).to_contain_text("Die anderen können es alle nicht.")
    if javascript:
        found = barriers(editor)
        assert not found, "\n".join(found)
        editor.set_viewport_size({"width": NARROWEST, "height": 900})
        assert editor.evaluate("document.documentElement.scrollWidth <= innerWidth")
        editor.set_viewport_size({"width": 1280, "height": 900})
    editor.get_by_label("Ausblenden: Nur die Redaktion sieht es").check()
    editor.get_by_label("Nachricht an die Verfasserin").fill("Bitte bleiben Sie sachlich.")
    editor.get_by_label("Schreibpause bis").fill((date.today() + timedelta(days=2)).isoformat())
    editor.get_by_role("button", name="Entscheiden").click()
    expect(editor.get_by_text(f"„{title}“: ausgeblendet.")).to_be_visible()

    reporter.goto(address)
    expect(reporter.locator("main")).not_to_contain_text("Die anderen können es alle nicht.")
    author.goto("/forum/fragen/")
    expect(author.get_by_text("Sie können zurzeit nicht schreiben")).to_be_visible()
    editor.goto(case)
    editor.get_by_label("So lassen, wie es entschieden ist").check()
    editor.get_by_label("Die laufende Schreibpause beenden").check()
    editor.get_by_role("button", name="Entscheiden").click()
    author.goto("/forum/fragen/")
    expect(author.get_by_role("button", name="Im Forum fragen")).to_be_visible()
