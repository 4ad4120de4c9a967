"""A file dropped into the form is sent at once; what is read in it arrives while one types; no window overwrites."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from fpdf import FPDF
from playwright.sync_api import LocatorAssertions, Page, Route, expect

from tests.browser.chromium import Watch
from tests.browser.documents import program, rare_pdf
from tests.browser.test_pages import has_no_barrier
from tests.factories.files import png_bytes

OpenPage = Callable[..., Page]
SLOWLY = 60_000  # milliseconds that a slow machine may take
UPLOADS, SAVES, SUGGESTIONS = "**/datei/", "**/sichern/", "**/vorschlaege/"
ROWS = "[data-upload-list] > li"
FORM = "/beitrag/neu/material/"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAPER = (
    "Pressemitteilung\n\nElternlotsen begleiten Familien in die Schule\n\nLindlohe, 3. Juni 2026. Zwölf Eltern helfen "
    "neuen Familien beim ersten Schuljahr. Sie erklären die Anmeldung und den Elternabend."
)


def paper(folder: Path, name: str = "Elternlotsen.pdf", text: str = PAPER) -> Path:
    pdf = FPDF()
    pdf.set_font("helvetica", size=12)
    pdf.add_page()
    pdf.multi_cell(0, 8, text)
    path = folder / name
    pdf.output(str(path))
    return path


class Gate:
    """Holds requests of a page until they may go on."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.held: list[Route] = []
        self.isopen = False
        page.route(pattern, self._come)

    def _come(self, route: Route) -> None:
        if self.isopen:
            route.continue_()
        else:
            self.held.append(route)

    def open(self) -> None:
        self.isopen = True
        for route in self.held:
            route.continue_()


def choose(page: Page, *files: Path) -> None:
    page.locator("main input[type=file]").set_input_files(list(files))


def uploaded(page: Page) -> LocatorAssertions:
    return expect(page.locator("#id_kept_files li"))


def hand_in(page: Page, action: str = "submit") -> None:
    page.locator(f"button.kern-btn[name=action][value={action}]").click()


def wait_until_saved(page: Page) -> None:
    expect(page.locator("[data-draft-state]")).to_contain_text("Gesichert um", timeout=SLOWLY)


def test_a_file_is_sent_at_once_and_handed_in_without_being_sent_again(page_as: OpenPage, tmp_path: Path) -> None:
    page = page_as("member")
    sent: list[bytes] = []
    page.on(
        "request", lambda request: sent.append(request.post_data_buffer or b"") if request.method == "POST" else None
    )
    page.goto(FORM)
    title = page.locator("[name=title]")
    title.fill("Elternlotsen in Grundschulen")
    gate = Gate(page, UPLOADS)
    choose(page, rare_pdf(tmp_path).path)
    row = page.locator(ROWS)
    expect(row.locator("progress")).to_be_visible()
    expect(row).to_contain_text("beschlussvorlage.pdf")
    expect(page.locator(".p-drop [role=status]")).to_contain_text("beschlussvorlage.pdf wird hochgeladen")
    title.press("End")
    title.press_sequentially("!")
    gate.open()
    uploaded(page).to_have_count(1, timeout=SLOWLY)
    expect(page.locator("#id_kept_files input[type=checkbox]")).to_be_checked()
    expect(row).to_have_count(0)
    expect(page.locator(".p-drop [role=status]")).to_contain_text("ist hochgeladen")
    expect(title).to_be_focused()
    expect(title).to_have_value("Elternlotsen in Grundschulen!")
    assert page.locator("main input[type=file]").evaluate("input => input.files.length") == 0
    sent.clear()
    hand_in(page)
    page.wait_for_url("**/meine-beitraege/", timeout=SLOWLY)
    assert sent
    assert not any(b"%PDF" in body for body in sent)
    page.locator(".p-row").filter(has_text="Elternlotsen in Grundschulen!").first.get_by_role("link").first.click()
    expect(page.locator(".p-files a").first).to_be_visible()


def test_handing_in_waits_for_what_is_still_being_sent(page_as: OpenPage, tmp_path: Path) -> None:
    page = page_as("member")
    page.goto(FORM)
    page.locator("[name=title]").fill("Wartet auf die Datei")
    gate = Gate(page, UPLOADS)
    choose(page, rare_pdf(tmp_path).path)
    expect(page.locator(ROWS)).to_have_count(1)
    hand_in(page)
    expect(page.locator("[data-draft-state]")).to_contain_text("werden noch hochgeladen")
    gate.open()
    page.wait_for_url("**/meine-beitraege/", timeout=SLOWLY)


def test_at_most_two_are_sent_at_the_same_time_and_one_can_be_cancelled(page_as: OpenPage, tmp_path: Path) -> None:
    page = page_as("member")
    page.goto(FORM)
    gate = Gate(page, UPLOADS)
    files = [paper(tmp_path, f"Plan {number}.pdf", f"Plan {number}") for number in range(4)]
    choose(page, *files)
    expect(page.locator(ROWS)).to_have_count(4)
    page.wait_for_function("document.querySelectorAll('[data-upload-list] progress').length === 4")
    assert len(gate.held) <= 2
    page.locator(ROWS).filter(has_text="Plan 3").get_by_role("button").click()
    expect(page.locator(ROWS)).to_have_count(3)
    with page.expect_request(UPLOADS):  # the next one has its turn
        page.locator(ROWS).filter(has_text="Plan 0").get_by_role("button", name="Abbrechen").click()
    expect(page.locator("main input[type=file]")).to_be_focused()
    del gate.held[0]
    gate.open()
    uploaded(page).to_have_count(2, timeout=SLOWLY)
    uploaded(page).to_contain_text(["Plan 1", "Plan 2"])


def test_a_lost_connection_is_said_and_tried_once_more(page_as: OpenPage, watch: Watch, tmp_path: Path) -> None:
    page = page_as("member")
    page.goto(FORM)
    page.locator("[name=title]").fill("Bleibt stehen")
    page.route(UPLOADS, lambda route: route.abort("connectionreset"))
    choose(page, rare_pdf(tmp_path).path)
    expect(page.get_by_role("alert").filter(has_text="Verbindung ist abgebrochen")).to_be_visible(timeout=SLOWLY)
    hand_in(page)
    expect(page.locator("[data-draft-state]")).to_contain_text("Eine Datei ist nicht hochgeladen")
    expect(page.locator("[data-upload-list] .p-state")).to_be_focused()
    assert FORM in page.url
    page.unroute(UPLOADS)
    assert watch.take()  # the trouble that this test made
    page.get_by_role("button", name="Noch einmal versuchen").click()
    uploaded(page).to_have_count(1, timeout=SLOWLY)
    expect(page.locator("[name=title]")).to_have_value("Bleibt stehen")


def test_a_refused_file_is_explained_beside_it_and_the_others_come_through(page_as: OpenPage, tmp_path: Path) -> None:
    page = page_as("member")
    page.goto(FORM)
    (tmp_path / "Fest.png").write_bytes(png_bytes())
    choose(page, program(tmp_path), paper(tmp_path), tmp_path / "Fest.png")
    uploaded(page).to_have_count(1, timeout=SLOWLY)
    expect(page.locator("#id_kept_images li")).to_have_count(1, timeout=SLOWLY)
    expect(page.locator("#id_kept_images input[name$=alternative]")).to_be_visible()
    refused = page.locator(ROWS)
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("der Inhalt ist aber etwas anderes")
    refused.get_by_role("button", name="Entfernen").click()
    expect(refused).to_have_count(0)


def test_suggestions_fill_only_what_is_empty_and_was_not_touched(page_as: OpenPage, tmp_path: Path) -> None:
    page = page_as("member")
    page.goto(FORM)
    page.locator("[name=title]").fill("Mein eigener Titel")
    teaser = page.locator("[name=teaser]")
    teaser.fill("x")
    teaser.fill("")
    gate = Gate(page, SUGGESTIONS)
    choose(page, paper(tmp_path))
    reading = page.locator("[data-reading]")
    expect(reading).to_contain_text("Wir lesen Ihre Datei noch", timeout=SLOWLY)
    gate.open()
    expect(page.locator("[name=date]")).to_have_value("2026-06-03", timeout=SLOWLY)
    expect(page.locator("[name=title]")).to_have_value("Mein eigener Titel")
    expect(teaser).to_have_value("")
    mark = page.locator(".kern-form-input").filter(has=page.locator("[name=date]")).locator(".p-suggest")
    expect(mark).to_have_text("Vorschlag aus Ihrer Datei, bitte prüfen")
    assert (mark.get_attribute("id") or "?") in (page.locator("[name=date]").get_attribute("aria-describedby") or "")
    expect(reading).to_contain_text("Datum des Dokuments")
    wait_until_saved(page)
    page.goto("/beitrag/neu/")
    page.get_by_role("link", name="Mein eigener Titel").first.click()
    expect(page.locator("[name=date]")).to_have_value("2026-06-03")
    expect(
        page.locator(".kern-form-input").filter(has=page.locator("[name=date]")).locator(".p-suggest")
    ).to_be_visible()


def test_a_file_without_text_is_said_kindly(page_as: OpenPage, tmp_path: Path) -> None:
    page = page_as("member")
    page.goto(FORM)
    choose(page, paper(tmp_path, "Scan.pdf", " "))
    expect(page.locator("[data-file-note]")).to_contain_text("kein Text lesen", timeout=SLOWLY)
    expect(page.locator("[data-reading]")).to_contain_text("kein Text lesen")


def test_an_older_window_asks_before_it_overwrites(page_as: OpenPage) -> None:
    first = page_as("member")
    first.goto("/beitrag/neu/")
    first.locator("[name=title]").fill("Zwei Fenster")
    first.get_by_role("button", name="Weiter").click()
    first.wait_for_url("**/beitrag/entwurf/**")
    second = first.context.new_page()
    second.goto(first.url)
    second.locator("[name=teaser]").fill("Aus dem zweiten Fenster")
    wait_until_saved(second)
    first.locator("[name=teaser]").fill("Aus dem ersten Fenster")
    state = first.locator("[data-draft-warning]")
    expect(state).to_contain_text("in einem anderen Fenster weitergeschrieben", timeout=SLOWLY)
    hand_in(first)
    expect(state).to_be_focused()
    assert "/beitrag/entwurf/" in first.url
    expect(state.get_by_role("link", name="Den neuesten Stand öffnen")).to_be_visible()
    has_no_barrier(first)

    second.reload()
    expect(second.locator("[name=teaser]")).to_have_value("Aus dem zweiten Fenster")
    state.get_by_role("button", name="Behalten, was hier steht").click()
    wait_until_saved(first)
    second.reload()
    expect(second.locator("[name=teaser]")).to_have_value("Aus dem ersten Fenster")


@pytest.mark.parametrize("outcome", ["signed out", "no connection"])
def test_what_cannot_be_saved_stays_in_the_form(page_as: OpenPage, watch: Watch, outcome: str) -> None:
    page = page_as("member")
    page.goto(FORM)
    if outcome == "signed out":
        page.route(SAVES, lambda route: route.fulfill(status=403, content_type="text/html", body="<h1>"))
        words = "nicht mehr angemeldet"
    else:
        page.route(SAVES, lambda route: route.abort("internetdisconnected"))
        words = "keine Verbindung"
    page.locator("[name=title]").fill("Getippt")
    hand_in(page)
    warning = page.locator("[data-draft-warning]")
    expect(warning).to_contain_text(words, timeout=SLOWLY)
    expect(warning).to_be_focused()
    expect(warning).to_be_in_viewport(ratio=1)
    assert FORM in page.url
    expect(page.locator("[name=title]")).to_have_value("Getippt")
    watch.take()  # the trouble that this test made
    page.unroute(SAVES)
    hand_in(page, "draft")
    page.wait_for_url("**/meine-beitraege/", timeout=SLOWLY)


@pytest.mark.parametrize("width", [1280, 360])
def test_who_is_signed_out_while_typing_sees_it_at_once_and_signs_in_beside_it(
    page_as: OpenPage, watch: Watch, width: int
) -> None:
    page = page_as("member", width=width)
    page.goto(FORM)
    page.route(SAVES, lambda route: route.fulfill(status=403, content_type="text/html", body="<h1>"))
    page.locator("[name=title]").fill("Getippt")
    warning = page.get_by_role("alert").filter(has_text="nicht mehr angemeldet")
    expect(warning).to_be_in_viewport(ratio=1, timeout=SLOWLY)
    expect(page.locator("[name=title]")).to_be_in_viewport()
    sign_in = warning.get_by_role("link", name="Anmelden (neues Fenster)")
    assert sign_in.get_attribute("target") == "_blank"
    assert sign_in.get_attribute("rel") == "noopener"
    assert (sign_in.get_attribute("href") or "").endswith("/anmelden/")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        has_no_barrier(page)
    page.unroute(SAVES)
    watch.take()  # the trouble that this test made
    page.locator("[name=title]").fill("Getippt und wieder angemeldet")
    wait_until_saved(page)
    expect(warning).to_be_hidden()


@pytest.mark.parametrize("address", [FORM, "/beitrag/neu/proposal/"])
def test_a_new_form_is_there_again_after_reloading(page_as: OpenPage, address: str) -> None:
    page = page_as("member")
    page.goto(address)
    title = f"Neu geladen {secrets.token_hex(4)}"
    page.locator("[name=title]").fill(title)
    wait_until_saved(page)
    page.wait_for_url("**/beitrag/entwurf/*/")
    page.reload()
    expect(page.locator("[name=title]")).to_have_value(title)
    page.locator("[name=title]").press("End")
    page.locator("[name=title]").press_sequentially("!")
    wait_until_saved(page)
    page.goto("/meine-beitraege/")
    expect(page.get_by_role("heading", name=title)).to_have_count(1)


def test_a_refused_file_on_the_first_page_says_how_to_go_on(page_as: OpenPage, tmp_path: Path) -> None:
    page = page_as("member")
    page.goto("/beitrag/neu/")
    wrong = tmp_path / "programm.exe"
    wrong.write_bytes(b"MZ")
    choose(page, paper(tmp_path), wrong)
    words = "Entfernen Sie diese Datei, dann geht es weiter."
    expect(page.locator(ROWS).filter(has_text="programm.exe")).to_contain_text(words)
    page.get_by_role("button", name="Weiter").click()
    expect(page.locator("form > .p-note--bad")).to_contain_text(words)
    page.get_by_role("button", name="Entfernen programm.exe").click()
    expect(page.locator("form > .p-note--bad")).to_have_count(0)
    page.get_by_role("button", name="Weiter").click()
    page.wait_for_url("**/beitrag/entwurf/**", timeout=SLOWLY)
    expect(page.locator("label").filter(has_text="Weitere Dateien hinzufügen")).to_be_visible()


def test_the_preview_is_one_press_away_and_hands_nothing_in(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto(FORM)
    page.locator("[name=title]").fill("Erst ansehen")
    hand_in(page, "preview")
    expect(page.get_by_role("heading", name="Erst ansehen")).to_be_visible(timeout=SLOWLY)
    expect(page.get_by_role("link", name="Zur Prüfung einreichen")).to_be_visible()
