"""The pages of the marketplace in each state: entries of the demo, and what one does with them."""

from playwright.sync_api import Page

from tests.browser.stops import Go, Stop, to

OWN = "20 Etagenbetten"  # of the member, with a match
OFFER = "15 Fahrräder"
RESERVED = "Sozialarbeiterin"  # for the member


def listing(title: str, verb: str = "") -> Go:
    """Open an entry from the list, or one of its pages."""

    def go(page: Page) -> None:
        page.goto("/marktplatz/?stand=alle")
        address = page.locator("main .p-rows .p-title a", has_text=title).first.get_attribute("href") or ""
        page.goto(f"{address}{verb}")

    return go


def without_title(page: Page) -> None:
    page.goto("/marktplatz/neu/?art=gesuch")
    page.locator("[name=text]").fill("Für den Sprachkurs.")
    page.locator("main button[name=action][value=submit]").click()
    page.locator(".p-errors").wait_for()


def saved_by_itself(page: Page) -> None:
    page.goto("/marktplatz/neu/?art=angebot")
    page.locator("[name=title]").fill("Zehn Kinderbetten")
    page.locator("main details > summary").first.click()
    page.locator("[data-draft-state]", has_text="Gesichert um").wait_for()


def for_nobody(page: Page) -> None:
    listing(OWN, "reservieren/")(page)
    page.locator("main form .kern-btn--primary").click()
    page.locator(".p-errors").wait_for()


MARKET = [
    Stop("member", "market", to("/marktplatz/")),
    Stop("member", "market-map", to("/marktplatz/?ansicht=karte")),
    Stop("member", "market-filtered", to("/marktplatz/?art=angebot&was=sachen&km=100&sortierung=naechste")),
    Stop("member", "market-nothing", to("/marktplatz/?was=partnerkommune&art=angebot")),
    Stop("member", "market-offer", listing(OFFER)),
    Stop("member", "market-own", listing(OWN)),
    Stop("member", "market-reserved", listing(RESERVED)),
    Stop("member", "market-form", to("/marktplatz/neu/?art=angebot")),
    Stop("member", "market-form-error", without_title, 422),
    Stop("member", "market-form-saved", saved_by_itself),
    Stop("member", "market-edit", listing(OWN, "bearbeiten/")),
    Stop("member", "market-reserve", listing(OWN, "reservieren/")),
    Stop("member", "market-reserve-error", for_nobody, 422),
    Stop("member", "market-withdraw", listing(OWN, "zuruecknehmen/")),
    Stop("member", "market-link-dead", to("/marktplatz/verlaengern/kaputt/"), 410),
    Stop("editor", "market", to("/marktplatz/")),
    Stop("editor", "market-offer", listing(OFFER)),
]

MARKET_ADMIN = [
    Stop("editor", "admin-market", to("/admin/marketplace/listing/")),
    Stop("editor", "admin-categories", to("/admin/snippets/marketplace/category/")),
]
