"""The way of a contribution: handed in, looked at, released, found by a word inside its file, downloaded."""

import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import EMAILS
from tests.browser.documents import rare_pdf

FIND_SECONDS = 120  # the worker reads the file meanwhile
OpenPage = Callable[..., Page]


def hand_in_material(page: Page, title: str, file: Path) -> None:
    """Go from the start page to "Meine Beiträge" with one title and one file."""
    page.goto("/")
    page.get_by_role("link", name="Beitrag hinzufügen").first.click()
    page.locator("main input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Weiter").click()
    page.wait_for_url("**/beitrag/entwurf/**")
    page.locator("[name=title]").fill(title)
    page.locator("button[name=action][value=submit]").click()
    page.wait_for_url("**/meine-beitraege/")


def state_of(page: Page, title: str) -> str:
    """Return what "Meine Beiträge" says of one contribution."""
    page.goto("/meine-beitraege/")
    return page.locator(".p-row").filter(has_text=title).locator(".p-state").inner_text()


def open_in_queue(page: Page, title: str) -> None:
    """Go from the admin's home page to the contribution that waits for review."""
    page.goto("/admin/")
    row = page.get_by_role("row").filter(has_text=title)
    row.get_by_role("link", name=title).first.click()
    expect(page.locator("[data-workflow-action-name=approve]").first).to_be_attached()


def open_menu_of_actions(page: Page) -> None:
    """Unfold the list of actions at the foot of the editing page."""
    page.get_by_role("button", name="Mehr Aktionen").last.click()


def release(page: Page, title: str) -> None:
    """Open what waits for review and release it."""
    open_in_queue(page, title)
    open_menu_of_actions(page)
    page.get_by_role("button", name="Freigeben und Veröffentlichen", exact=True).click()
    expect(page.locator(".messages")).to_contain_text(title)


def find(page: Page, word: str) -> None:
    """Ask the search until the worker has read the file; the page then shows the hits."""
    end = time.monotonic() + FIND_SECONDS
    page.goto("/suche/")
    while True:
        page.locator("main input[name=q]").fill(word)
        page.locator("main input[name=q]").press("Enter")
        page.wait_for_url("**/suche/?*q=*")
        if page.locator("main .p-hits .p-row").count():
            return
        assert time.monotonic() < end, f"The search does not find {word} after {FIND_SECONDS} seconds."
        page.wait_for_timeout(200)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_member_hands_in_an_editor_releases_and_another_member_finds_and_downloads(
    page_as: OpenPage, tmp_path: Path, javascript: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = rare_pdf(tmp_path)
    title = f"Vorlage zur Wohnraumhilfe {sample.word[-8:]}"
    member = page_as("member", javascript=javascript)
    started = time.monotonic()

    hand_in_material(member, title, sample.path)
    handed_in = time.monotonic()
    assert "In Prüfung" in state_of(member, title)

    colleague = page_as("contact", javascript=javascript)
    colleague.goto("/material/")
    expect(colleague.locator("main")).not_to_contain_text(title)

    release(page_as("editor"), title)
    released = time.monotonic()
    assert "Veröffentlicht" in state_of(member, title)

    find(colleague, sample.word)
    found = time.monotonic()
    colleague.get_by_role("link", name=title).click()
    expect(colleague.get_by_role("heading", level=1)).to_contain_text(title)
    with colleague.expect_download() as download:
        colleague.locator(".p-files a").first.click()
    received = Path(download.value.path()).read_bytes()
    assert hashlib.sha256(received).digest() == hashlib.sha256(sample.path.read_bytes()).digest()
    with capsys.disabled():  # to stderr, which also reaches the terminal from a process of pytest-xdist
        sys.stderr.write(
            f"\nhanded in {handed_in - started:.1f} s, released {released - handed_in:.1f} s, "
            f"found {found - released:.1f} s, downloaded {time.monotonic() - found:.1f} s\n"
        )


def test_an_editor_asks_for_changes_and_the_member_answers_until_it_is_released(
    page_as: OpenPage, tmp_path: Path
) -> None:
    sample = rare_pdf(tmp_path)
    title = f"Merkblatt Sprachkurse {sample.word[-8:]}"
    question = f"Von wann ist das Merkblatt? {sample.word[-8:]}"
    member, editor = page_as("member"), page_as("editor")
    hand_in_material(member, title, sample.path)

    open_in_queue(editor, title)
    open_menu_of_actions(editor)
    editor.get_by_role("button", name="Um Änderungen bitten").click()
    dialog = editor.get_by_role("dialog")
    dialog.locator("textarea").fill(question)
    dialog.locator("[type=submit]").click()
    expect(editor.locator(".messages")).to_contain_text(title)

    assert "Änderungen erbeten" in state_of(member, title)
    row = member.locator(".p-row").filter(has_text=title)
    expect(row).to_contain_text(question)
    row.get_by_role("link", name="Antworten").click()
    member.locator("[name=date]").fill("2026-03-02")
    member.locator("button[name=action][value=submit]").click()
    member.wait_for_url("**/meine-beitraege/")
    assert "In Prüfung" in state_of(member, title)

    release(editor, title)
    assert "Veröffentlicht" in state_of(member, title)
    member.locator(".p-row").filter(has_text=title).get_by_role("link", name=title).first.click()
    expect(member.locator("main")).to_contain_text("2. März 2026")

    editor.goto("/")
    editor.locator("body > footer a[href='/demo/postausgang/']").click()
    mails = editor.locator("main .p-row").filter(has_text=title)
    expect(mails.filter(has_text=EMAILS["editor"])).to_have_count(2)  # handed in, answered
    expect(mails.filter(has_text=EMAILS["member"])).to_have_count(2)  # changes asked for, released
    mails.filter(has_text=EMAILS["member"]).last.get_by_role("link").click()
    expect(editor.locator("main")).to_contain_text(question)
