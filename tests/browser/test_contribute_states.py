"""The pages of a contribution in the states that come and go: no barrier in any, and what changes is announced."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.chromium import Watch
from tests.browser.documents import large_pdf, rare_pdf
from tests.browser.server import UPLOAD_LIMIT_MB
from tests.browser.test_pages import has_no_barrier
from tests.factories.files import png_bytes

OpenPage = Callable[..., Page]
Go = Callable[[Page, Path], object]
PATIENCE = 60_000  # milliseconds
ANNOUNCED = "element => element.closest('[role=status], [role=alert], [aria-live]') !== null"


def choose(page: Page, *files: Path) -> None:
    page.goto("/beitrag/neu/")
    page.locator("main input[type=file]").first.set_input_files(files)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Weiter").click()


def press(page: Page, action: str) -> None:
    page.locator(f"main button[name=action][value={action}]:visible").first.click()


def is_announced(page: Page, selector: str, text: str = "") -> None:
    """See a message by what it looks like, and that a screen reader is told of it."""
    message = page.locator(selector).filter(has_text=text).first
    expect(message).to_be_visible(timeout=PATIENCE)
    assert message.evaluate(ANNOUNCED), f"{selector} is not announced"


def is_said(page: Page, words: str) -> None:
    """Find these words wherever they stand, and see that a screen reader is told of them."""
    message = page.get_by_text(words).locator("visible=true").first
    expect(message).to_be_visible(timeout=PATIENCE)
    assert message.evaluate(ANNOUNCED), f"“{words}” is not announced"


# States


def nothing_given(page: Page, _folder: Path) -> None:
    page.goto("/beitrag/neu/")
    go_on(page)
    is_announced(page, ".p-errors")


def not_a_link(page: Page, _folder: Path) -> None:
    page.goto("/beitrag/neu/")
    page.locator("[name=link]").fill("keine adresse")
    go_on(page)
    is_announced(page, ".p-errors")


def a_link_that_cannot_be_read(page: Page, _folder: Path) -> None:
    page.goto("/beitrag/neu/")
    page.locator("[name=link]").fill("http://127.0.0.1:1/aushang")
    go_on(page)
    page.wait_for_url("**/beitrag/entwurf/**")
    is_said(page, "Diese Adresse kann das Portal nicht ansehen")


def file_chosen(page: Page, folder: Path) -> None:
    choose(page, rare_pdf(folder).path)
    expect(page.locator("[data-upload-list] li").first).to_be_visible()


def file_too_large(page: Page, folder: Path) -> None:
    choose(page, large_pdf(folder, UPLOAD_LIMIT_MB))
    go_on(page)
    is_announced(page, "[data-upload-list] .p-state--todo")


def suggested(page: Page, folder: Path) -> None:
    choose(page, rare_pdf(folder).path)
    go_on(page)
    page.wait_for_url("**/beitrag/entwurf/**")
    expect(page.locator(".p-suggest").first).to_be_visible(timeout=PATIENCE)


def suggested_and_unfolded(page: Page, folder: Path) -> None:
    suggested(page, folder)
    page.locator("main details").evaluate_all("folds => folds.forEach((fold) => { fold.open = true; })")


def saved(page: Page, folder: Path) -> None:
    suggested(page, folder)
    page.locator("[name=title]").fill("Vorlage zur Wohnraumhilfe")
    is_announced(page, "[data-draft-state]", "Gesichert um")


def refused(page: Page, folder: Path) -> None:
    suggested(page, folder)
    page.locator("[name=title]").fill("")
    press(page, "submit")
    is_announced(page, ".p-errors")
    expect(page.locator("[name=title]")).to_have_attribute("aria-invalid", "true")


def pictured(page: Page, folder: Path) -> None:
    picture = folder / "aushang.png"
    picture.write_bytes(png_bytes(width=640, height=480))
    choose(page, picture, rare_pdf(folder).path)
    go_on(page)
    page.wait_for_url("**/beitrag/entwurf/**")
    expect(page.locator("#id_kept_images")).to_be_visible()
    page.locator("#id_kept_images details").evaluate_all("folds => folds.forEach((fold) => { fold.open = true; })")


def about_to_be_deleted(page: Page, folder: Path) -> None:
    suggested(page, folder)
    page.goto(page.url.rstrip("/") + "/loeschen/")


def on_the_board(page: Page, folder: Path) -> None:
    suggested(page, folder)
    page.goto("/meine-beitraege/")
    expect(page.locator(".p-row").first).to_be_visible()


def just_handed_in(page: Page, folder: Path) -> None:
    suggested(page, folder)
    press(page, "submit")
    page.wait_for_url("**/meine-beitraege/")
    is_said(page, "Danke!")


STATES: list[Go] = [
    nothing_given,
    not_a_link,
    a_link_that_cannot_be_read,
    file_chosen,
    file_too_large,
    suggested,
    suggested_and_unfolded,
    saved,
    refused,
    pictured,
    about_to_be_deleted,
    on_the_board,
    just_handed_in,
]


@pytest.mark.parametrize("go", STATES, ids=lambda go: go.__name__)
def test_no_state_of_the_form_has_a_barrier_and_its_messages_are_announced(
    look_as: OpenPage, tmp_path: Path, go: Go
) -> None:
    page = look_as("member")
    go(page, tmp_path)
    page.wait_for_load_state()
    has_no_barrier(page)


def test_the_progress_of_an_upload_has_no_barrier_and_is_announced(page_as: OpenPage, tmp_path: Path) -> None:
    held: list[Route] = []
    page = page_as("member")
    choose(page, rare_pdf(tmp_path).path)
    page.route("**/beitrag/neu/", lambda route: held.append(route))
    go_on(page)
    expect(page.locator("progress")).to_be_visible()
    is_announced(page, ".p-upload p")
    has_no_barrier(page)
    held[0].continue_()
    page.wait_for_url("**/beitrag/entwurf/**")


def test_a_file_on_its_way_inside_the_form_has_no_barrier_and_is_announced(
    page_as: OpenPage, tmp_path: Path, watch: Watch
) -> None:
    held: list[Route] = []
    page = page_as("member")
    page.goto("/beitrag/neu/material/")
    address = page.locator("[data-at-once]").get_attribute("data-at-once") or ""
    page.route(f"**{address}", lambda route: held.append(route))
    page.locator("main input[type=file]").first.set_input_files(rare_pdf(tmp_path).path)
    expect(page.locator("progress").first).to_be_visible()
    has_no_barrier(page)

    held[0].abort("connectionreset")
    again = page.get_by_role("button", name="Noch einmal versuchen").first
    expect(again).to_be_visible()
    has_no_barrier(page)
    assert watch.take()  # the trouble that this test made
    page.unroute(f"**{address}")
    again.click()
    expect(page.locator("#id_kept_files input[type=checkbox]")).to_be_checked(timeout=PATIENCE)
    is_announced(page, ".p-drop__status", "beschlussvorlage")
    has_no_barrier(page)
