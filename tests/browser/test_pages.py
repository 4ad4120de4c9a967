"""Every page in every state: no barrier that a machine can find, no foreign request, no broken policy, no error."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

from tests.browser.barriers import barriers
from tests.browser.stops import Stop
from tests.browser.walk import ADMIN, MEMBER
from tests.browser.walk_public import EVERYBODY

OpenPage = Callable[[str], Page]
NARROWEST = 320  # pixels: 1280 at 400 % zoom
TOO_WIDE = """() => {
  const wide = [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > innerWidth + 1 && getComputedStyle(element).position !== "fixed";
  });
  return document.documentElement.scrollWidth > innerWidth
    ? wide.slice(0, 5).map((element) => `${element.tagName.toLowerCase()}.${element.className}`)
    : [];
}"""
FAMILIAR = re.compile(r"\b(?:[Dd]u|[Dd]ein(?:e[mnrs]?)?|[Dd]ich|[Dd]ir)\b")  # we say "Sie"
CRAMPED = """() => [...document.querySelectorAll(".kern-btn .kern-label")].filter((label) => {
  const words = label.getBoundingClientRect(), button = label.closest(".kern-btn").getBoundingClientRect();
  return words.width > 0 && (words.left < button.left - 1 || words.right > button.right + 1);
}).map((label) => label.textContent)"""


def visit(page: Page, stop: Stop) -> None:
    """Go to a stop and see that its last document has the expected status."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        if answer.request.resource_type in {"document", "xhr"}:
            answers.append(answer)

    page.on("response", note)
    stop.go(page)
    page.wait_for_load_state()
    page.remove_listener("response", note)
    own = [answer for answer in answers if answer.status not in range(300, 400)]
    assert own[-1].status == stop.status, f"{own[-1].url}: {own[-1].status}"


def is_sound(page: Page) -> None:
    """See that it has landmarks, a title and one first heading, says "Sie", and holds no inline style or script."""
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.locator("body > header").count() == 1
    assert page.locator("body > footer").count() == 1
    assert page.locator("html").get_attribute("lang") == "de"
    assert len(page.title().removesuffix("– Integrationsportal").strip()) > 2
    assert FAMILIAR.findall(page.locator("body").inner_text()) == []
    assert page.locator("[style], style, script:not([src])").count() == 0


def has_no_barrier(page: Page) -> None:
    """See the page as it is now wide and narrow, in light and dark: axe finds nothing, and nothing sticks out."""
    is_sound(page)
    found = barriers(page)
    assert not found, "\n".join(found)
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(CRAMPED) == []


@pytest.mark.parametrize("stop", EVERYBODY + MEMBER, ids=str)
def test_page_has_no_barrier_wide_and_narrow_in_light_and_dark(look_as: OpenPage, stop: Stop) -> None:
    page = look_as(stop.role)
    visit(page, stop)
    has_no_barrier(page)


@pytest.mark.parametrize("stop", ADMIN, ids=str)
def test_admin_page_is_german_and_asks_nobody_else(look_as: OpenPage, stop: Stop) -> None:
    page = look_as(stop.role)
    visit(page, stop)
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.locator("h1").count() >= 1


def test_a_text_that_is_hard_to_read_only_when_narrow_and_dark_is_found(look_as: OpenPage) -> None:
    """Of what looks alike only the first is looked at in each width and theme: this is how the others are not lost."""
    page = look_as("member")
    page.goto("/projekte/")
    page.evaluate("""() => {
      [...document.querySelectorAll("main .p-title a")].at(-1).id = "faint";
      const style = new CSSStyleSheet();
      style.replaceSync(
        "@media (max-width: 600px) and (prefers-color-scheme: dark) { #faint#faint#faint { color: #2a2f36 } }");
      document.adoptedStyleSheets.push(style);
    }""")
    found = barriers(page)
    assert [text.partition(":")[0] for text in found] == ["360 px, dark"]
    assert "color-contrast" in found[0]
