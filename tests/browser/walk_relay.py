"""The pages of messages in each state; the conversation is begun on the way, by whoever comes first."""

import re

from playwright.sync_api import Page

from tests.browser.stops import Stop, to

ABOUT = "20 Etagenbetten für die Unterkunft"  # which the member of the demo seeks
WORDS = "Guten Tag, wir lösen im Frühjahr eine Unterkunft auf. Nehmen Sie auch Betten ohne Matratzen?"


def page_about(page: Page) -> None:
    """Open what one can write about."""
    page.goto("/suche/?q=Steinmüllergelände")
    page.locator("main .p-title a", has_text=ABOUT).click()
    page.locator("#nachricht").wait_for()


def begin(page: Page, words: str = WORDS) -> None:
    """Open the conversation about it; write first where nobody has."""
    page_about(page)
    if page.locator("#nachricht textarea").count():
        page.locator("#nachricht textarea").fill(words)
        page.locator("#nachricht").get_by_role("button", name="Nachricht senden").click()
    else:
        page.locator("#nachricht").get_by_role("link", name="Zum Gespräch").click()
    page.wait_for_url(re.compile(r"/nachrichten/\d+/"))


def inbox(page: Page) -> None:
    """Open the inbox with a conversation in it."""
    begin(page)
    page.goto("/nachrichten/")
    page.locator("main .p-row").first.wait_for()


def write_nothing(page: Page) -> None:
    """Send an empty answer."""
    begin(page)
    page.locator("#antwort").get_by_role("button", name="Nachricht senden").click()
    page.locator(".p-errors").wait_for()


RELAY = [
    Stop("editor", "relay-entry", page_about),
    Stop("admin", "relay-nothing", to("/nachrichten/")),
    Stop("contact", "relay-inbox", inbox),
    Stop("contact", "relay-conversation", begin),
    Stop("contact", "relay-error", write_nothing, 422),
]
