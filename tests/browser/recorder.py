"""A page that counts what its visitor has to do: the screens, the fields typed into, the seconds.

The page itself stays inside, so that a test can do nothing that is not counted.
"""

import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Frame, Locator, Page, TimeoutError, expect

from tests.browser.chromium import PATIENCE

FIELD = """element => `${location.pathname} ${element.name || element.id || element.tagName.toLowerCase()}`"""
MOST_TABS = 200  # from one control to another


class Recorder:
    """Drives a page by pointer or keyboard and counts; begins with the page that is open."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._begun = time.monotonic()
        self._addresses: list[str] = []
        self.typed_into: set[str] = set()
        self._note(page.url)
        page.on("framenavigated", self._navigated)

    def _navigated(self, frame: Frame) -> None:
        if frame == self._page.main_frame:
            self._note(frame.url)

    def _note(self, url: str) -> None:
        """Take down an address; a jump within the page and the same page once more are no screen of their own."""
        parts = urlsplit(url)
        if not self._addresses or self._addresses[-1] != parts.path:
            self._addresses.append(parts.path)

    # What people do

    def click(self, role: str, name: str) -> None:
        """Press the first control of that role and name with the pointer."""
        self._control(role, name).click()

    def type(self, selector: str, text: str) -> None:
        """Put text into a field, which counts once for each field."""
        field = self._page.locator(selector)
        self.typed_into.add(field.evaluate(FIELD))
        field.fill(text)

    def choose(self, selector: str, file: Path) -> None:
        """Choose a file in a field for files, as the dialog of the browser does."""
        self._page.locator(selector).set_input_files(file)

    def drop(self, selector: str, file: Path) -> None:
        """Drop a file where this element is; the browser itself makes the events and the file."""
        zone = self._page.locator(selector)
        zone.scroll_into_view_if_needed()
        box = zone.bounding_box()
        assert box is not None, f"{selector} is not to be seen"
        browser = self._page.context.new_cdp_session(self._page)
        for kind in ("dragEnter", "dragOver", "drop"):
            browser.send(
                "Input.dispatchDragEvent",
                {
                    "type": kind,
                    "x": box["x"] + box["width"] / 2,
                    "y": box["y"] + box["height"] / 2,
                    "data": {"items": [], "files": [str(file)], "dragOperationsMask": 1},
                },
            )
        browser.detach()

    def tab_to(self, role: str, name: str) -> None:
        """Press Tab until the first control of that role and name has the focus."""
        self._tab_until(self._control(role, name))

    def tab_to_field(self, selector: str) -> None:
        self._tab_until(self._page.locator(selector))

    def press(self, key: str) -> None:
        """Press one of the keys that move and choose; letters would be typing."""
        assert key in {"Tab", "Enter", "Space"}, f"{key} is typing"
        self._page.keyboard.press(key)

    def choose_by_key(self, key: str, file: Path) -> None:
        """Open the dialog for files with a key and choose there; press again, as people do, if nothing happens."""
        for is_last in (False, False, True):
            try:
                with self._page.expect_file_chooser(timeout=PATIENCE / 3) as chooser:
                    self.press(key)
                break
            except TimeoutError:
                if is_last:
                    raise
        chooser.value.set_files(file)

    # What people see

    def arrives_at(self, pattern: str) -> None:
        self._page.wait_for_url(pattern)

    def sees(self, selector: str, text: str = "") -> None:
        """See the first element, with that text in it."""
        expect(self._page.locator(selector).filter(has_text=text).first).to_be_visible()

    def value_of(self, selector: str) -> str:
        return self._page.locator(selector).input_value()

    def state_of(self, title: str) -> str:
        """Return what "Meine Beiträge" says of one contribution."""
        assert urlsplit(self._page.url).path == "/meine-beitraege/"
        return self._page.locator(".p-row").filter(has_text=title).locator(".p-state").first.inner_text()

    # What was counted

    @property
    def screens(self) -> list[str]:
        """Return the pages before the one that is open: that one confirms."""
        return self._addresses[:-1]

    def tell(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Print what was counted; to stderr, which also reaches the terminal from a process of pytest-xdist."""
        seconds = time.monotonic() - self._begun
        with capsys.disabled():
            sys.stderr.write(
                f"\n{len(self.screens)} screens ({' '.join(self.screens)}), "
                f"{len(self.typed_into)} typed fields, {seconds:.1f} s\n"
            )

    def _control(self, role: str, name: str) -> Locator:
        return self._page.get_by_role(role, name=name).first  # type: ignore[arg-type]

    def _tab_until(self, wanted: Locator) -> None:
        wanted.wait_for(state="attached")
        for _tab in range(MOST_TABS):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self._page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {wanted}")
