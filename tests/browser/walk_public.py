"""The pages that need no account, in each state."""

from playwright.sync_api import Page

from tests.browser.chromium import ANONYMOUS
from tests.browser.stops import Stop, to

UNKNOWN = "niemand@stadt-beispiel.example"


def submit(page: Page) -> None:
    """Press the main button of the page's form and wait for the answer."""
    button = page.locator("main form[method=post] button[type=submit]").first
    with page.expect_navigation():
        button.click()


def wrong_password(page: Page) -> None:
    page.goto("/anmelden/")
    page.locator("main input[type=email]").fill(UNKNOWN)
    page.locator("main input[type=password]").fill("nicht-das-richtige")
    submit(page)


def ask_for_reset(page: Page, email: str = UNKNOWN) -> None:
    page.goto("/passwort/vergessen/")
    page.locator("main input[type=email]").fill(email)
    submit(page)


def too_often(page: Page) -> None:
    for _attempt in range(6):
        ask_for_reset(page, "immer-wieder@stadt-beispiel.example")


def report_nothing(page: Page) -> None:
    page.goto("/barrierefreiheit/melden/")
    submit(page)


def report_barrier(page: Page) -> None:
    page.goto("/barrierefreiheit/melden/")
    page.locator("main textarea").first.fill("Die Landkarte lässt sich mit der Tastatur nicht verlassen.")
    submit(page)


EVERYBODY = [
    Stop(ANONYMOUS, "landing", to("/")),
    Stop(ANONYMOUS, "sign-in", to("/anmelden/")),
    Stop(ANONYMOUS, "sign-in-wrong", wrong_password),
    Stop(ANONYMOUS, "sent-to-sign-in", to("/projekte/")),
    Stop(ANONYMOUS, "reset", to("/passwort/vergessen/")),
    Stop(ANONYMOUS, "reset-done", ask_for_reset),
    Stop(ANONYMOUS, "reset-broken-link", to("/passwort/neu/1-kaputt/")),
    Stop(ANONYMOUS, "password-set", to("/passwort/gesetzt/")),
    Stop(ANONYMOUS, "imprint", to("/impressum/")),
    Stop(ANONYMOUS, "privacy", to("/datenschutz/")),
    Stop(ANONYMOUS, "accessibility", to("/barrierefreiheit/")),
    Stop(ANONYMOUS, "feedback", to("/barrierefreiheit/melden/")),
    Stop(ANONYMOUS, "feedback-error", report_nothing),
    Stop(ANONYMOUS, "feedback-sent", report_barrier),
    Stop(ANONYMOUS, "bad-request", to("/impressum/?seite=%00"), 400),
    Stop(ANONYMOUS, "no-sign-up", to("/registrieren/"), 404),
    Stop(ANONYMOUS, "too-often", too_often, 429),
]
