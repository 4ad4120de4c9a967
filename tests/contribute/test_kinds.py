"""Every kind that members hand in: what it needs is enough, and what is wrong is said where it is wrong."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from integration.catalogue.models import Entry
from integration.catalogue.registry import contributable_kinds, kinds
from integration.members.models import User
from integration.models import ContributionPage, EventPage, LinkPage
from tests.factories import EventPageFactory

pytestmark = pytest.mark.django_db

NEEDED: dict[str, dict[str, str]] = {
    "project": {"title": "Sprachpaten"},
    "material": {"title": "Merkblatt Wohngeld"},
    "event": {"title": "Fachtag Wohnen", "start": "2031-03-04T09:30"},
    "link": {"title": "Förderkompass", "link_url": "www.foerderkompass.example/nrw"},
}
"""What is needed to hand in a page of each kind, and nothing more."""

WRONG: list[tuple[str, str, str, str]] = [
    ("project", "title", "", "Bitte geben Sie einen Titel ein, das genügt."),
    ("project", "period_start", "gestern", "gültiges Datum"),
    ("project", "status", "halb", "Halb ist keine"),
    ("material", "title", "", "Bitte geben Sie einen Titel ein, das genügt."),
    ("material", "date", "31.02.2026", "gültiges Datum"),
    ("material", "why_it_helps", "x" * 251, "höchstens 250"),
    ("event", "title", "", "Bitte geben Sie einen Titel ein, das genügt."),
    ("event", "start", "", "Bitte geben Sie an, wann die Veranstaltung beginnt."),
    ("event", "start", "morgen früh", "Bitte geben Sie Tag und Uhrzeit an"),
    ("event", "start", "0001-01-01T00:00", "Bitte prüfen Sie das Jahr."),
    ("event", "start", "9999-12-31T23:59", "Bitte prüfen Sie das Jahr."),
    ("event", "end", "2031-03-04T09:00", "Das Ende liegt vor dem Anfang."),
    ("event", "online_url", "Teams", "gültige"),
    ("event", "registration_url", "javascript:alert(1)", "gültige"),
    ("event", "registration_deadline", "bald", "gültiges Datum"),
    ("event", "place", "x" * 201, "höchstens 200"),
    ("link", "title", "", "Bitte geben Sie einen Titel ein, das genügt."),
    ("link", "link_url", "", "Bitte geben Sie die Adresse der Seite an."),
    ("link", "link_url", "einfach suchen", "gültige"),
    ("link", "link_url", "javascript:alert(1)", "gültige"),
    ("link", "link_url", "https://localhost/", "nur in Ihrem eigenen Netz"),
    ("link", "link_url", "http://192.168.178.1/status", "nur in Ihrem eigenen Netz"),
    ("link", "why_it_helps", "x" * 251, "höchstens 250"),
]


def create(kind: str) -> str:
    return reverse("contribute:create", args=[kind])


def release(page: ContributionPage, editor: User) -> None:
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, editor, "approve")


def found(client: Client, words: str) -> str:
    return client.get(reverse("search"), {"q": words}).content.decode()


def test_every_page_that_members_hand_in_is_tried_here() -> None:
    pages = {name for name, kind in contributable_kinds().items() if issubclass(kind, ContributionPage)}
    assert pages == set(NEEDED)


@pytest.mark.parametrize("kind", NEEDED)
def test_what_is_needed_is_enough_from_the_form_to_the_search_of_others(
    kind: str, member: User, other_member: User, editor: User, signed_in: Any
) -> None:
    values = NEEDED[kind]
    assert signed_in(member).post(create(kind), values).status_code == 302
    entry = Entry.objects.get()
    page = ContributionPage.objects.get().specific
    assert (entry.kind, entry.state, entry.live) == (kind, Entry.State.IN_REVIEW, False)
    assert isinstance(page, kinds()[kind])
    reader = signed_in(other_member)
    address = page.get_url_parts()[2]
    assert address not in found(reader, values["title"])
    release(page, editor)
    assert address in found(reader, values["title"])
    assert values["title"] in reader.get(address).content.decode()


@pytest.mark.parametrize(("kind", "name", "value", "message"), WRONG)
def test_what_is_wrong_is_said_at_its_field_and_everything_typed_stays(
    kind: str, name: str, value: str, message: str, member: User, signed_in: Any
) -> None:
    typed = NEEDED[kind] | {"teaser": "Steht schon hier", name: value}
    response = signed_in(member).post(create(kind), typed)
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == [name]
    assert message.lower() in " ".join(form.errors[name]).lower()
    page = response.content.decode()
    for text in typed.values():
        assert text in page
    assert f'id="id_{name}_error"' in page
    assert not ContributionPage.objects.exists()


def test_an_address_may_be_typed_as_people_say_it(member: User, signed_in: Any) -> None:
    client = signed_in(member)
    client.post(create("link"), {"title": "Stadt", "link_url": "www.stadt.example"})
    client.post(
        create("event"),
        NEEDED["event"] | {"online_url": "treffen.example/raum", "registration_url": "http://anmeldung.example"},
    )
    assert LinkPage.objects.get().link_url == "https://www.stadt.example"
    event = EventPage.objects.get()
    assert (event.online_url, event.registration_url) == ("https://treffen.example/raum", "http://anmeldung.example")


@pytest.mark.parametrize("typed", ["2031-03-04T09:30", "04.03.2031 09:30"])
def test_begin_and_end_are_times_of_the_portals_clock(typed: str, member: User, signed_in: Any) -> None:
    signed_in(member).post(create("event"), {"title": "Fachtag", "start": typed})
    page = EventPage.objects.get()
    assert page.when_text() == "4. März 2031, 9:30 Uhr"
    assert page.start.isoformat() == "2031-03-04T08:30:00+00:00"


def test_the_form_of_an_event_asks_with_the_browsers_own_calendar_and_shows_what_was_saved(
    member: User, signed_in: Any
) -> None:
    page = EventPageFactory(owner=member, start="2031-07-04T07:30:00Z", all_day=False)
    shown = signed_in(member).get(reverse("contribute:edit", args=[page.pk])).content.decode()
    assert 'value="2031-07-04T09:30"' in shown
    assert shown.count('type="datetime-local"') == 2
