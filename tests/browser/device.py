"""A computer that can lose its power while somebody types."""

import os
import signal
from contextlib import suppress

from playwright.sync_api import Browser, Error

from tests.browser.chromium import ARGUMENTS, executable, sign_in

PATIENCE = 60_000  # milliseconds that a slow machine may take


class Device:
    """A Chromium of its own, somebody signed in, and a page."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser.browser_type.launch(executable_path=executable(), args=ARGUMENTS)
        context = self._browser.new_context(base_url=url, locale="de-DE", timezone_id="Europe/Berlin")
        context.set_default_timeout(20_000)
        self.page = context.new_page()
        sign_in(self.page, "member")

    def lose_power(self) -> None:
        """Kill the processes of the browser: it can neither say good-bye nor save."""
        found = self._browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        for process in found["processInfo"]:
            with suppress(ProcessLookupError):
                os.kill(int(process["id"]), signal.SIGKILL)
        with suppress(Error):
            self.page.wait_for_event("close", timeout=PATIENCE)

    def close(self) -> None:
        with suppress(Error):
            self._browser.close()
