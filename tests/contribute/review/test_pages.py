"""The queue and the review page: what editors see, and what each button and each too late click does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from integration.catalogue.models import Entry
from integration.contribute.models import LaterReview
from integration.contribute.services import submit, withdraw
from integration.files.models import Document
from integration.members.models import Municipality, User
from integration.members.roles import TRUSTED, Role
from integration.models import ContributionContact, ContributionImage, MaterialPage, ProjectPage
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    LinkPageFactory,
    MaterialPageFactory,
    ProjectPageFactory,
    TopicFactory,
    UserFactory,
    draft,
    pdf_bytes,
)

pytestmark = pytest.mark.django_db
QUEUE = "/admin/pruefung/"
LIST = "Teilnehmerliste: Ali Demir, geb. 12.03.1987, Handy 0176 98765432"


@pytest.fixture
def desk(editor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(editor)


def state_of(page: Page) -> WorkflowState:
    return WorkflowState.objects.filter(object_id=str(page.pk)).latest("pk")


def address(page: Page) -> str:
    return reverse("review:contribution", args=[state_of(page).pk])


def decision(page: Page, action: str, **values: str) -> dict[str, str]:
    comment = {f"{action}-{name}": value for name, value in values.items()}
    return {"decision": action, "seen": str(page.latest_revision_id)} | comment


def handed_in(
    title: str, author: User | None = None, *, days_ago: int = 0, factory=ProjectPageFactory, **fields
) -> Page:
    author = author or UserFactory()
    page = draft(factory, title=title, owner=author, **fields)
    submit(page=page, user=author)
    page.refresh_from_db()
    TaskState.objects.filter(revision_id=page.latest_revision_id).update(
        started_at=timezone.now() - timedelta(days=days_ago)
    )
    return page


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


# The queue


def test_the_queue_lists_what_waits_longest_first_with_all_that_helps_to_choose(
    desk: Client, municipality: Municipality
) -> None:
    author = UserFactory(first_name="Mia", last_name="Berg", municipality=municipality)
    handed_in("Jung", days_ago=0)
    handed_in("Alt", author, days_ago=2, documents=[DocumentFactory(text=LIST)], factory=MaterialPageFactory)
    page = ProjectPageFactory(title="Öffentlich", owner=author)
    page.title = "Geändert"
    page.save_revision(user=author)
    submit(page=page, user=author)
    html = text_of(desk, QUEUE)
    assert html.index("Alt</a>") < html.index("Jung</a>") < html.index("Geändert</a>")
    for part in ("wartet seit 2 Tagen", "wartet seit heute", "Mia Berg", "Lindlohe", "1 Datei", "3 Hinweise"):
        assert part in html
    assert "Änderung eines veröffentlichten Beitrags" in html
    assert "Projekt (2)" in html


def test_the_queue_can_be_narrowed_to_a_kind(desk: Client) -> None:
    handed_in("Ein Projekt")
    handed_in("Ein Merkblatt", factory=MaterialPageFactory)
    html = text_of(desk, f"{QUEUE}?art=materialpage")
    assert "Ein Merkblatt" in html
    assert "Ein Projekt" not in html
    assert "Ein Projekt" in text_of(desk, f"{QUEUE}?art=unbekannt")
    assert desk.get(f"{QUEUE}?art=%27x&p=99999999").status_code == 200


def test_an_empty_queue_says_so(desk: Client) -> None:
    html = text_of(desk, QUEUE)
    assert "Nichts wartet." in html
    assert "Nichts Neues." in html


@pytest.mark.sweep
def test_the_queue_takes_as_many_queries_for_many_as_for_one(desk: Client, django_assert_num_queries) -> None:
    def fill(number: int) -> None:
        for index in range(number):
            page = handed_in(f"Beitrag {number}-{index}", documents=[DocumentFactory(text=LIST)])
            page.images.add(ContributionImage(image=ImageFactory()))
            trusted = UserFactory()
            trusted.groups.add(Group.objects.get(name=TRUSTED))
            submit(page=draft(ProjectPageFactory, title=f"Sofort {number}-{index}", owner=trusted), user=trusted)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    fill(1)
    desk.get(QUEUE)
    with CaptureQueriesContext(connection) as one:
        desk.get(QUEUE)
    fill(6)
    with CaptureQueriesContext(connection) as many:
        desk.get(QUEUE)
    assert len(many) == len(one), "\n".join(query["sql"][:150] for query in many)
    assert len(many) < 45


def test_the_menu_counts_what_waits_and_stands_first(desk: Client) -> None:
    handed_in("Ein Projekt")
    html = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "Zu prüfen (1)" in html or "Zu pr\\u00fcfen (1)" in html
    from wagtail.admin.menu import admin_menu

    assert min(admin_menu.registered_menu_items, key=lambda item: item.order).name == "review"


# The review page


def test_the_page_shows_text_files_pictures_and_hints(desk: Client, member: User) -> None:
    page = draft(
        MaterialPageFactory,
        title="Liste",
        teaser="Zum Weitergeben.",
        owner=member,
        documents=[DocumentFactory(title="Kursliste", text=LIST, pages=3)],
        topics=[TopicFactory(name="Sprache")],
        tags=["Deutschkurs"],
    )
    page.body = [("text", "<p>Erster <b>Absatz</b></p>"), ("text", "<p>Zweiter</p>")]
    page.images.add(ContributionImage(image=ImageFactory(title="Fest", source="Stadt"), alternative="Ein Tisch"))
    page.contacts.set([ContributionContact(name="Jo Rat", email="jo@gmx.de", phone="0221 4710-1")])
    page.save_revision(user=member)
    submit(page=page, user=member)
    html = text_of(desk, address(page))
    for part in (
        "Zum Weitergeben.",
        "Zweiter",
        "Sprache",
        "Deutschkurs",
        "Jo Rat",
        "Kursliste",
        "3 Seiten",
        "Teilnehmerliste: Ali Demir",
        "geb. ••.••.1987",
        "0176 9•••••••",
        "fehlt: Lizenz",
        'alt="Ein Tisch"',
        "Quelle: Stadt",
    ):
        assert part in html, part
    hints = html[html.index("review-hints") : html.index("review-text")]
    assert "gmx.de" not in hints  # the contribution's own contact
    assert "Was sich ändern würde" not in html


def test_a_change_is_compared_with_what_is_published(desk: Client, member: User) -> None:
    page = ProjectPageFactory(title="Fahrradkurs", owner=member, tags=["Rad"], topics=[TopicFactory(name="Sprache")])
    page.title = "Fahrradkurs für Frauen"
    page.tags.set(["Rad fahren"])
    page.topics = [TopicFactory(name="Gesundheit")]
    page.contacts.set([ContributionContact(name="Jo Rat")])
    page.save_revision(user=member)
    submit(page=page, user=member)
    html = text_of(desk, address(page))
    part = html[html.index("Was sich ändern würde") : html.index("review-text")]
    for word in ("für Frauen", "Rad fahren", "Gesundheit", "Sprache", "Jo Rat", "geändert:"):
        assert word in part, word
    assert "Slug" not in part


def test_releasing_publishes_and_opens_the_next(desk: Client) -> None:
    first, second = handed_in("Erster", days_ago=3), handed_in("Zweiter")
    answer = desk.post(address(first), decision(first, "approve"))
    assert answer["Location"] == address(second)
    assert Page.objects.get(pk=first.pk).live
    answer = desk.post(address(second), decision(second, "approve"), follow=True)
    assert answer.redirect_chain[-1][0] == QUEUE
    assert "„Zweiter“ ist veröffentlicht." in answer.content.decode()


def test_who_skips_one_is_not_led_back_to_it_at_once(desk: Client) -> None:
    handed_in("Erster", days_ago=3)
    second, third = handed_in("Zweiter", days_ago=2), handed_in("Dritter", days_ago=1)
    assert desk.post(address(second), decision(second, "approve"))["Location"] == address(third)


def test_the_chosen_kind_stays_through_a_decision(desk: Client) -> None:
    first = handed_in("Erster", days_ago=3)
    handed_in("Merkblatt", days_ago=2, factory=MaterialPageFactory)
    third = handed_in("Dritter")
    answer = desk.post(f"{address(first)}?art=projectpage", decision(first, "approve"))
    assert answer["Location"] == f"{address(third)}?art=projectpage"


def test_asking_for_changes_names_the_part(desk: Client, waiting: ProjectPage) -> None:
    desk.post(address(waiting), decision(waiting, "reject", comment="Bitte kürzer.", place="text"))
    assert TaskState.objects.get().comment == "Zu: Text\nBitte kürzer."
    assert Entry.objects.get(object_id=waiting.pk).state == Entry.State.CHANGES_REQUESTED


def test_declining_ends_it(desk: Client, waiting: ProjectPage) -> None:
    desk.post(address(waiting), decision(waiting, "decline", comment="Das ist Werbung."))
    assert Entry.objects.get(object_id=waiting.pk).state == Entry.State.DECLINED


@pytest.mark.parametrize("action", ["reject", "decline"])
def test_without_a_word_nothing_happens_and_the_choice_stays_open(
    action: str, desk: Client, waiting: ProjectPage
) -> None:
    answer = desk.post(address(waiting), decision(waiting, action, comment="  ", place="title"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Bitte schreiben Sie, " in html
    assert '<details class="review-choice" open>' in html
    assert state_of(waiting).status == WorkflowState.STATUS_IN_PROGRESS


@pytest.mark.parametrize(
    "data",
    [{}, {"decision": "x"}, {"decision": "reject", "reject-place": "<x>", "reject-comment": "y", "seen": "1"}],
)
def test_odd_input_decides_nothing(data: dict[str, str], desk: Client, waiting: ProjectPage) -> None:
    assert desk.post(address(waiting), data).status_code == 422
    assert state_of(waiting).status == WorkflowState.STATUS_IN_PROGRESS


@pytest.mark.parametrize("seen", ["", "abc", "-1", "1" + "0" * 20, "9" * 5000, "٣", "\x00"])
def test_a_form_that_does_not_say_what_it_shows_decides_nothing(seen: str, desk: Client, waiting: ProjectPage) -> None:
    answer = desk.post(address(waiting), {"decision": "approve", "seen": seen})
    assert answer.status_code == 409
    assert not Page.objects.get(pk=waiting.pk).live


@pytest.mark.parametrize(
    ("earlier", "sentence"),
    [
        ("approve", "hat diesen Beitrag schon freigegeben."),
        ("reject", "hat schon um Änderungen gebeten."),
        ("decline", "hat diesen Beitrag schon abgelehnt."),
        ("withdraw", "Dieser Beitrag wurde zurückgezogen."),
    ],
)
def test_who_comes_too_late_reads_why_and_keeps_the_comment(
    earlier: str, sentence: str, desk: Client, waiting: ProjectPage, member: User, admin: User, decide
) -> None:
    url, data = address(waiting), decision(waiting, "reject", comment="Mein langer Kommentar")
    if earlier == "withdraw":
        withdraw(page=waiting, user=member, was_published=False)
    else:
        decide(waiting, admin, earlier, comment="Darum.")
    before = Entry.objects.get(object_id=waiting.pk).state
    answer = desk.post(url, data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert sentence in html
    assert "Ihre Entscheidung wurde nicht ausgeführt." in html
    assert "Mein langer Kommentar" in html
    assert Entry.objects.get(object_id=waiting.pk).state == before
    assert sentence in text_of(desk, url)


def test_a_newer_version_is_shown_and_the_comment_stays(desk: Client, editor: User, waiting: ProjectPage) -> None:
    data = decision(waiting, "reject", comment="Mein langer Kommentar", place="title")
    waiting.title = "Neuer Titel"
    waiting.save_revision(user=editor)
    answer = desk.post(address(waiting), data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Inzwischen hat jemand eine neuere Fassung gespeichert." in html
    assert "Neuer Titel" in html
    assert "Mein langer Kommentar</textarea>" in html
    assert state_of(waiting).status == WorkflowState.STATUS_IN_PROGRESS


def test_somebody_elses_newer_draft_is_announced(desk: Client, waiting: ProjectPage, admin: User) -> None:
    waiting.title = "Von anderswo"
    waiting.save_revision(user=admin)
    html = text_of(desk, address(waiting))
    assert "Jemand anderes hat einen neueren Entwurf gespeichert." in html
    assert "Von anderswo" not in html.split("review__thing")[1].split("Selbst korrigieren")[0]


def test_people_who_write_markup_see_it_as_text(desk: Client, member: User) -> None:
    evil = "<script>alert(1)</script>"
    page = handed_in(evil, member, teaser=evil, documents=[DocumentFactory(title=evil, text=f"{evil} {LIST}")])
    for url in (QUEUE, address(page)):
        assert evil not in desk.get(url).content.decode()


def test_a_file_that_is_gone_or_broken_does_not_stop_the_review(desk: Client, member: User) -> None:
    gone = DocumentFactory(text="")
    broken = DocumentFactory(file=ContentFile(b"%PDF-1.7 kaputt", name="kaputt.pdf"), text="")
    Document.objects.update(text_state=Document.TextState.NONE, text_note="Nicht lesbar")
    gone.file.storage.delete(gone.file.name)
    page = handed_in("Kaputt", member, documents=[gone, broken])
    assert "Nicht lesbar" in text_of(desk, address(page))
    assert "Kaputt" in text_of(desk, QUEUE)


def test_editors_alone_see_the_pages(
    waiting: ProjectPage, member: User, admin: User, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(admin).get(address(waiting)).status_code == 200
    assert signed_in(member).get(address(waiting)).status_code == 302
    assert signed_in(UserFactory(role=Role.CONTACT)).get(QUEUE).status_code == 302


def test_a_contribution_that_does_not_exist_is_a_404(desk: Client) -> None:
    assert desk.get(reverse("review:contribution", args=[999999])).status_code == 404
    assert desk.get(reverse("review:later", args=[999999])).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("number", [2**63, 10**20])
@pytest.mark.parametrize("name", ["contribution", "later"])
def test_a_number_that_no_key_can_be_is_a_404(name: str, number: int, method: str, desk: Client) -> None:
    url = reverse(f"review:{name}", args=[number])
    assert getattr(desk, method)(url, {"decision": "approve", "seen": "1"}).status_code == 404


# What was published at once


@pytest.fixture
def later(member: User) -> LaterReview:
    member.groups.add(Group.objects.get(name=TRUSTED))
    found = submit(page=draft(ProjectPageFactory, title="Sofort da", owner=member), user=member)
    assert isinstance(found, LaterReview)
    return found


def test_what_was_published_at_once_is_left_with_one_click(desk: Client, later: LaterReview) -> None:
    html = text_of(desk, QUEUE)
    assert "Sofort da" in html
    desk.post(reverse("review:later", args=[later.pk]), {"decision": "accept", "seen": later.revision_id})
    assert "Sofort da</a>" not in text_of(desk, QUEUE)
    assert Page.objects.get(pk=later.page_id).live


def test_taking_back_takes_a_reason_which_stays_after_an_error(desk: Client, later: LaterReview) -> None:
    url = reverse("review:later", args=[later.pk])
    data = {"decision": "take_back", "seen": later.revision_id, "reject-place": "text"}
    assert desk.post(url, data).status_code == 422
    assert Page.objects.get(pk=later.page_id).live
    desk.post(url, data | {"reject-comment": "Da steht ein Name."})
    assert not Page.objects.get(pk=later.page_id).live
    assert Entry.objects.get(object_id=later.page_id).state == Entry.State.CHANGES_REQUESTED


@pytest.mark.parametrize("seen", ["", "abc", "1" + "0" * 20, "9" * 5000])
def test_a_later_look_needs_to_say_what_it_shows(seen: str, desk: Client, later: LaterReview) -> None:
    answer = desk.post(reverse("review:later", args=[later.pk]), {"decision": "accept", "seen": seen})
    assert answer.status_code == 409
    later.refresh_from_db()
    assert later.seen_at is None


def test_the_second_editor_is_told(desk: Client, later: LaterReview) -> None:
    url = reverse("review:later", args=[later.pk])
    desk.post(url, {"decision": "accept", "seen": later.revision_id})
    answer = desk.post(url, {"decision": "take_back", "seen": later.revision_id, "reject-comment": "Mein Kommentar"})
    assert answer.status_code == 409
    assert "hat sich diesen Beitrag schon angesehen." in answer.content.decode()
    assert "Mein Kommentar" in answer.content.decode()
    assert Page.objects.get(pk=later.page_id).live


def test_a_later_version_is_compared_with_the_one_that_an_editor_saw(
    desk: Client, later: LaterReview, member: User
) -> None:
    desk.post(reverse("review:later", args=[later.pk]), {"decision": "accept", "seen": later.revision_id})
    page = ProjectPage.objects.get(pk=later.page_id)
    page.title = "Sofort da, neu"
    page.save_revision(user=member)
    newer = submit(page=page, user=member)
    html = text_of(desk, reverse("review:later", args=[newer.pk]))
    assert "Was sich geändert hat, seit die Redaktion zuletzt hingesehen hat" in html
    assert MaterialPage.objects.count() == 0


# Links and kinds without files


def test_a_kind_without_files_is_reviewed_too(desk: Client) -> None:
    page = handed_in("Ein Link", factory=LinkPageFactory)
    assert "https://www.example.org/" in text_of(desk, address(page))


def test_title_and_author_of_a_file_are_read_from_its_properties() -> None:
    from fpdf import FPDF

    from integration.contribute.review.properties import properties_of

    pdf = FPDF()
    pdf.add_page()
    pdf.set_title("Haushalt 2026")
    pdf.set_author("Erika Beispiel")
    named = DocumentFactory(content=bytes(pdf.output()))
    assert (properties_of(named).has_title, properties_of(named).author) == (True, "Erika Beispiel")
    assert properties_of(DocumentFactory(content=pdf_bytes())).has_title is False
