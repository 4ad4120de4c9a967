"""The kind is guessed from the first thing and can be changed in the form; nothing that was entered is lost."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from integration.contribute.models import Draft
from integration.files.models import Document
from integration.intake.guess import EventGuess, guess_event, guess_kind
from integration.models import LinkPage, MaterialPage, ProjectPage
from tests.factories import TopicFactory, pdf_bytes

BEGIN = reverse("contribute:choose")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Fachtag Integration am 12. März 2027", "event"),
        ("Netzwerktreffen der Ehrenamtskoordination", "event"),
        ("Einladung zum Interkulturellen Fest", "event"),
        ("Handreichung für Elternlotsen", "material"),
        ("Integrationskonzept 2027", "material"),
        ("Merkblätter und Checklisten für die Anmeldung", "material"),
        ("Sprachcafé im Bürgerhaus", "project"),
        ("Veranstalter gesucht", "project"),
        ("Wie gewinnen wir Sprachmittelnde?", "proposal"),
        ("", "project"),
    ],
)
def test_a_title_says_what_it_is_about(title, kind):
    assert guess_kind(title=title, has_link=False, has_documents=False) == kind


def test_a_document_is_material_and_an_address_a_link_whatever_the_title_says():
    assert guess_kind(title="Fachtag", has_link=True, has_documents=True) == "material"
    assert guess_kind(title="Fachtag", has_link=True, has_documents=False) == "link"


@pytest.mark.parametrize(
    ("title", "start", "place"),
    [
        ("Fachtag Integration am 3. Dezember 2026 in Köln", "2026-12-03T09:00", "Köln"),
        ("Fachtag am 03.12.2026 um 14 Uhr im Rathaus Werl", "2026-12-03T14:00", "Rathaus Werl"),
        ("Workshop, 3.12.2026, 10:30 bis 12:00 Uhr", "2026-12-03T10:30", ""),
        ("Tagung 3. bis 4. Dezember 2026 in der Stadthalle Soest", "2026-12-03T09:00", "Stadthalle Soest"),
        ("Fachtag Sprache in der Schule am 3.12.2026", "2026-12-03T09:00", ""),
        ("Netzwerktreffen in Hamm am 3.12.2026, 9.30–11 Uhr", "2026-12-03T09:30", "Hamm"),
        ("Schulung am 3.12.2026 in Kooperation mit dem Kreis", "2026-12-03T09:00", ""),
        ("Infoabend im Dezember 2026", "", ""),
        ("Seminar am 31.02.2026", "", ""),
        ("", "", ""),
    ],
)
def test_the_title_of_an_event_says_when_and_where(title, start, place):
    assert guess_event(title) == EventGuess(start, place)


@pytest.mark.django_db
def test_day_and_place_in_the_title_are_suggested_and_marked(member, signed_in):
    client = signed_in(member)
    answer = client.post(BEGIN, {"title": "Fachtag Integration am 3. Dezember 2026 in Köln"})
    page = client.get(answer.headers["Location"]).content.decode()
    assert 'value="2026-12-03T09:00"' in page
    assert 'value="Köln"' in page
    assert page.count("Aus dem Titel übernommen, bitte prüfen") == 2
    assert Draft.objects.get().suggested == {"start": ["2026-12-03T09:00"], "place": ["Köln"]}


@pytest.mark.django_db
def test_the_title_of_an_event_opens_the_form_for_events(member, signed_in):
    client = signed_in(member)
    html = client.get(client.post(BEGIN, {"title": "Fachtag Integration"}).headers["Location"]).content.decode()
    assert 'name="start"' in html
    assert 'value="kind-project"' in html


@pytest.mark.django_db
def test_all_that_was_entered_comes_along_to_another_kind_and_back(member, signed_in):
    client, topic, key = signed_in(member), TopicFactory(), str(uuid.uuid4())
    data = {
        "key": key,
        "kind": "material",
        "title": "Sprachcafé",
        "teaser": "Jeden Montag",
        "topics": topic.pk,
        "date": "gestern",
        "text": "Wir trinken Tee.",
        "uploads": SimpleUploadedFile("Vorlage.pdf", pdf_bytes("Tee"), "application/pdf"),
    }
    answer = client.post(reverse("contribute:create", args=["material"]), data | {"action": "kind-project"})
    address = reverse("contribute:draft", args=[key])
    assert answer.headers["Location"] == address
    form = client.get(address).context["form"]
    assert form.kind is ProjectPage
    assert (form["title"].value(), form["teaser"].value()) == ("Sprachcafé", "Jeden Montag")
    assert form["topics"].value() == [str(topic.pk)]
    assert form["text"].value() == "Wir trinken Tee."
    assert form["status"].value() == "running", "the new kind has its own beginnings"
    assert [document for document, ticked in form.shown_files() if ticked] == [Document.objects.get()]
    data = {"key": key, "kind": "project", "title": "Sprachcafé", "kept_files": Document.objects.get().pk}
    client.post(address, data | {"action": "kind-material"})
    form = client.get(address).context["form"]
    assert form.kind is MaterialPage
    assert form["date"].value() == "gestern"
    assert not ProjectPage.objects.exists()
    assert not MaterialPage.objects.exists()


@pytest.mark.django_db
def test_it_is_handed_in_as_what_it_was_turned_into(member, signed_in):
    client, key = signed_in(member), str(uuid.uuid4())
    client.post(reverse("contribute:create", args=["project"]), {"key": key, "title": "Seite", "action": "kind-link"})
    address = reverse("contribute:draft", args=[key])
    data = {"key": key, "kind": "link", "title": "Seite", "link_url": "https://www.kommune.example/seite"}
    assert client.post(address, data).status_code == 302
    assert LinkPage.objects.get().draft_title == "Seite"
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_theme_can_become_a_project_and_a_project_a_theme_without_losing_its_text(member, signed_in):
    client, key = signed_in(member), str(uuid.uuid4())
    data = {"key": key, "kind": "project", "title": "Wie finden wir Paten?", "text": "Wir suchen.", "teaser": "Kurz"}
    client.post(reverse("contribute:create", args=["project"]), data | {"action": "kind-proposal"})
    address = reverse("contribute:draft", args=[key])
    form = client.get(address).context["form"]
    assert form["title"].value() == "Wie finden wir Paten?"
    data = {"key": key, "kind": "proposal", "title": "Wie finden wir Patinnen?", "why": "Es fehlen viele."}
    client.post(reverse("contribute:topic_proposal_create"), data | {"action": "kind-project"})
    form = client.get(address).context["form"]
    assert [form[name].value() for name in ("title", "text", "teaser")] == [
        "Wie finden wir Patinnen?",
        "Wir suchen.",
        "Kurz",
    ]
    client.post(address, {"key": key, "kind": "project", "title": "x", "action": "kind-proposal"})
    assert client.get(address).context["form"]["why"].value() == "Es fehlen viele."


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["kind-discussion", "kind-", "kind-nothing", "kind-\x00"])
def test_a_kind_that_members_do_not_write_is_none(action, member, signed_in):
    client = signed_in(member)
    client.post(reverse("contribute:create", args=["project"]), {"title": "", "action": action})
    assert not Draft.objects.exclude(kind="project").exists()
    assert not ProjectPage.objects.exists()
