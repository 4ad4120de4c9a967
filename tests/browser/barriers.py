"""What axe finds in a page, wide and narrow, in light and dark: everything once, and again what may differ."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe, AxeResults
from playwright.sync_api import Page

AXE = Axe()
TAGS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = ["color-contrast", "link-in-text-block"]  # the only rules for which light and dark differ
Options = dict[str, Any]
ALL: Options = {"runOnly": TAGS, "resultTypes": ["violations"]}
ONLY_COLOURS: Options = {"runOnly": COLOURS, "resultTypes": ["violations"]}
NO_COLOURS: Options = ALL | {"rules": {name: {"enabled": False} for name in COLOURS}}
WIDTHS = (1280, 360)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WHOLE = "options => axe.run(document, options)"
# Leaves out what looks, through all that it stands in, like something before it: the colours of the twentieth row of a
# list are those of the first. What holds anything else stays, because leaving out an element leaves out its contents.
EACH_LOOK = """options => {
  const numbers = new Map(), looks = new Map(), seen = new Set(), again = new Set();
  const all = [...document.querySelectorAll("body *")];
  for (const element of all) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const look = [looks.get(element.parentElement), element.localName, element.getAttribute("class"),
      style.color, style.backgroundColor, style.backgroundImage, style.fontSize, style.fontWeight, style.opacity,
      style.visibility, style.display, style.position, style.zIndex, style.textDecorationLine, style.textShadow,
      style.filter, style.mixBlendMode, style.clipPath, box.width > 0 && box.height > 0].join("|");
    if (!numbers.has(look)) numbers.set(look, numbers.size);
    looks.set(element, numbers.get(look));
    if (seen.has(look)) again.add(element);
    seen.add(look);
  }
  for (const element of all)
    if (!again.has(element)) for (let up = element.parentElement; up && again.delete(up); ) up = up.parentElement;
  const exclude = [...again].filter((element) => !again.has(element.parentElement));
  return axe.run(exclude.length ? { include: [document], exclude } : document, options);
}"""


def violations(page: Page, options: Options = ALL, run: str = WHOLE) -> str:
    """Return what axe finds in the page as it is now; empty where it finds nothing. `AXE.axe_script` must run first."""
    response: dict[str, Any] = page.evaluate(run, options)
    results = AxeResults(response)
    return results.generate_report() if results.violations_count else ""


def barriers(page: Page) -> list[str]:
    """Return what axe finds in the page as it is now, wide and narrow, in light and dark."""
    page.evaluate(AXE.axe_script)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            if (width, theme) == (WIDTHS[0], THEMES[0]):
                texts = [violations(page)]
            else:
                texts = [violations(page, ONLY_COLOURS, EACH_LOOK)]
                texts += [violations(page, NO_COLOURS)] if theme == THEMES[0] else []
            found += [f"{width} px, {theme}: {text}" for text in texts if text]
    return found
