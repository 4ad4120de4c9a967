"""One portal and one Chromium for each process that runs tests; a watch over every page."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import WIDE, Visitors, Watch, executable, launch
from tests.browser.device import Device
from tests.browser.server import copy_of, serve, template

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that no test can forget it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.no_cover)  # the portal runs in processes of its own


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if executable() is None:
        reason = "No Chromium on this machine (Debian: apt install chromium-headless-shell): NO BROWSER TEST RAN."
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    # Playwright's loop stays in this thread while later tests of other folders use the database
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@contextmanager
def portal_in(name: str, factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a portal of this process's own; while writing tests PORTAL_URL may name one that runs."""
    if address := os.environ.get("PORTAL_URL"):
        yield address
        return
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "alone")
    with serve(copy_of(template(shared / f"portal-{run}"), own / name)) as url:
        yield url


@pytest.fixture(scope="session")
def portal(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with portal_in("portal", tmp_path_factory) as url:
        yield url


@pytest.fixture(scope="module")
def spare_visitors(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitors]:
    """Visitors of a portal for one file of tests alone, which may leave behind what others should not meet."""
    with portal_in("spare", tmp_path_factory) as url:
        yield Visitors(browser, url)


@pytest.fixture(scope="session")
def visitors(browser: Browser, portal: str) -> Visitors:
    return Visitors(browser, portal)


@pytest.fixture
def watch(portal: str) -> Iterator[Watch]:
    """Watch over every page of a test; whatever it has collected at the end fails the test."""
    watch = Watch(portal)
    yield watch
    problems = watch.take()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page_as(visitors: Visitors, watch: Watch) -> Iterator[Callable[..., Page]]:
    """`page_as("member")` opens a page as that role; also `javascript=False`, `width=360`."""
    with ExitStack() as stack:

        def open_page(role: str, *, javascript: bool = True, width: int = 1280) -> Page:
            context = visitors.context(role, watch=watch, javascript=javascript, width=width)
            return stack.enter_context(context).new_page()

        yield open_page


class Regulars:
    """Visitors who stay, one page for each role: a Chromium that knows our scripts and axe takes a third less time."""

    def __init__(self, visitors: Visitors, stack: ExitStack) -> None:
        self.visitors, self.stack = visitors, stack
        self.pages: dict[str, tuple[Page, Watch]] = {}

    def get(self, role: str) -> tuple[Page, Watch]:
        """Return the page of a role, as wide, light and signed in as at the beginning, and its watch."""
        if role not in self.pages or self.pages[role][0].is_closed():
            watch = Watch(self.visitors.url)
            context = self.stack.enter_context(self.visitors.context(role, watch=watch))
            self.pages[role] = context.new_page(), watch
            return self.pages[role]
        page, watch = self.pages[role]
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.visitors.sign_in_again(page.context, role)
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.emulate_media(color_scheme="light")
        watch.take()  # what the page before still said on leaving
        return page, watch


@pytest.fixture(scope="session")
def regulars(visitors: Visitors) -> Iterator[Regulars]:
    with ExitStack() as stack:
        yield Regulars(visitors, stack)


@pytest.fixture
def look_as(regulars: Regulars) -> Iterator[Callable[[str], Page]]:
    """`look_as("member")` leads to the one lasting page of that role: for tests that only look."""
    watches: list[Watch] = []

    def page_of(role: str) -> Page:
        page, watch = regulars.get(role)
        watches.append(watch)
        return page

    yield page_of
    problems = [problem for watch in watches for problem in watch.take()]
    assert not problems, "\n".join(problems)


@pytest.fixture
def device(browser: Browser, portal: str) -> Iterator[Device]:
    """A computer of the member's own, which a test may kill."""
    device = Device(browser, portal)
    yield device
    device.close()
