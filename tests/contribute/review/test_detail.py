"""What the review page shows of files, contacts and links, and what it marks in them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import WorkflowState

from integration.contribute.review.hints import HintKind, at_links, leads_nowhere
from integration.contribute.services import submit
from integration.members.models import Municipality, User
from integration.models import ContributionPage, ProjectPage
from tests.factories import DocumentFactory, LinkPageFactory, ProjectPageFactory, UserFactory, draft

pytestmark = pytest.mark.django_db
FILLING = "Wir treffen uns jede Woche im Bürgerhaus und lernen zusammen. " * 20


def review_of(client: Client, page: ContributionPage) -> str:
    state = WorkflowState.objects.active().for_instance(page).get()
    answer = client.get(reverse("review:contribution", args=[state.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def desk(editor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(editor)


def test_of_a_file_the_places_of_the_hints_come_first_and_the_whole_text_can_be_read(
    desk: Client, member: User
) -> None:
    text = f"{FILLING}Es fehlt noch Ali Demir, Handy 0176 98765432, aus Kurs B. {FILLING}Schlusswort."
    document = DocumentFactory(title="Kursliste", text=text)
    page = draft(ProjectPageFactory, title="Kurs", owner=member, documents=[document])
    submit(page=page, user=member)
    html = review_of(desk, page)
    part = html[html.index("review-files") :]
    around = part.index("Rund um die Hinweise")
    assert "Es fehlt noch Ali Demir, Handy <mark>0176 98765432</mark>, aus Kurs B." in part
    assert around < part.index("<mark>") < part.index("Der Anfang") < part.index("Ganzen Text zeigen")
    assert "Schlusswort." in part[part.index("Ganzen Text zeigen") :]
    assert f'href="{document.url}"' in part
    assert "Datei öffnen" in part


def test_a_short_file_without_hints_is_shown_once(desk: Client, member: User) -> None:
    page = draft(ProjectPageFactory, owner=member, documents=[DocumentFactory(text="Ein kurzer Text.")])
    submit(page=page, user=member)
    html = review_of(desk, page)
    assert html.count("Ein kurzer Text.") == 1
    assert "Ganzen Text zeigen" not in html
    assert "Rund um die Hinweise" not in html


def test_whom_to_ask_is_shown_with_all_that_members_will_see(desk: Client, municipality: Municipality) -> None:
    author = UserFactory(
        first_name="Mia",
        last_name="Berg",
        municipality=municipality,
        function="Fachdienst Integration",
        phone="0221 4710-123",
    )
    page = draft(ProjectPageFactory, owner=author)
    submit(page=page, user=author)
    html = review_of(desk, page)
    part = html[html.index('id="review-contacts"') :]
    for word in ("Mia Berg", "Fachdienst Integration", author.shown_phone or "–", author.email):
        assert word in part, word


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8000/kurs",
        "http://127.0.0.1/",
        "https://10.1.2.3/intern",
        "https://192.168.178.1/",
        "http://[::1]/",
        "http://intranet/formular",
        "https://server.local/datei",
        "https://",
    ],
)
def test_an_address_that_others_cannot_open_is_known_by_its_form(address: str) -> None:
    assert leads_nowhere(address)


@pytest.mark.parametrize("address", ["https://www.lindlohe.de/kurs", "http://8.8.8.8/", "https://köln.de/"])
def test_a_public_address_gets_no_hint(address: str) -> None:
    assert at_links([("Text", address)]) == []


def test_the_same_address_is_named_once() -> None:
    (hint,) = at_links([("Text", "http://intranet/a"), ("Text", "http://intranet/a"), ("Text", "http://intranet/b")])
    assert (hint.kind, hint.where, hint.count) == (HintKind.LINK, "Text", 2)
    assert not hint.is_note


def test_private_addresses_in_a_text_and_in_a_link_are_hints_for_the_editor(desk: Client, member: User) -> None:
    page = draft(LinkPageFactory, title="Verweis", owner=member)
    page.link_url = "http://intranet/formular"  # from the time before the field refused it
    page.body = [
        ("text", '<p>Mehr <a href="https://10.1.2.3/x?a=1&amp;b=2">hier</a> und auf http://ablage.local/y.</p>')
    ]
    page.save_revision(user=member, clean=False)
    submit(page=page, user=member)
    html = review_of(desk, page)
    hints = html[html.index('id="review-hints"') : html.index('id="review-text"')]
    for word in ("Link, den andere nicht öffnen können", "http://intranet/formular", "https://10.1.2.3/x?a=1&amp;b=2"):
        assert word in hints, word
    assert "http://ablage.local/y</code>" in hints


def test_links_to_public_pages_are_no_hints(desk: Client, member: User) -> None:
    page = draft(ProjectPageFactory, owner=member)
    page.body = [("text", '<p>Mehr <a href="https://www.lindlohe.de/">hier</a>.</p>')]
    page.save_revision(user=member)
    submit(page=ProjectPage.objects.get(pk=page.pk), user=member)
    assert "Link, den andere" not in review_of(desk, page)
