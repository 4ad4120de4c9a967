#!/usr/bin/env python
"""Photograph every page as each role, wide and narrow, light and dark, into `screenshots/` (not committed).

Serves its own demo for that, or takes the portal that PORTAL_URL names. Arguments: parts of the names of the pages to
take, such as `member-start`; without any, all are taken.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Error, Page, sync_playwright
from tqdm import tqdm

from tests.browser.chromium import Visitors, Watch, executable, launch
from tests.browser.server import ROOT, copy_of, serve, template
from tests.browser.stops import Stop
from tests.browser.walk import STOPS

FOLDER = ROOT / "screenshots"
WIDTHS = (1280, 360)
THEMES = ("light", "dark")


@contextmanager
def portal() -> Iterator[str]:
    """Yield the address of a portal with the demo in it."""
    if address := os.environ.get("PORTAL_URL"):
        yield address
        return
    with tempfile.TemporaryDirectory(prefix="portal-screenshots-") as folder:
        print("Making a demo to photograph ...")
        with serve(copy_of(template(Path(folder)), Path(folder) / "portal")) as address:
            yield address


def photograph(page: Page, stop: Stop) -> None:
    """Go to a page in its state and take it in every width and theme."""
    stop.go(page)
    page.wait_for_load_state("networkidle")
    folder = FOLDER / stop.role
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for theme in THEMES:
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            page.screenshot(path=folder / f"{stop.name}-{width}-{theme}.png", full_page=True)


def main(wanted: list[str]) -> int:
    """Take all pictures; return 1 where a page could not be reached or did what no page may do."""
    if executable() is None:
        print("No Chromium on this machine (Debian: apt install chromium-headless-shell).", file=sys.stderr)
        return 1
    stops = [stop for stop in STOPS if not wanted or any(part in str(stop) for part in wanted)]
    if not wanted:
        shutil.rmtree(FOLDER, ignore_errors=True)
    found: list[str] = []
    with portal() as address, sync_playwright() as playwright:
        visitors = Visitors(launch(playwright), address)
        for stop in tqdm(stops, unit="page", disable=None):
            watch = Watch(address)
            with visitors.context(stop.role, watch=watch) as context:
                try:
                    photograph(context.new_page(), stop)
                except (Error, AssertionError) as error:
                    found.append(f"{stop}: {str(error).splitlines()[0]}")
            found += [f"{stop}: {problem}" for problem in watch.take()]
        visitors.browser.close()
    print(f"{len(stops)} pages in {FOLDER}")
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
