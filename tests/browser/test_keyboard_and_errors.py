"""Without a mouse, and when something goes wrong: what is typed stays, and the page says what to do."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Watch
from tests.browser.documents import empty_file, large_pdf, program, rare_pdf
from tests.browser.server import UPLOAD_LIMIT_MB

OpenPage = Callable[..., Page]
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
TITLE = "Kursplan Schwimmen für Frauen"


def too_large(folder: Path) -> Path:
    return large_pdf(folder, UPLOAD_LIMIT_MB)


def in_view(page: Page, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    return 0 <= box["x"] < size["width"] and 0 <= box["y"] < size["height"]


# Keyboard


@pytest.mark.parametrize("role", ["anonymous", "member"])
def test_the_first_tab_stop_skips_to_the_content(page_as: OpenPage, role: str) -> None:
    page = page_as(role)
    page.goto("/impressum/")
    page.keyboard.press("Tab")
    expect(page.locator(".p-skip")).to_be_focused()
    assert in_view(page, ".p-skip")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('header') === null")


def test_the_menu_opens_and_closes_by_keyboard_on_a_narrow_screen(page_as: OpenPage) -> None:
    page = page_as("member", width=360)
    page.goto("/")
    menu, projects = page.locator("#main-menu"), page.locator("#main-menu a[href='/projekte/']")
    expect(projects).to_be_hidden()
    button = page.get_by_role("button", name="Menü")
    button.focus()
    page.keyboard.press("Enter")
    expect(projects).to_be_visible()
    page.keyboard.press("Escape")
    expect(projects).to_be_hidden()
    expect(button).to_be_focused()

    page.keyboard.press("Enter")
    for _tab in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/projekte/":
            break
    expect(projects).to_be_focused()
    assert menu.evaluate("menu => menu.contains(document.activeElement)")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projekte/")


def test_whatever_has_the_focus_shows_it(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto("/projekte/")
    unmarked = []
    for _tab in range(40):
        page.keyboard.press("Tab")
        marked = page.evaluate("""() => {
          const now = document.activeElement, style = getComputedStyle(now);
          if (now === document.body) return "";
          const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
          const around = style.boxShadow !== "none";
          return outline || around ? "" : now.outerHTML.slice(0, 120);
        }""")
        if marked:
            unmarked.append(marked)
    assert unmarked == []


# Mistakes in forms


def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto("/beitrag/neu/project/")
    page.locator("[name=teaser]").fill("Ein Satz, der stehen bleibt.")
    page.locator("button[name=action][value=submit]").click()
    summary = page.locator(".p-errors")
    expect(summary).to_be_focused()
    assert page.title().startswith("Fehler:")
    summary.get_by_role("link").first.click()
    title = page.locator("[name=title]")
    expect(title).to_be_focused()
    assert title.get_attribute("aria-invalid") == "true"
    described = page.evaluate(
        "() => document.querySelector('[name=title]').getAttribute('aria-describedby').split(' ')"
        ".map((id) => document.getElementById(id)?.textContent ?? '').join(' ')"
    )
    assert page.locator("[name=title] ~ .kern-error, .kern-error").first.inner_text().strip() in described
    expect(page.locator("[name=teaser]")).to_have_value("Ein Satz, der stehen bleibt.")


@BOTH
@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(empty_file, "Diese Datei ist leer.", id="empty file"),
        pytest.param(program, "der Inhalt ist aber etwas anderes", id="program"),
        pytest.param(too_large, f"größer als {UPLOAD_LIMIT_MB}", id="over the limit"),
    ],
)
def test_a_file_that_is_not_taken_is_explained_and_the_title_stays(
    page_as: OpenPage, tmp_path: Path, make: Callable[[Path], Path], message: str, javascript: bool
) -> None:
    page = page_as("member", javascript=javascript)
    page.goto("/beitrag/neu/material/")
    page.locator("[name=title]").fill(TITLE)
    page.locator("input[type=file]").set_input_files(make(tmp_path))
    page.locator("button[name=action][value=submit]").click()
    expect(page.locator("main [role=alert]").filter(has_text=message).first).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    for link in page.locator(".p-errors a").all():
        expect(page.locator(link.get_attribute("href") or "")).to_have_count(1)
    assert "/beitrag/neu/material/" in page.url


@BOTH
def test_a_sound_file_beside_a_mistake_is_kept(page_as: OpenPage, tmp_path: Path, javascript: bool) -> None:
    title = f"Merkblatt mit Datei {uuid.uuid4().hex[:8]}"  # forms that others left unfinished are on the board, too
    page = page_as("member", javascript=javascript)
    page.goto("/beitrag/neu/event/")
    page.locator("[name=title]").fill(title)
    page.locator("input[type=file]").set_input_files(rare_pdf(tmp_path).path)
    page.locator("button[name=action][value=submit]").click()
    expect(page.locator("main .p-errors")).to_be_visible()  # no event without its beginning
    kept = page.locator("#id_kept_files input[type=checkbox]")
    expect(kept).to_have_count(1)
    expect(kept).to_be_checked()
    page.locator("[name=start]").fill("2027-03-12T10:00")
    page.locator("button[name=action][value=draft]").click()
    page.wait_for_url("**/meine-beitraege/")
    page.locator(".p-row").filter(has_text=title).first.get_by_role("link").first.click()
    expect(page.locator("#id_kept_files input[type=checkbox]")).to_be_checked()


@pytest.mark.parametrize("trouble", ["no answer", "error page"])
def test_an_upload_that_breaks_off_leaves_everything_in_the_form(
    page_as: OpenPage, watch: Watch, tmp_path: Path, trouble: str
) -> None:
    page = page_as("member")
    page.goto("/beitrag/neu/")
    page.locator("[name=title]").fill(TITLE)
    page.locator("input[type=file]").set_input_files(rare_pdf(tmp_path).path)
    if trouble == "no answer":
        page.route("**/beitrag/neu/", lambda route: route.abort("connectionreset"))
    else:
        page.route("**/beitrag/neu/", lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>"))
    page.get_by_role("button", name="Weiter").click()
    expect(page.locator("main [role=alert]").filter(has_text="noch da")).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    assert page.locator("input[type=file]").evaluate("input => input.files.length") == 1
    assert watch.take()  # the trouble that this test made

    page.unroute("**/beitrag/neu/")
    page.get_by_role("button", name="Weiter").click()
    page.wait_for_url("**/beitrag/entwurf/**")


# Look


def test_the_theme_follows_the_system(page_as: OpenPage) -> None:
    page = page_as("anonymous")
    page.goto("/")
    brightness = {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        brightness[theme] = page.evaluate("""() => {
          const pen = document.createElement("canvas").getContext("2d");
          pen.fillStyle = getComputedStyle(document.body).backgroundColor;
          pen.fillRect(0, 0, 1, 1);
          const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
          return (red + green + blue) / 3;
        }""")
    assert brightness["light"] > 200
    assert brightness["dark"] < 60


def test_rings_of_the_map_rest_for_those_who_want_less_motion(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto("/")
    running = page.evaluate(
        "document.getAnimations().filter((animation) => animation.playState === 'running')"
        ".map((animation) => [animation.animationName, animation.effect.getComputedTiming().iterations])"
    )
    assert running == []
