"""Searching, narrowing down, going back: with the keyboard alone, and without JavaScript on a narrow screen."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

OpenPage = Callable[..., Page]


def status(page: Page) -> Locator:
    """Return the line that says how much was found."""
    return page.locator("main p.p-small[role=status]")


def number(page: Page) -> int:
    """Return how many hits the line tells."""
    found = re.search(r"(\d+)(?: Treffer|$|,)", status(page).inner_text())
    assert found is not None
    return int(found[1])


def chips(page: Page) -> Locator:
    return page.locator("main ul[aria-label='Gesetzte Filter'] .p-chip")


def test_with_the_keyboard_alone_hits_are_narrowed_widened_and_gone_back_to(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto("/suche/")
    page.locator("#search").press_sequentially("Sprache")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Treffer für „Sprache“")
    every = number(page)

    kinds = page.get_by_role("group", name="Art")
    kinds.get_by_role("checkbox", name=re.compile("^Projekte")).press("Space")
    expect(page.locator("[type=checkbox][name=stand]").first).to_be_hidden()
    page.locator("summary", has_text="Stand").press("Enter")  # unfolded and folded by the browser itself
    page.get_by_role("checkbox", name=re.compile("^läuft")).press("Space")
    page.get_by_role("button", name="Filter anwenden").press("Enter")
    expect(status(page)).to_contain_text("mit 2 Filtern eingegrenzt")
    expect(chips(page)).to_have_text(["Filter entfernen: Projekte", "Filter entfernen: läuft"])
    expect(page.locator("[type=checkbox][name=stand]").first).to_be_visible()
    assert page.url.endswith("/suche/?q=Sprache&art=project&stand=running")  # nothing that nobody chose
    both = number(page)
    assert 0 < both < every

    chips(page).first.press("Enter")
    expect(status(page)).to_contain_text("mit 1 Filter eingegrenzt")
    assert both <= number(page) < every
    page.go_back()
    expect(status(page)).to_contain_text("mit 2 Filtern eingegrenzt")
    expect(page.get_by_role("checkbox", name=re.compile("^Projekte"))).to_be_checked()
    assert number(page) == both

    page.get_by_role("link", name="Kommunen wie wir zuerst").press("Enter")
    expect(page.locator(".p-chip[aria-current=true]")).to_have_text("Kommunen wie wir zuerst")
    assert number(page) == both
    page.get_by_role("link", name="Alle Filter entfernen").press("Enter")
    expect(chips(page)).to_have_count(0)
    assert number(page) == every
    expect(page.locator(".p-chip[aria-current=true]")).to_have_text("Kommunen wie wir zuerst")


def test_without_javascript_a_narrow_screen_has_the_filters_in_a_sheet(page_as: OpenPage) -> None:
    page = page_as("member", javascript=False, width=360)
    page.goto("/projekte/")
    page.get_by_role("link", name="Zur Suche").click()
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("Sprache")
    page.keyboard.press("Enter")
    every = number(page)
    expect(page.get_by_role("button", name="Filter anwenden")).to_be_hidden()
    page.get_by_role("button", name="Eingrenzen").click()
    page.get_by_label("Kreis", exact=True).select_option(index=1)
    page.get_by_role("button", name="Filter anwenden").click()
    expect(status(page)).to_contain_text("mit 1 Filter eingegrenzt")
    assert 0 < number(page) < every
    expect(page.get_by_role("button", name="Eingrenzen")).to_contain_text("1")
    page.go_back()
    expect(chips(page)).to_have_count(0)


def test_who_types_a_name_gets_the_person_with_phone_and_contributions(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto("/suche/?q=aidin")
    block = page.get_by_role("region", name="Menschen")
    expect(block.get_by_role("link", name=re.compile("^Derya Aydın anrufen"))).to_have_attribute(
        "href", re.compile("^tel:")
    )
    block.get_by_role("link", name="Derya Aydın", exact=True).click()
    expect(chips(page)).to_have_text(["Filter entfernen: Derya Aydın"])
    assert number(page) > 0
