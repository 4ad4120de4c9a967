"""Formatted text by keyboard, by mouse and by paste; in a textarea where no script runs."""

from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import AXE, barriers, violations

OpenPage = Callable[..., Page]
FORM = "/beitrag/neu/project/"
FROM_WORD = """<html><head><style>p {color: red}</style></head><body><!--StartFragment-->
<p class=MsoNormal style='margin:0'><b style='mso-bidi-font-weight:normal'>Fett</b> und
<span style='font-weight:700'>auch</span><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·
<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Punkt A</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp; </span>Punkt B</p>
<img src=x onerror="alert(1)"><svg onload="alert(1)"></svg><a href="javascript:alert(1)">Falle</a><!--EndFragment-->"""
PASTE = """(editor, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def editor_of(page: Page) -> Locator:
    """Return the editor once it has taken the textarea's place; who types earlier stays in the textarea."""
    page.locator("div[role=textbox]").wait_for()
    return page.get_by_role("textbox", name="Was sollten andere wissen?")


def posted(page: Page) -> str:
    return page.locator("textarea[name=text]").input_value()


def hand_in(page: Page) -> str:
    """Hand the form in with a title of its own, open what was handed in and return the title."""
    title = f"Sprachpaten {uuid4().hex[:8]}"
    page.locator("[name=title]").fill(title)
    page.locator("button[name=action][value=submit]").click()
    page.wait_for_url("**/meine-beitraege/")
    page.locator(".p-row").filter(has_text=title).get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return title


def test_bold_words_and_a_list_are_typed_by_keyboard_and_shown(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto(FORM)
    editor = editor_of(page)
    editor.focus()
    page.keyboard.type("Zuerst ")
    page.keyboard.press("Control+b")
    page.keyboard.type("laut")
    page.keyboard.press("Control+b")
    page.keyboard.type(", dann leise.")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")  # to the buttons, of which one is a stop
    bold = page.get_by_role("button", name="Fett", exact=True)
    expect(bold).to_be_focused()
    for _step in range(3):
        page.keyboard.press("ArrowRight")
    bullets = page.get_by_role("button", name="Liste", exact=True)
    expect(bullets).to_be_focused()
    page.keyboard.press("Enter")
    expect(bullets).to_have_attribute("aria-pressed", "true")
    expect(editor).to_be_focused()
    page.keyboard.type("eins")
    page.keyboard.press("Enter")
    page.keyboard.type("zwei")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("Ende")
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    assert page.evaluate("document.activeElement.closest('.p-editor') === null")

    hand_in(page)
    prose = page.locator(".p-prose")
    expect(prose.locator("b")).to_have_text("laut")
    expect(prose.locator("ul > li")).to_have_text(["eins", "zwei"])
    expect(prose.locator("p").last).to_have_text("Ende")


def test_a_link_is_set_without_a_mouse_and_a_wrong_one_explained(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto(FORM)
    editor_of(page).focus()
    page.keyboard.type("Mehr: ")
    link = page.get_by_role("button", name="Link", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    address = page.get_by_label("Adresse des Links")
    expect(address).to_be_focused()
    page.keyboard.type("kein link")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="keine Adresse")).to_be_visible()
    expect(address).to_be_focused()
    page.evaluate(AXE.axe_script)
    assert violations(page) == ""
    page.keyboard.press("Control+a")
    page.keyboard.type("www.stadt.example/x")
    page.keyboard.press("Enter")
    page.keyboard.type(" und mehr")
    assert posted(page).endswith('<p>Mehr: <a href="https://www.stadt.example/x">www.stadt.example/x</a> und mehr</p>')
    link.click()
    page.keyboard.press("Escape")
    expect(editor_of(page)).to_be_focused()


def test_what_word_pastes_is_cleaned_in_the_editor_already(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto(FORM)
    editor = editor_of(page)
    editor.focus()
    editor.evaluate(PASTE, FROM_WORD)
    assert posted(page).removeprefix("<!--html-->") == (
        "<p><strong>Fett</strong> und <strong>auch</strong></p><ul><li><p>Punkt A</p></li><li><p>Punkt B</p></li></ul>"
        "<p>Falle</p>"
    )


def test_every_change_is_in_the_textarea_and_bubbles_from_it(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto(FORM)
    page.evaluate(
        """document.querySelector("form[method=post][enctype]").addEventListener("input", (event) => {
          if (event.target.name === "text") window.heard = (window.heard || []).concat(event.target.value);
        })"""
    )
    editor_of(page).focus()
    page.keyboard.type("ab")
    assert page.evaluate("window.heard") == ["<!--html--><p>a</p>", "<!--html--><p>ab</p>"]
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    assert posted(page) == ""


def test_the_editor_starts_again_on_a_page_that_was_put_in_and_shows_what_was_typed(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto(FORM)
    editor_of(page).focus()
    page.keyboard.type("Bleibt ")
    page.keyboard.press("Control+b")
    page.keyboard.type("fett")
    page.locator("button[name=action][value=submit]").click()  # without a title
    expect(page.locator(".p-errors")).to_be_visible()
    expect(editor_of(page).locator("strong")).to_have_text("fett")
    page.evaluate(
        """() => {
          const page = new DOMParser().parseFromString("<body><main></main></body>", "text/html");
          const copy = document.createElement("textarea");
          for (const { name, value } of document.querySelector("textarea[name=text]").attributes)
            if (!["hidden", "data-editor-on"].includes(name)) copy.setAttribute(name, value);
          copy.id = "neu";
          document.body.replaceChildren(copy);
          document.dispatchEvent(new Event("portal:page"));
        }"""
    )
    expect(page.locator("#neu[role=textbox] strong")).to_have_text("fett")


def test_the_editor_has_no_barrier_and_fits(page_as: OpenPage) -> None:
    page = page_as("member")
    page.goto(FORM)
    editor_of(page).focus()
    page.keyboard.type("Text")
    assert barriers(page) == []
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_javascript_the_plain_notation_does_the_same(page_as: OpenPage) -> None:
    page = page_as("member", javascript=False)
    page.goto(FORM)
    text = "## Ablauf\n\nZuerst **laut**.\n\n- eins\n- zwei"
    page.locator("textarea[name=text]").fill(text)
    page.locator("button[name=action][value=submit]").click()  # without a title
    assert posted(page) == text
    hand_in(page)
    expect(page.locator(".p-prose h3")).to_have_text("Ablauf")
    expect(page.locator(".p-prose b")).to_have_text("laut")
    expect(page.locator(".p-prose li")).to_have_text(["eins", "zwei"])
