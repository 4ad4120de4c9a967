"""From an offer with a picture to the handover, with JavaScript and without."""

from collections.abc import Callable
from contextlib import ExitStack
from uuid import uuid4

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.chromium import Visitors, Watch
from tests.browser.hostile import MARK, comes_to_life, fill_with_hostile_text
from tests.browser.test_pages import has_no_barrier
from tests.factories.files import png_bytes

OpenPage = Callable[..., Page]


def picture() -> FilePayload:
    return {"name": "regal.png", "mimeType": "image/png", "buffer": png_bytes(400, 300)}


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_an_offer_meets_a_request_is_reserved_and_handed_over(page_as: OpenPage, *, javascript: bool) -> None:
    word = f"Zwirbelregale{uuid4().hex[:5]}"
    seeking = page_as("contact", javascript=javascript)
    seeking.goto("/marktplatz/")
    seeking.get_by_role("link", name="Etwas suchen").first.click()
    expect(seeking.get_by_label("Ich suche etwas")).to_be_checked()
    seeking.get_by_label("Was, in einer Zeile?").fill(f"Acht {word} gesucht")
    seeking.get_by_label("Kategorie").select_option("sachen")
    seeking.get_by_role("button", name="Einstellen").last.click()
    expect(seeking.get_by_role("heading", level=1)).to_have_text(f"Acht {word} gesucht")

    offering = page_as("member", javascript=javascript)
    offering.goto("/marktplatz/neu/?art=angebot")
    title = f"Zehn {word} aus Metall"
    offering.get_by_label("Was, in einer Zeile?").fill(title)
    offering.get_by_label("Kategorie").select_option("sachen")
    offering.locator("main input[type=file]").set_input_files(picture())
    if javascript:
        offering.locator("#id_kept_images li").wait_for()
        offering.get_by_label("Was ist zu sehen?").fill("Ein Regal")
        expect(offering.locator("[data-draft-state]")).to_contain_text("Gesichert um")
        offering.goto(offering.url)  # a browser that was killed finds it all again
        expect(offering.get_by_label("Was, in einer Zeile?")).to_have_value(title)
        expect(offering.get_by_label("Was ist zu sehen?")).to_have_value("Ein Regal")
    else:
        offering.get_by_role("button", name="Als Entwurf").click()
        expect(offering.get_by_label("Was, in einer Zeile?")).to_have_value(title)
        expect(offering.locator("#id_kept_images li")).to_have_count(1)
    offering.get_by_role("button", name="Einstellen").last.click()
    expect(offering.get_by_role("heading", level=1)).to_have_text(title)
    expect(offering.locator(".p-shots img")).to_have_count(1)

    found = offering.locator("main section", has_text="Passende Gesuche")
    for _attempt in range(60):  # the worker compares it meanwhile
        if found.count():
            break
        offering.wait_for_timeout(1000)
        offering.reload()
    expect(found.first).to_contain_text(f"Acht {word} gesucht")
    seeking.goto("/marktplatz/")
    expect(seeking.locator(".p-pair")).to_contain_text(title)
    if javascript:
        has_no_barrier(offering)

    offering.get_by_role("link", name="Für jemanden reservieren").click()
    offering.get_by_label("Für wen?").fill("Martin Schürholz")
    offering.get_by_role("button", name="Reservieren").click()
    expect(offering.locator("main")).to_contain_text("Reserviert für Martin Schürholz")
    seeking.get_by_role("link", name="Ansehen").first.click()
    expect(seeking.locator("main")).to_contain_text("Für Sie reserviert")
    with seeking.expect_download() as download:
        seeking.get_by_role("link", name="Übergabezettel").click()
    assert download.value.suggested_filename.startswith("uebergabe-zehn-zwirbelregale")

    offering.get_by_role("button", name="Übergeben: erledigt").click()
    expect(offering.locator("main .p-state").first).to_have_text("Erledigt")
    offering.goto("/meine-beitraege/")
    expect(offering.locator(".p-row", has_text=title)).to_contain_text("Schön, dass es geklappt hat.")


@pytest.mark.sweep
def test_hostile_text_in_every_field_stays_text(spare_visitors: Visitors) -> None:
    watch = Watch(spare_visitors.url)
    with ExitStack() as stack:
        poster = stack.enter_context(spare_visitors.context("member", watch=watch, javascript=False)).new_page()
        poster.goto("/marktplatz/neu/?art=angebot")
        names = fill_with_hostile_text(poster, form="main form[enctype]")
        assert {"title", "text", "quantity", "handover_note", "price"} <= set(names)
        poster.get_by_role("button", name="Einstellen").last.click()
        expect(poster.get_by_role("heading", level=1)).to_contain_text(MARK)
        address = poster.url
        poster.get_by_role("link", name="Für jemanden reservieren").click()
        fill_with_hostile_text(poster)
        poster.get_by_role("button", name="Reservieren").click()
        expect(poster.locator("main")).to_contain_text("Reserviert für")
        poster.goto("/marktplatz/neu/?art=gesuch")
        fill_with_hostile_text(poster, 7, form="main form[enctype]")
        poster.get_by_role("button", name="Als Entwurf").click()
        draft = poster.url
        for role, paths in {
            "member": (address, draft, f"{address}bearbeiten/", "/marktplatz/neu/", "/meine-beitraege/"),
            "contact": (address, "/marktplatz/", "/"),
            "editor": (address, "/marktplatz/?sortierung=naechste"),
        }.items():
            reader = stack.enter_context(spare_visitors.context(role, watch=watch)).new_page()
            for path in paths:
                reader.goto(path)
                assert MARK in reader.content(), path
                assert comes_to_life(reader) == [], path
        reader.goto("/admin/marketplace/listing/")
        expect(reader.locator("main")).to_contain_text(MARK)
    assert watch.problems == []
