"""What an attacker writes into fields; whatever of it came to life would ask a foreign host or open a dialog."""

import re
from itertools import cycle, islice

from playwright.sync_api import Page

CORPUS = (
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</textarea><svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '" autofocus onfocus=alert(1) x="',
    "<details open ontoggle=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>Falle</a>",
    "javascript:alert(1)",
    "[Falle](javascript:alert(1))",
    "<math><mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\u2028<script>alert(1)</script>",
    "\u202e<script>alert(1)</script>\u202c",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "<base href=//evil.example/>",
    "<img src=//evil.example/x>",
    "<style>*{background:url(//evil.example/y)}</style>",
    "<meta http-equiv=refresh content=0;//evil.example/>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
)
ADDRESS = 'https://www.example.org/"><img/src=x/onerror=alert(1)>'
EMAIL = '"<script>alert(1)</script>"@example.org'
FILE_NAMES = (
    '"><img src=x onerror=alert(1)>.pdf',
    "';alert(1);'<script>alert(1)<script>.pdf",
    "x\u202efdp.<svg onload=alert(1)>.pdf",
)
MARK = "alert(1)"

# Sets every field of a form that takes text, whatever the script of the page shows instead of it
FILL = """(form, [corpus, own]) => {
  const fit = (limit, start) => {
    let text = "";
    for (let step = 0; step < corpus.length; step += 1) {
      const next = corpus[(start + step) % corpus.length];
      if (text.length + next.length + 1 <= limit) text += (text ? " " : "") + next;
    }
    return text || corpus[start % corpus.length].slice(0, limit);
  };
  const names = [];
  for (const [number, field] of [...form.elements].entries()) {
    if (!field.name || !["text", "search", "tel", "email", "url", "textarea"].includes(field.type)) continue;
    const limit = field.maxLength > 0 ? field.maxLength : field.type === "textarea" ? 3000 : 250;
    field.value = own[field.type] ?? fit(limit, number);
    names.push(field.name);
  }
  return names;
}"""
ALIVE = """() => [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]
  .filter(({ name, value }) => /^on/i.test(name) || /^\\s*(javascript|vbscript|data:text)/i.test(value)
    && ["href", "src", "action", "formaction", "srcdoc", "data", "xlink:href"].includes(name))
  .map(({ name, value }) => `${element.tagName} ${name}=${value.slice(0, 80)}`))
  .concat([...document.querySelectorAll(
    "script:not([src]), style, base, iframe, math, object, embed, meta[http-equiv]")]
    .map((element) => element.outerHTML.slice(0, 120)))"""


def from_number(start: int) -> list[str]:
    """Return the corpus beginning somewhere else, so that each field meets other parts of it first."""
    return list(islice(cycle(CORPUS), start, start + len(CORPUS)))


def fill_with_hostile_text(page: Page, start: int = 0, form: str = "main form[method=post]", **own: str) -> list[str]:
    """Put hostile text into each field of a form that takes text; return the names of these fields."""
    names: list[str] = page.locator(form).first.evaluate(FILL, [from_number(start), own])
    return names


def comes_to_life(page: Page) -> list[str]:
    """Return what a member's page holds that runs, or asks others: there is none of it in our own templates."""
    found: list[str] = page.evaluate(ALIVE)
    return found


def numbers_in(page: Page, pattern: str) -> set[str]:
    """Return the numbers that the addresses of a page hold at this place, such as `/beitrag/(\\d+)/`."""
    addresses = [link.get_attribute("href") or "" for link in page.locator("main a[href]").all()]
    return {found[1] for address in addresses if (found := re.search(pattern, address))}
