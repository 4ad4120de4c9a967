"""Hostile text in every field of the way of a contribution stays text, on every page that shows it."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from playwright.sync_api import BrowserContext, Page, expect

from integration.catalogue.registry import contributable_kinds
from integration.contribute.begin import BeginForm
from integration.contribute.change_forms import AnswerForm
from integration.contribute.change_forms import ProposalForm as ChangeForm
from integration.contribute.forms import form_for_kind
from integration.contribute.images import FIELDS
from integration.contribute.proposals import ProposalForm
from integration.contribute.review_forms import FORMS
from integration.models import ContributionPage
from integration.richtext.fields import HTML_MARK
from tests.browser.chromium import Visitors, Watch
from tests.browser.hostile import (
    ADDRESS,
    CORPUS,
    EMAIL,
    FILE_NAMES,
    MARK,
    comes_to_life,
    fill_with_hostile_text,
    numbers_in,
)
from tests.factories.files import pdf_bytes, png_bytes

KINDS = [name for name, model in contributable_kinds().items() if issubclass(model, ContributionPage)]


def each_kind(*every_day: str) -> list[Any]:
    """Return all kinds; they share their fields but few, so that some stand for the others every day."""
    return [pytest.param(kind, marks=() if kind in every_day else pytest.mark.slow) for kind in KINDS]


pytestmark = pytest.mark.sweep

MINE = "/meine-beitraege/"
FORM = "main form[enctype]"


@dataclass(frozen=True)
class Attack:
    """People who post what they like because no script of ours runs for them, and readers with everything on."""

    visitors: Visitors
    watch: Watch
    stack: ExitStack

    def poster(self, role: str) -> Page:
        return self._open(role, javascript=False).new_page()

    def reader(self, role: str) -> Page:
        return self._open(role, javascript=True).new_page()

    def _open(self, role: str, *, javascript: bool) -> BrowserContext:
        return self.stack.enter_context(self.visitors.context(role, watch=self.watch, javascript=javascript))


@pytest.fixture(scope="module")
def besieged(spare_visitors: Visitors) -> Visitors:
    """A portal in which even the names of people are hostile."""
    for role in ("member", "contact", "editor"):
        with spare_visitors.context(role, javascript=False) as context:
            page = context.new_page()
            page.goto("/meine-daten/")
            filled = fill_with_hostile_text(page, tel="0221 4710-123")
            assert {"first_name", "last_name", "function"} <= set(filled)
            with page.expect_navigation():
                page.locator("main form[method=post] button[type=submit]").first.click()
            page.goto("/meine-daten/")
            assert MARK in page.locator("[name=last_name]").input_value()
    return spare_visitors


@pytest.fixture
def attack(besieged: Visitors) -> Iterator[Attack]:
    """Whatever a page does that it may not fails the test."""
    with ExitStack() as stack:
        watch = Watch(besieged.url)
        yield Attack(besieged, watch, stack)
    problems = watch.take()
    assert not problems, "\n".join(problems)


def texts_of(form: type[forms.Form] | type[forms.ModelForm]) -> set[str]:
    """Return the names of all fields of a form class that take text, so that a new one is not forgotten."""
    closed = (forms.ChoiceField, forms.UUIDField, forms.RegexField)
    fields = form.base_fields.items()
    return {name for name, field in fields if isinstance(field, forms.CharField) and not isinstance(field, closed)}


def files(number: int) -> list[dict[str, object]]:
    """Return a document and a picture with hostile names; the document says hostile things, too."""
    name = FILE_NAMES[number % len(FILE_NAMES)]
    text = " ".join(part for part in CORPUS if part.isascii())
    return [
        {"name": name, "mimeType": "application/pdf", "buffer": pdf_bytes(f"{number} {text}")},
        {"name": name.replace(".pdf", ".png"), "mimeType": "image/png", "buffer": png_bytes(width=40 + number)},
    ]


def press(page: Page, action: str) -> None:
    with page.expect_navigation():
        page.locator(f"main button[name=action][value={action}]:visible").first.click()


def look_at(page: Page, *paths: str) -> None:
    """Open pages of members: they show the text, and nothing of it lives."""
    for path in paths:
        page.goto(path)
        assert comes_to_life(page) == [], path
        assert MARK in page.content(), f"{path} does not show what was posted"


def look_at_admin(page: Page, *paths: str) -> None:
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path


def post_contribution(poster: Page, kind: str, number: int) -> set[str]:
    """Hand in a contribution with hostile text, file names and words at a picture; return the fields that took it."""
    poster.goto(f"/beitrag/neu/{kind}/")
    poster.locator(f"{FORM} input[type=file]").first.set_input_files(files(number))  # type: ignore[arg-type]
    fill_with_hostile_text(poster, number, FORM)  # no addresses, so that everything comes back
    poster.locator("[name=title]").fill("")
    press(poster, "submit")
    expect(poster.locator(".p-errors")).to_be_visible()
    expect(poster.locator("[name=kept_images]")).to_have_count(1)
    if poster.locator("[name=start]").count():
        poster.locator("[name=start]").fill("2027-05-03T10:00")
    filled = fill_with_hostile_text(poster, number, FORM, email=EMAIL, url=ADDRESS)
    if number % 2:  # as the editor for formatted text posts
        poster.locator("[name=text]").evaluate(
            "(field, html) => { field.value = html; }", HTML_MARK + "".join(f"<p>{part}</p>" for part in CORPUS)
        )
    press(poster, "submit")
    poster.wait_for_url(f"**{MINE}")
    return set(filled)


def numbers_in_mine(page: Page) -> set[str]:
    page.goto(MINE)
    return numbers_in(page, r"/beitrag/(\d+)/")


def reviews_in_queue(page: Page) -> set[str]:
    page.goto("/admin/pruefung/")
    return numbers_in(page, r"/admin/pruefung/(\d+)/")


def decide(editor: Page, review: str, decision: str, number: int = 0) -> None:
    """Decide on the review page, with a hostile word where one is asked for."""
    editor.goto(f"/admin/pruefung/{review}/")
    editor.wait_for_load_state("networkidle")
    if decision in FORMS:
        form = f"form:has(button[value={decision}])"
        editor.locator(f"details:has(button[value={decision}]) > summary").click()
        assert texts_of(FORMS[decision]) == {
            name.split("-")[-1] for name in fill_with_hostile_text(editor, number, form)
        }
    with editor.expect_navigation():
        editor.locator(f"button[name=decision][value={decision}]").click()
    editor.wait_for_load_state("networkidle")


def fill_in_page(page: Page, number: int, form: str) -> list[str]:
    """Put hostile text into a form whose scripts run, and tell them."""
    page.wait_for_load_state("networkidle")
    filled = fill_with_hostile_text(page, number, form)
    page.locator(form).first.locator("[name=title]").dispatch_event("input")
    return filled


@pytest.mark.parametrize("kind", each_kind("project"))
def test_hostile_contributions_stay_text_from_the_queue_to_the_readers(attack: Attack, kind: str) -> None:
    poster, author, editor = attack.poster("member"), attack.reader("member"), attack.reader("editor")
    own, queue = numbers_in_mine(poster), reviews_in_queue(editor)
    model = contributable_kinds()[kind]
    for number in (0, 9):
        filled = post_contribution(poster, kind, number)
        assert texts_of(form_for_kind(model)) <= filled
        assert {name.split("-", 2)[2] for name in filled if name.startswith("image-")} == set(FIELDS) - {"licence"}
    own, queue = numbers_in_mine(poster) - own, reviews_in_queue(editor) - queue
    assert len(own) == len(queue) == 2
    look_at(author, MINE)
    verbs = ("ansehen", "bearbeiten", "zurueckziehen", "vorlage")
    look_at(author, *(f"/beitrag/{page}/{verb}/" for page in own for verb in verbs))
    look_at_admin(editor, "/admin/", "/admin/pruefung/", *(f"/admin/pages/{page}/edit/" for page in own))

    released, returned = sorted(queue, key=int)
    decide(editor, released, "approve")
    decide(editor, returned, "reject", 3)
    numbers = sorted(own, key=int)
    look_at(author, MINE, f"/beitrag/{numbers[1]}/bearbeiten/")  # with the word of the editors
    reader = attack.reader("contact")
    look_at(reader, f"/{model.section_slug}/", "/", "/suche/?q=alert", f"/suche/?q=evil&art={kind}")
    reader.goto(f"/{model.section_slug}/")
    reader.locator("main .p-rows .p-title a").filter(has_text=MARK).first.click()
    reader.wait_for_url(f"**/{model.section_slug}/*/")
    look_at(reader, reader.url.removeprefix(attack.visitors.url))

    change = f"/beitrag/{numbers[0]}/aenderung-vorschlagen/"
    reader.goto(change)
    assert set(fill_with_hostile_text(reader, 5)) == texts_of(ChangeForm)
    with reader.expect_navigation():
        reader.locator("main form[method=post] button[type=submit]").first.click()
    look_at(reader, change)  # the one that waits
    look_at(author, MINE)
    look_at_admin(editor, "/admin/contribute/changeproposal/", f"/admin/pages/{numbers[0]}/history/")
    author.goto(MINE)
    answer = max(numbers_in(author, r"/beitrag/aenderung/(\d+)/"), key=int)
    look_at(author, f"/beitrag/aenderung/{answer}/")
    assert set(fill_with_hostile_text(author, 7)) == texts_of(AnswerForm)
    with author.expect_navigation():
        author.locator("main form[method=post] button[type=submit]").first.click()
    look_at(reader, f"/beitrag/aenderung/{answer}/")
    look_at(author, f"/beitrag/{numbers[0]}/archivieren/")

    poster.goto(f"/beitrag/{numbers[1]}/bearbeiten/")
    press(poster, "submit")
    again = max(reviews_in_queue(editor), key=int)
    look_at_admin(editor, f"/admin/pruefung/{again}/")
    decide(editor, again, "decline", 11)
    look_at(author, MINE, f"/beitrag/{numbers[1]}/ansehen/")
    look_at_admin(editor, "/admin/notifications/message/")


@pytest.mark.parametrize("kind", each_kind("project", "link"))
def test_hostile_text_in_a_form_that_saved_itself_or_is_refused_stays_text(attack: Attack, kind: str) -> None:
    page, other = attack.reader("member"), attack.reader("member")
    page.goto(f"/beitrag/neu/{kind}/")
    with page.expect_response("**/sichern/"):
        filled = fill_in_page(page, 13, FORM)
    assert texts_of(form_for_kind(contributable_kinds()[kind])) <= set(filled)
    saved = (page.locator(FORM).get_attribute("data-draft") or "").removesuffix("sichern/")
    look_at(other, MINE, "/beitrag/neu/", saved, f"{saved}loeschen/")

    page.locator("[name=title]").fill("")
    with page.expect_navigation():
        page.locator("main button[name=action][value=submit]:visible").first.click()
    expect(page.locator(".p-errors")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert comes_to_life(page) == []


@pytest.mark.parametrize("kind", each_kind("project", "link"))
def test_hostile_answers_to_single_questions_stay_text(attack: Attack, kind: str) -> None:
    poster, author = attack.poster("member"), attack.reader("member")
    before = numbers_in_mine(poster)
    poster.goto(f"/beitrag/neu/{kind}/")
    poster.locator("[name=title]").fill(CORPUS[0])
    if poster.locator("[name=link_url]").count():
        poster.locator("[name=link_url]").fill(ADDRESS)
    if poster.locator("[name=start]").count():
        poster.locator("[name=start]").fill("2027-05-03T10:00")
    press(poster, "draft")
    (number,) = numbers_in_mine(poster) - before
    asked = f"/beitrag/{number}/was-noch-fehlt/"
    answered: set[str] = set()
    for _question in range(40):
        answer = author.goto(asked)
        if answer is None or not author.url.endswith(asked):
            break
        look_at(author, asked)
        filled = fill_with_hostile_text(author, 17, url=ADDRESS, email=EMAIL)
        answered |= set(filled)
        with author.expect_navigation():
            author.locator(f"main button[name=action][value={'save' if filled else 'skip'}]").click()
        assert comes_to_life(author) == []
    model = contributable_kinds()[kind]
    assert texts_of(form_for_kind(model)) & set(model.questions()) <= answered
    look_at(
        author, MINE, f"/beitrag/{number}/ansehen/", f"/beitrag/{number}/loeschen/", f"/beitrag/{number}/einreichen/"
    )


def test_a_hostile_topic_proposal_stays_text_from_the_queue_to_the_readers(attack: Attack) -> None:
    poster, author, editor = attack.poster("member"), attack.reader("member"), attack.reader("editor")
    queue = reviews_in_queue(editor)
    poster.goto("/beitrag/neu/proposal/")
    assert texts_of(ProposalForm) == set(fill_with_hostile_text(poster, 19))
    press(poster, "submit")
    author.goto(MINE)
    number = max(numbers_in(author, r"/themenvorschlag/(\d+)/"), key=int)
    verbs = ("ansehen", "bearbeiten", "zurueckziehen")
    look_at(author, MINE, *(f"/themenvorschlag/{number}/{verb}/" for verb in verbs))
    (review,) = reviews_in_queue(editor) - queue
    decide(editor, review, "reject", 2)
    look_at(author, MINE, f"/themenvorschlag/{number}/bearbeiten/")
    press(author, "submit")
    look_at_admin(editor, f"/admin/snippets/integration/topicproposal/edit/{number}/")
    decide(editor, max(reviews_in_queue(editor), key=int), "approve")
    look_at(
        attack.reader("contact"), "/themenvorschlaege/", f"/themenvorschlaege/{number}/", "/suche/?q=alert&art=proposal"
    )


def test_hostile_first_things_are_text_in_what_follows_from_them(attack: Attack) -> None:
    poster, author = attack.poster("member"), attack.reader("member")
    for start in range(0, len(CORPUS), 6):
        poster.goto("/beitrag/neu/")
        assert {"title", "link"} <= set(fill_with_hostile_text(poster, start))
        assert texts_of(BeginForm) <= {"title", "link"}
        with poster.expect_navigation():  # to the same page: the link is none
            poster.locator("main form[method=post] button[type=submit]").first.click()
        assert MARK in poster.content()
        poster.locator("[name=link]").fill("")
        poster.locator("input[type=file]").set_input_files(files(start))  # type: ignore[arg-type]
        with poster.expect_navigation():
            poster.locator("main form[method=post] button[type=submit]").first.click()
        look_at(author, poster.url.removeprefix(attack.visitors.url))
    look_at(author, "/beitrag/neu/", MINE)
