"""Every page template and state of the portal, each with the way there; tests and photographer walk this list."""

import re

from fpdf import FPDF
from playwright.sync_api import Page

from tests.browser.chromium import ANONYMOUS, EMAILS, sign_in
from tests.browser.stops import Go, Stop, to
from tests.browser.walk_forum import FORUM
from tests.browser.walk_market import MARKET, MARKET_ADMIN
from tests.browser.walk_public import EVERYBODY, ask_for_reset, submit
from tests.browser.walk_relay import RELAY

WORD_IN_FILE = "Bonitätsprüfung"  # stands in a checklist of the demo only
SECTIONS = ("projekte", "material", "veranstaltungen", "links", "themendiskussionen", "themenvorschlaege")
TOPICS = ("wohnen", "bildung", "arbeit", "gleichstellung", "ehrenamt", "sprache", "gesundheit", "familie", "verwaltung")


# As a member


def detail(section: str, position: str = "first") -> Go:
    """Open the first or last contribution of a section's list."""

    def go(page: Page) -> None:
        page.goto(f"/{section}/")
        titles = page.locator("main .p-rows .p-title a")
        (titles.first if position == "first" else titles.last).click()
        page.wait_for_url(re.compile(rf"/{section}/[^/?]+/$"))

    return go


def press(value: str) -> Go:
    """Press a button of the hand-in form by its value; the answer may replace the page without a navigation."""

    def go(page: Page) -> None:
        page.locator(f"main button[name=action][value={value}]:visible").click()
        page.locator(".p-errors").wait_for()

    return go


def project_without_title(page: Page) -> None:
    page.goto("/beitrag/neu/project/")
    page.locator("[name=teaser]").fill("Ein Fahrradkurs für Frauen auf dem Verkehrsübungsplatz.")
    press("submit")(page)


def project_with_kept_file(page: Page) -> None:
    page.goto("/beitrag/neu/project/")
    pdf = FPDF()
    pdf.add_page()
    sheet = {"name": "kursplan.pdf", "mimeType": "application/pdf", "buffer": bytes(pdf.output())}
    page.locator("input[type=file]").set_input_files(sheet)  # type: ignore[arg-type]
    press("submit")(page)
    page.locator("#id_kept_files").wait_for()


def material_with_everything(page: Page) -> None:
    page.goto("/beitrag/neu/material/")
    for fold in page.locator("main details > summary").all():
        fold.click()


def own(state: str, verb: str) -> Go:
    """Open one of the member's own contributions, by its state and what to do with it."""

    def go(page: Page) -> None:
        page.goto("/meine-beitraege/")
        row = page.locator("main .p-row").filter(has=page.locator(f".p-state{state}")).last
        address = row.locator("a[href^='/beitrag/']").first.get_attribute("href") or ""
        number = re.search(r"/beitrag/(\d+)/", address)
        assert number is not None, f"no contribution in state {state}"
        page.goto(f"/beitrag/{number[1]}/{verb}/")

    return go


def from_mine(verb: str) -> Go:
    """Open the first page of "Meine Beiträge" that does this to a contribution."""

    def go(page: Page) -> None:
        page.goto("/meine-beitraege/")
        address = page.locator(f"main a[href$='/{verb}/']").first.get_attribute("href")
        assert address, f"nothing offers {verb}"
        page.goto(address)

    return go


def question_without_answer(page: Page) -> None:
    from_mine("was-noch-fehlt")(page)
    page.locator("main button[name=action][value=save], main button[name=action][value=submit]").first.click()
    page.locator(".p-errors").wait_for()


def propose(text: str) -> Go:
    """Send a proposed change for the first project that is somebody else's; an empty one is refused."""

    def go(page: Page) -> None:
        page.goto("/projekte/")
        for address in [link.get_attribute("href") or "" for link in page.locator("main .p-title a").all()]:
            page.goto(address)
            if page.locator("main a[href$='/aenderung-vorschlagen/']").count():
                break
        page.goto(page.locator("main a[href$='/aenderung-vorschlagen/']").get_attribute("href") or "")
        if page.locator("main textarea").count():
            page.locator("main textarea").fill(text)
            submit(page)

    return go


def proposed(page: Page) -> None:
    """Come back to what is proposed already."""
    propose("Die Telefonnummer stimmt nicht mehr.")(page)
    propose("")(page)


def a_proposal(page: Page) -> None:
    """Open a proposed change from the editors' list; makes one where there is none."""
    propose("Der Kurs findet jetzt dienstags statt.")(page)
    through("/admin/contribute/changeproposal/", "main a[href^='/beitrag/aenderung/']")(page)


def with_the_editors(verb: str) -> Go:
    """Open something of the member's that waits for review; hands one in where there is none."""

    def go(page: Page) -> None:
        page.goto("/meine-beitraege/")
        if not page.locator("main .p-state--wait").count():
            page.goto("/beitrag/neu/material/")
            page.locator("[name=title]").fill("Aushang zum Frauenfrühstück")
            page.locator("main button[name=action][value=submit]:visible").click()
            page.wait_for_url("**/meine-beitraege/")
        own("--wait", verb)(page)

    return go


def theme_without_title(page: Page) -> None:
    page.goto("/beitrag/neu/proposal/")
    page.locator("[name=why]").fill("Bei uns fragen das alle, die neu anfangen.")
    press("submit")(page)


def theme_saved_by_itself(page: Page) -> None:
    page.goto("/beitrag/neu/proposal/")
    page.locator("[name=title]").fill("Wie sprechen wir mit Eltern ohne gemeinsame Sprache?")
    page.locator("[name=why]").fill("Am Schultor fehlt uns jeden Morgen jemand, der übersetzt.")
    page.locator("[name=topics]").first.check()
    page.locator("[data-draft-state]", has_text="Gesichert um").wait_for()


def own_theme(verb: str, action: str = "submit") -> Go:
    """Open the member's own proposal that was handed in, or kept as a draft, just before."""

    def go(page: Page) -> None:
        title = "Wer holt die Kinder ab?" if action == "submit" else "Was tun in den Ferien?"
        page.goto("/meine-beitraege/")
        row = page.locator("main .p-row").filter(has_text=title)
        if not row.count():
            page.goto("/beitrag/neu/proposal/")
            page.locator("[name=title]").fill(title)
            page.locator(f"main button[name=action][value={action}]:visible").click()
            page.wait_for_url("**/meine-beitraege/")
        address = row.first.locator("a[href^='/themenvorschlag/']").first.get_attribute("href") or ""
        page.goto(re.sub(r"[^/]+/$", f"{verb}/", address))

    return go


def saved_searches(page: Page) -> None:
    page.goto("/suche/?q=Wohnung&art=project")
    save = page.locator("main form[action='/gespeicherte-suchen/speichern/'] button")
    if save.count():  # another stop has saved it already
        save.click()
        page.wait_for_url("**#saved")
    page.goto("/gespeicherte-suchen/")


def delete_saved_search(page: Page) -> None:
    saved_searches(page)
    page.locator("main a[href$='/loeschen/']").first.click()
    page.wait_for_url("**/loeschen/")


def rename_saved_search(page: Page) -> None:
    saved_searches(page)
    page.locator("main a[href$='/umbenennen/']").first.click()
    page.wait_for_url("**/umbenennen/")


def nameless_saved_search(page: Page) -> None:
    rename_saved_search(page)
    page.locator("main [name=name]").fill("")
    submit(page)


def menu(page: Page) -> None:
    """Unfold the main menu as a narrow screen shows it."""
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto("/")
    page.get_by_role("button", name="Menü").click()


def nameless(page: Page) -> None:
    page.goto("/meine-daten/")
    page.locator("main [name=last_name]").fill("")
    page.locator("main form[method=post]").first.evaluate("form => form.noValidate = true")
    submit(page)


def wrong_old_password(page: Page) -> None:
    page.goto("/meine-daten/passwort/")
    for number, field in enumerate(page.locator("main input[type=password]").all()):
        field.fill(f"unpassend-{number}")
    submit(page)


# As an editor


def a_mail(page: Page) -> None:
    """Open a mail of the demo's outbox that sets a password; asks for one where there is none."""
    mail = page.locator("main .p-rows a").filter(has_text="Passwort")
    page.goto("/demo/postausgang/")
    if not mail.count():
        ask_for_reset(page, EMAILS["contact"])
        page.goto("/demo/postausgang/")
    mail.first.click()
    page.wait_for_url("**/demo/postausgang/*/")


def set_password(page: Page) -> None:
    """Follow the link of a mail that the demo's outbox shows; it ends the session, so it gets one of its own."""
    sign_in(page, "editor")
    a_mail(page)
    page.goto(page.locator("main a[href*='/passwort/neu/']").first.get_attribute("href") or "")


def too_simple_password(page: Page) -> None:
    set_password(page)
    for field in page.locator("main input[type=password]").all():
        field.fill("12345")
    submit(page)


# In the admin


def through(path: str, link: str) -> Go:
    """Open a list of the admin and follow the first link that fits the selector."""

    def go(page: Page) -> None:
        page.goto(path)
        page.goto(page.locator(link).first.get_attribute("href") or "")

    return go


THEME = "main a[href^='/admin/snippets/integration/topicproposal/edit/']"

MEMBER = [
    Stop("member", "start", to("/")),
    *(Stop("member", f"list-{section}", to(f"/{section}/")) for section in SECTIONS),
    Stop("member", "list-filtered", to("/projekte/?thema=sprache")),
    Stop("member", "list-nothing", to("/projekte/?" + "&".join(f"thema={topic}" for topic in TOPICS))),
    *(Stop("member", f"detail-{section}", detail(section)) for section in SECTIONS),
    Stop("member", "detail-event-over", detail("veranstaltungen", "last")),
    Stop("member", "detail-discussion-closed", detail("themendiskussionen", "last")),
    Stop("member", "search", to("/suche/")),
    Stop("member", "search-page-2", to("/suche/?seite=2")),
    Stop("member", "ask-editors", to("/redaktion/fragen/?q=Lotsen")),
    Stop("member", "search-hits", to("/suche/?q=Sprache")),
    Stop("member", "search-in-file", to(f"/suche/?q={WORD_IN_FILE}")),
    Stop("member", "search-nothing", to("/suche/?q=Quarzsandkiste")),
    Stop("member", "search-filtered", to("/suche/?q=Sprache&art=project&thema=sprache")),
    Stop("member", "search-names", to("/suche/?q=Siegen")),
    Stop("member", "search-people-only", to("/suche/?q=Hellwegg")),
    Stop("member", "search-like-ours", to("/suche/?stand=planned&groesse=50000&jahr=2026&sortierung=wie-wir")),
    Stop("member", "saved-searches-none", to("/gespeicherte-suchen/")),
    Stop("contact", "saved-searches", saved_searches),
    Stop("contact", "saved-search-rename", rename_saved_search),
    Stop("contact", "saved-search-without-name", nameless_saved_search, 422),
    Stop("contact", "saved-search-delete", delete_saved_search),
    Stop("member", "menu", menu),
    Stop("member", "choose", to("/beitrag/neu/")),
    Stop("member", "project-form", to("/beitrag/neu/project/")),
    Stop("member", "project-form-error", project_without_title, 422),
    Stop("member", "project-form-kept-file", project_with_kept_file, 422),
    Stop("member", "material-form", to("/beitrag/neu/material/")),
    Stop("member", "material-form-open", material_with_everything),
    Stop("member", "mine", to("/meine-beitraege/")),
    Stop("member", "edit-changes-requested", own("--todo", "bearbeiten")),
    Stop("member", "preview", own("--todo", "ansehen")),
    Stop("member", "in-review", with_the_editors("bearbeiten"), 409),
    Stop("member", "withdraw", with_the_editors("zurueckziehen")),
    Stop("member", "submit", from_mine("einreichen")),
    Stop("member", "archive", from_mine("archivieren")),
    Stop("member", "copy", from_mine("vorlage")),
    Stop("member", "discard", from_mine("loeschen")),
    Stop("member", "question", from_mine("was-noch-fehlt")),
    Stop("member", "question-error", question_without_answer, 422),
    Stop("member", "propose-error", propose(""), 422),
    Stop("member", "propose-sent", propose("Die Telefonnummer stimmt nicht mehr.")),
    Stop("member", "propose-again", proposed),
    Stop("member", "theme-form", to("/beitrag/neu/proposal/")),
    Stop("member", "theme-form-error", theme_without_title, 422),
    Stop("member", "theme-form-saved", theme_saved_by_itself),
    Stop("member", "theme-edit", own_theme("bearbeiten", "draft")),
    Stop("member", "theme-preview", own_theme("ansehen", "draft")),
    Stop("member", "theme-in-review", own_theme("bearbeiten"), 409),
    Stop("member", "theme-withdraw", own_theme("zurueckziehen")),
    Stop("member", "my-data", to("/meine-daten/")),
    Stop("member", "my-data-error", nameless),
    Stop("member", "password", to("/meine-daten/passwort/")),
    Stop("member", "password-error", wrong_old_password),
    Stop("member", "sign-out", to("/abmelden/")),
    Stop("member", "municipalities", to("/kommunen/")),
    Stop("member", "forbidden", to("/admin/"), 403),
    Stop("member", "not-found", to("/das-gibt-es-nicht/"), 404),
    Stop("member", "accessibility", to("/barrierefreiheit/")),
    Stop("contact", "start", to("/")),
    Stop("contact", "mine", to("/meine-beitraege/")),
    Stop("contact", "my-data", to("/meine-daten/")),
    Stop("editor", "start", to("/")),
    Stop("editor", "detail-projekte", detail("projekte")),
    Stop("editor", "proposal", a_proposal),
    Stop("editor", "outbox", to("/demo/postausgang/")),
    Stop("editor", "mail", a_mail),
    Stop(ANONYMOUS, "set-password", set_password),
    Stop(ANONYMOUS, "set-password-error", too_simple_password),
    *FORUM,
    *MARKET,
    *RELAY,
    Stop("admin", "start", to("/")),
    Stop("admin", "mine-empty", to("/meine-beitraege/")),
]

ADMIN = [
    Stop("editor", "admin-home", to("/admin/")),
    Stop("editor", "admin-queue", to("/admin/pruefung/")),
    Stop("editor", "admin-review", through("/admin/pruefung/", ".review-row__title a")),
    Stop("editor", "admin-tasks", to("/admin/reports/workflow_tasks/")),
    Stop("editor", "admin-workflow", to("/admin/reports/workflow/")),
    Stop("editor", "admin-explorer", to("/admin/pages/")),
    Stop("editor", "admin-page", through("/admin/reports/workflow_tasks/", "main a[href$='/edit/']")),
    Stop("editor", "admin-images", to("/admin/images/")),
    Stop("editor", "admin-image", through("/admin/images/", "main a[href*='/admin/images/']:has(img)")),
    Stop("editor", "admin-documents", to("/admin/documents/")),
    Stop("editor", "admin-people", to("/admin/users/")),
    Stop("editor", "admin-new-account", to("/admin/users/new/")),
    Stop("editor", "admin-account", through("/admin/users/", "main a[href^='/admin/users/edit/']")),
    Stop("editor", "admin-municipalities", to("/admin/municipalities/")),
    Stop("editor", "admin-topics", to("/admin/snippets/taxonomy/topic/")),
    Stop("editor", "admin-proposals", to("/admin/contribute/changeproposal/")),
    Stop("editor", "admin-themes", to("/admin/snippets/integration/topicproposal/")),
    Stop("editor", "admin-theme-new", to("/admin/snippets/integration/topicproposal/add/")),
    Stop("editor", "admin-theme", through("/admin/snippets/integration/topicproposal/", THEME)),
    *MARKET_ADMIN,
    Stop("editor", "admin-feedback", to("/admin/home/feedback/")),
    Stop("editor", "admin-synonyms", to("/admin/search_synonyms/")),
    Stop("editor", "admin-recommendation", to("/admin/search_recommendations/new/?words=kita")),
    Stop("editor", "admin-queries", to("/admin/search_queries/")),
    Stop("editor", "admin-history", to("/admin/reports/site-history/")),
    Stop("admin", "admin-home", to("/admin/")),
    Stop("admin", "admin-settings", to("/admin/settings/home/portalsettings/")),
    Stop("admin", "admin-groups", to("/admin/groups/")),
    Stop("admin", "admin-outbox", to("/admin/notifications/message/")),
]

STOPS = EVERYBODY + MEMBER + ADMIN
