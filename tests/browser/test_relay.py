"""Two people write to each other, from the page of a contribution to the answer, with JavaScript and without."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hostile import CORPUS, MARK, comes_to_life
from tests.browser.walk_relay import ABOUT, begin, page_about

OpenPage = Callable[..., Page]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_message_reaches_the_other_side_and_is_answered(page_as: OpenPage, *, javascript: bool) -> None:
    question, answer = f"Wann passt es Ihnen? {uuid4().hex[:6]}", f"Morgen um zehn. {uuid4().hex[:6]}"
    asking = page_as("contact", javascript=javascript)
    begin(asking, question)
    if asking.get_by_text(question).count() == 0:  # the other way through this test has begun it
        asking.locator("#antwort textarea").fill(question)
        asking.get_by_role("button", name="Nachricht senden").click()
    expect(asking.get_by_text("Ihre Nachricht ist unterwegs.")).to_be_visible()
    expect(asking.locator(".p-post--own").last).to_contain_text(question)

    owning = page_as("member", javascript=javascript)
    owning.goto("/meine-beitraege/")
    owning.get_by_role("link", name=re.compile(r"Nachrichten \d neu")).click()
    row = owning.locator("main .p-row", has_text=ABOUT)
    expect(row).to_contain_text(question)
    row.get_by_role("link").first.click()
    expect(owning.locator(".p-post").last).to_contain_text(question)
    assert "kommune@portal.example" not in owning.content()
    owning.locator("#antwort textarea").fill(answer)
    owning.get_by_role("button", name="Nachricht senden").click()
    expect(owning.locator(".p-post--own").last).to_contain_text(answer)

    asking.goto("/nachrichten/")
    row = asking.locator("main .p-row", has_text=ABOUT)
    expect(row).to_contain_text("1 neu")
    row.get_by_role("link").first.click()
    expect(asking.locator(".p-post").last).to_contain_text(answer)
    expect(asking.get_by_text("Neu seit Ihrem letzten Besuch")).to_be_visible()
    assert "mitglied@portal.example" not in asking.content()

    mails = page_as("editor")  # in the demo editors see what goes out
    mails.goto("/demo/postausgang/")
    mails.get_by_role("link", name=f"Neue Nachricht zu: {ABOUT}").nth(1).click()
    expect(mails.locator("main")).to_contain_text(f"> {question}")
    expect(mails.locator("main")).not_to_contain_text("kommune@portal.example")


def test_hostile_text_stays_text_on_both_sides(page_as: OpenPage) -> None:
    asking, owning = page_as("admin"), page_as("member")
    begin(asking, "\n".join(CORPUS))
    owning.goto("/nachrichten/")
    assert comes_to_life(owning) == []
    owning.locator("main .p-row", has_text="script").get_by_role("link").first.click()
    expect(owning.locator(".p-post").first).to_contain_text(MARK)
    assert comes_to_life(owning) == comes_to_life(asking) == []


def test_what_was_typed_outlives_the_end_of_a_session(page_as: OpenPage) -> None:
    page = page_as("editor")
    page_about(page)
    page.locator("#nachricht textarea").fill("Lange getippt und noch nicht gesendet")
    page.context.clear_cookies(name="portal_session")
    page.locator("#nachricht").get_by_role("button", name="Nachricht senden").click()
    page.wait_for_url("**/anmelden/**")
    page.locator("main input[type=email]").fill("redaktion@portal.example")
    page.locator("main input[type=password]").fill("portal-demo")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/nachrichten/neu/**")
    expect(page.locator("main textarea")).to_have_value("Lange getippt und noch nicht gesendet")
    expect(page.get_by_text("Was Sie getippt hatten, ist wieder da.")).to_be_visible()
    page.get_by_role("button", name="Nachricht senden").click()
    expect(page.locator(".p-post--own")).to_contain_text("Lange getippt und noch nicht gesendet")
    page_about(page)
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('keep:')).length") == 0
