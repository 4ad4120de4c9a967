"""The search box with its suggestions, by keyboard, by pointer and without JavaScript; searches that are kept."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_pages import has_no_barrier

OpenPage = Callable[..., Page]
TITLE = "Sprachmittlung mit festen Zeiten im Bürgeramt"  # of the demo, from Hamm


def field_of(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Suchbegriff")


def options_of(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Vorschläge").get_by_role("option")


def type_into(page: Page, text: str) -> Locator:
    """Type key by key and wait for the list; return its options."""
    field_of(page).fill("")
    field_of(page).press_sequentially(text)
    options = options_of(page)
    options.filter(has_text=re.compile(text, re.IGNORECASE)).first.wait_for()
    return options


def active(page: Page) -> str:
    """Return the text of the option that a screen reader says, empty where it is none."""
    return str(
        page.evaluate(
            "() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
            "?.firstChild.textContent ?? ''"
        )
    )


def test_suggestions_by_keyboard(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto("/suche/")
    options = type_into(page, "Sprach")
    field, listbox = field_of(page), page.get_by_role("listbox", name="Vorschläge")
    number = options.count()
    expect(page.locator("form [role=status]")).to_have_text(f"{number} Vorschläge, Auswahl mit den Pfeiltasten")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-controls", str(listbox.get_attribute("id")))
    expect(page.get_by_role("group", name="Beiträge")).to_be_visible()
    assert active(page) == ""
    texts = options.evaluate_all("all => all.map(option => option.firstChild.textContent)")
    for key, wanted in (
        ("ArrowDown", texts[0]),
        ("ArrowDown", texts[1]),
        ("End", texts[-1]),
        ("ArrowDown", ""),  # back in the field
        ("ArrowUp", texts[-1]),
        ("Home", texts[0]),
        ("ArrowUp", ""),
    ):
        page.keyboard.press(key)
        assert active(page) == wanted, key
        assert options_of(page).and_(page.get_by_role("option", selected=True)).count() == (1 if wanted else 0)
    expect(field).to_have_value("Sprach")

    page.keyboard.press("Escape")
    expect(listbox).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("Sprach")
    page.keyboard.press("ArrowDown")
    expect(listbox).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")  # nothing is chosen: it searches
    page.wait_for_url("**/suche/?q=Sprach")

    type_into(page, "Sprachmitt")
    while active(page) != TITLE:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projekte/*/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)


def test_suggestions_by_pointer_and_their_lists(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto("/projekte/")
    options = type_into(page, "hamm")
    expect(field_of(page)).to_be_focused()
    options.filter(has_text="Hamm").first.click()
    page.wait_for_url(re.compile(r"/suche/\?kommune=\d{8}$"))
    page.goto("/suche/")
    field_of(page).press_sequentially("xyzq")
    expect(page.locator("form [role=status]")).to_have_text("Kein Vorschlag")
    expect(page.get_by_role("listbox", name="Vorschläge", include_hidden=True)).to_be_hidden()
    type_into(page, "gesund")
    page.mouse.click(640, 5)  # beside everything
    expect(page.get_by_role("listbox", name="Vorschläge", include_hidden=True)).to_be_hidden()


def test_the_open_list_has_no_barrier_and_fits_everywhere(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto("/suche/")
    type_into(page, "sprach")
    page.keyboard.press("ArrowDown")
    has_no_barrier(page)
    expect(page.get_by_role("listbox", name="Vorschläge", include_hidden=True)).to_be_visible()


def test_what_is_overtaken_is_not_shown(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto("/suche/")
    type_into(page, "sprach")
    held: list[Callable[[], None]] = []
    page.route("**/vorschlaege/?q=gesund", lambda route: held.append(route.continue_))
    field = field_of(page)
    with page.expect_request("**/vorschlaege/?q=gesund"):
        field.fill("gesund")
    type_into(page, "hamm")
    for go_on in held:
        go_on()
    texts = options_of(page).all_inner_texts()
    assert texts
    assert not [text for text in texts if "Gesund" in text and "Hamm" not in text]
    expect(field).to_have_value("hamm")


def test_without_javascript_it_is_a_plain_field(page_as: OpenPage) -> None:
    page = page_as("member", javascript=False)
    page.goto("/suche/")
    field = page.get_by_role("searchbox", name="Suchbegriff")
    field.fill("Ehrenamt")
    field.press("Enter")
    page.wait_for_url("**/suche/?q=Ehrenamt")
    keep_and_forget(page)


def test_a_search_is_kept_renamed_repeated_and_deleted(page_as: OpenPage) -> None:
    page = page_as("contact")
    page.goto("/suche/?q=Ehrenamt&art=project")
    keep_and_forget(page)


def keep_and_forget(page: Page) -> None:
    """Save the search of the page that is open; find, rename, repeat and delete it."""
    address = page.url
    page.get_by_role("button", name="Diese Suche speichern").click()
    page.wait_for_url(f"{address}#saved")
    expect(page.locator("#saved")).to_contain_text("Gespeichert als „Ehrenamt")
    expect(page.locator("#saved")).to_be_focused()
    expect(page.get_by_role("button", name="Diese Suche speichern")).to_have_count(0)
    page.goto("/meine-beitraege/")
    page.get_by_role("link", name="Gespeicherte Suchen").first.click()
    page.get_by_role("link", name=re.compile("^Umbenennen")).first.click()
    page.get_by_label("Name").fill("Helfende")
    page.get_by_role("button", name="Speichern").click()
    page.goto("/suche/")
    page.get_by_role("link", name="Helfende").click()
    page.wait_for_url(address)
    page.goto("/gespeicherte-suchen/")
    row = page.get_by_role("listitem").filter(has_text="Helfende")
    expect(row).to_contain_text("Nichts Neues")
    row.get_by_role("link", name="Löschen").click()
    page.get_by_role("button", name="Löschen").click()
    expect(page.locator(".p-messages [role=status]")).to_contain_text("ist gelöscht")
    expect(page.get_by_role("link", name="Helfende")).to_have_count(0)
