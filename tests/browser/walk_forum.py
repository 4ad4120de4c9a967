"""The pages of the forum in each state: conversations of the demo, and what one does in them."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.stops import Stop, to

Go = Callable[[Page], object]
LONG = ("wohnen", "Gebühren für Unterkünfte")  # answered, with a quotation and somebody without a name
OWN = ("wohnen", "Vermieter will nur noch")  # asked by the member
UNANSWERED = ("bildung", "Wer zahlt Dolmetschende")


def thread(topic: str, title: str) -> Go:
    """Open a conversation from its board."""

    def go(page: Page) -> None:
        page.goto(f"/forum/?thema={topic}")
        page.locator("main .p-title a", has_text=title).click()
        page.locator(".p-post").first.wait_for()

    return go


def then(go: Go, selector: str) -> Go:
    """Follow the first link of a page that fits."""

    def further(page: Page) -> None:
        go(page)
        address = page.locator(selector).first.get_attribute("href")
        assert address, selector
        page.goto(address)

    return further


def empty(address: str) -> Go:
    """Send a form with nothing in it."""

    def go(page: Page) -> None:
        page.goto(address)
        page.locator("main form .kern-btn--primary").first.click()
        page.locator(".p-errors").wait_for()

    return go


def look_first(page: Page) -> None:
    """Type what there is already."""
    page.goto("/forum/fragen/?titel=Aufwandspauschale für Ehrenamtliche steuerfrei")
    page.locator("#similar").wait_for()


FORUM = [
    Stop("member", "forum", to("/forum/")),
    Stop("member", "forum-page-2", to("/forum/?seite=2")),
    Stop("member", "forum-board", to("/forum/?thema=wohnen&zeige=offen")),
    Stop("member", "forum-nothing", to("/forum/?zeige=gemerkt")),
    Stop("member", "forum-thread", thread(*LONG)),
    Stop("member", "forum-unanswered", thread(*UNANSWERED)),
    Stop("member", "forum-own", thread(*OWN)),
    Stop("member", "forum-closed", thread("alles-andere", "Spielregeln")),
    Stop("member", "forum-ask", to("/forum/fragen/?ohne-namen")),
    Stop("member", "forum-ask-similar", look_first),
    Stop("member", "forum-ask-error", empty("/forum/fragen/"), 422),
    Stop("member", "forum-quote", then(thread(*LONG), "main a[href*='zitat=']")),
    Stop("member", "forum-edit", then(thread(*OWN), "main a[href$='/bearbeiten/']")),
    Stop("member", "forum-remove", then(thread(*OWN), "main a[href$='/loeschen/']")),
    Stop("editor", "forum-thread", thread(*LONG)),
    Stop("editor", "forum-moderate", then(thread(*LONG), "main a[href*='/ordnen/']")),
]
