"""One Chromium, pages of it for each role, and a watch over what they do."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Playwright,
    Request,
    Response,
    StorageState,
    expect,
)

# The shell has no windows to draw, so it needs half the processor time
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE = 1280  # pixels
PASSWORD = "portal-demo"
EMAILS = {
    "member": "mitglied@portal.example",
    "contact": "kommune@portal.example",
    "editor": "redaktion@portal.example",
    "admin": "admin@portal.example",
}
ANONYMOUS = "anonymous"
PATIENCE = 60_000  # milliseconds for what takes a moment on a machine with nothing else to do
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => console.error(
  `CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
"""
# What Chromium itself says of an answer that is an error; the watch judges the answer instead
LOADED_BADLY = re.compile(r"^Failed to load resource: the server responded with a status of 4\d\d")
expect.set_options(timeout=PATIENCE)


def executable() -> str | None:
    """Return the path of this machine's Chromium; None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser:
    """Start Chromium so that it asks nobody but us."""
    return playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)


@dataclass
class Watch:
    """Collects what no page may do: ask a foreign host, break the policy, write errors, open dialogs, fail."""

    home: str
    problems: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        context.add_init_script(TELL_VIOLATIONS)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfailed", self._failed)
        context.on("console", self._console)
        context.on("dialog", self._dialog)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != urlsplit(self.home).netloc:
            self.problems.append(f"foreign request: {request.url}")

    def _response(self, response: Response) -> None:
        kind = response.request.resource_type
        if response.status >= 500 or (response.status >= 400 and kind not in {"document", "xhr", "fetch"}):
            self.problems.append(f"{response.status} for {kind} {response.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left aborts what it was still loading: that is no failure
        if request.failure not in {"net::ERR_ABORTED", None}:
            self.problems.append(f"failed request: {request.url} ({request.failure})")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not LOADED_BADLY.match(message.text):
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _dialog(self, dialog: Dialog) -> None:
        self.problems.append(f"dialog ({dialog.type}): {dialog.message}")
        dialog.accept()

    def take(self) -> list[str]:
        """Return what was collected, once."""
        found, self.problems = self.problems, []
        return found


def sign_in(page: Page, role: str) -> None:
    """Sign in through the real form."""
    page.goto("/anmelden/")
    page.locator("main input[type=email]").fill(EMAILS[role])
    page.locator("main input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.locator(".p-me").wait_for(state="attached")  # hidden on narrow screens


@dataclass
class Visitors:
    """Opens pages of one portal for a role; each role signs in once, its cookies are used again."""

    browser: Browser
    url: str
    states: dict[str, StorageState] = field(default_factory=dict)

    def _state(self, role: str) -> StorageState | None:
        if role == ANONYMOUS:
            return None
        if role not in self.states:
            with self.context() as context:
                sign_in(context.new_page(), role)
                self.states[role] = context.storage_state()
        return self.states[role]

    def sign_in_again(self, context: BrowserContext, role: str) -> None:
        """Give a context the cookies of a role and nothing else."""
        context.clear_cookies()
        state = self._state(role)
        context.add_cookies(state["cookies"] if state else [])  # type: ignore[arg-type]

    @contextmanager
    def context(
        self, role: str = ANONYMOUS, *, watch: Watch | None = None, javascript: bool = True, width: int = WIDE
    ) -> Iterator[BrowserContext]:
        """Open a context as a role; closed afterwards with everything in it."""
        context = self.browser.new_context(
            base_url=self.url,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            java_script_enabled=javascript,
            storage_state=self._state(role),
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        if watch is not None:
            watch.attach(context)
        try:
            yield context
        finally:
            context.close()
