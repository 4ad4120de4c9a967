"""The form in the front end: what a person sends, sees and keeps."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from integration.catalogue.models import Entry
from integration.files.models import Document
from integration.models import ContributionPage, MaterialPage, ProjectPage
from tests.factories import DocumentFactory, MaterialPageFactory, ProjectPageFactory, TopicFactory, draft, pdf_bytes

pytestmark = pytest.mark.django_db

CREATE = reverse("contribute:create", args=["material"])


def pdf(name="Vorlage.pdf", text="Ein Text"):
    return SimpleUploadedFile(name, pdf_bytes(text), "application/pdf")


def test_choosing_offers_the_kinds_and_the_own_drafts(member, signed_in):
    draft(ProjectPageFactory, title="Halb fertig", owner=member)
    page = signed_in(member).get(reverse("contribute:choose")).content.decode()
    assert reverse("contribute:create", args=["project"]) in page
    assert CREATE in page
    assert "Halb fertig" in page


@pytest.mark.parametrize("kind", ["discussion", "unknown"])
def test_kinds_that_are_not_offered_are_not_found(member, signed_in, kind):
    assert signed_in(member).get(reverse("contribute:create", args=[kind])).status_code == 404


def test_a_title_alone_is_enough(member, signed_in):
    response = signed_in(member).post(CREATE, {"title": "Merkblatt", "key": uuid.uuid4()})
    assert response.headers["Location"] == reverse("contribute:mine")
    assert Entry.objects.get().state == Entry.State.IN_REVIEW
    assert MaterialPage.objects.get().municipality == member.municipality


def test_several_files_come_along_and_are_listed_with_the_contribution(member, signed_in):
    signed_in(member).post(CREATE, {"title": "Unterlagen", "uploads": [pdf("a.pdf"), pdf("b.pdf", "Noch ein Text")]})
    page = MaterialPage.objects.get()
    assert [item.document.uploaded_by_user for item in page.files.all()] == [member, member]
    assert Entry.objects.get().file_count == 2


def test_a_missing_title_keeps_what_was_typed_and_uploaded(member, signed_in):
    client, topic = signed_in(member), TopicFactory(name="Sprache")
    key = str(uuid.uuid4())
    data = {"title": "", "teaser": "Zwölf Eltern", "text": "Absatz eins", "topics": [topic.pk], "key": key}
    response = client.post(CREATE, data | {"uploads": pdf("Bericht.pdf")})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Bitte geben Sie einen Titel ein, das genügt." in page
    assert "Zwölf Eltern" in page
    assert "Absatz eins" in page
    assert key in page
    kept = Document.objects.get()
    assert f'value="{kept.pk}" checked' in page
    client.post(CREATE, data | {"title": "Bericht", "kept_files": [kept.pk]})
    assert [item.document for item in MaterialPage.objects.get().files.all()] == [kept]


def test_a_wrong_file_is_named_and_the_good_one_beside_it_is_kept(member, signed_in):
    wrong = SimpleUploadedFile("Programm.pdf", b"MZ\x90\x00 kein PDF", "application/pdf")
    response = signed_in(member).post(CREATE, {"title": "Zwei Dateien", "uploads": [wrong, pdf("Gut.pdf")]})
    assert response.status_code == 422
    assert "Programm.pdf" in response.content.decode()
    assert "Zwei Dateien" in response.content.decode()
    assert Document.objects.get().title == "Gut"
    assert not MaterialPage.objects.exists()


def test_somebody_elses_document_cannot_be_taken_along(member, other_member, signed_in):
    foreign = DocumentFactory(uploaded_by_user=other_member)
    response = signed_in(member).post(CREATE, {"title": "Fremdes", "kept_files": [foreign.pk]})
    assert response.status_code == 422
    assert not MaterialPage.objects.exists()


def test_a_draft_is_kept_without_review(member, signed_in):
    signed_in(member).post(CREATE, {"title": "Später", "action": "draft"})
    assert Entry.objects.get().state == Entry.State.DRAFT


def test_two_posts_of_one_form_make_one_page_and_leave_no_stray_file(member, signed_in):
    client, key, content = signed_in(member), uuid.uuid4(), pdf_bytes()
    for _attempt in range(2):
        upload = SimpleUploadedFile("Vorlage.pdf", content, "application/pdf")
        client.post(CREATE, {"title": "Doppelt", "key": key, "uploads": upload})
    assert MaterialPage.objects.count() == 1
    assert Document.objects.count() == 1


def test_another_person_to_ask_needs_a_name(member, signed_in):
    response = signed_in(member).post(CREATE, {"title": "Wer", "contact_phone": "0221 4710-100"})
    assert response.status_code == 422
    assert 'id="id_contact_name"' in response.content.decode()
    assert "Zu wem gehört das?" in response.content.decode()


def test_the_form_shows_what_was_saved_and_saves_what_is_changed(member, signed_in):
    client = signed_in(member)
    client.post(CREATE, {"title": "Alt", "text": "Erster Satz.", "action": "draft", "uploads": pdf("Anlage.pdf")})
    page = MaterialPage.objects.get()
    url = reverse("contribute:edit", args=[page.pk])
    shown = client.get(url)
    assert "Erster Satz." in shown.content.decode()
    assert "Anlage" in shown.content.decode()
    form = shown.context["form"]
    data = {"title": "Neu", "text": "Zweiter Satz.", "opened_revision": form["opened_revision"].value()}
    assert client.post(url, data).status_code == 302
    entry = Entry.objects.get()
    assert (entry.title, entry.state, entry.file_count) == ("Neu", Entry.State.IN_REVIEW, 0)
    assert "Zweiter Satz." in entry.searchable.text or "zweiter satz." in entry.searchable.text


def test_while_in_review_nothing_is_changed_and_what_was_typed_stays(member, signed_in):
    client = signed_in(member)
    client.post(CREATE, {"title": "Eingereicht"})
    page = MaterialPage.objects.get()
    url = reverse("contribute:edit", args=[page.pk])
    assert client.get(url).status_code == 409
    response = client.post(url, {"title": "Schnell noch geändert", "opened_revision": page.latest_revision_id})
    assert response.status_code == 409
    assert "Schnell noch geändert" in response.content.decode()
    assert Entry.objects.get().title == "Eingereicht"


@pytest.mark.parametrize("name", ["edit", "withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_but_the_author_changes_or_takes_back(
    colleague, other_member, contact, editor, member, signed_in, name, method
):
    page = draft(ProjectPageFactory, owner=member)
    for stranger in (colleague, other_member, contact, editor):
        response = getattr(signed_in(stranger), method)(
            reverse(f"contribute:{name}", args=[page.pk]), {"title": "Meins"}
        )
        assert response.status_code == 403
    assert ContributionPage.objects.get().title == page.title


def test_drafts_are_looked_at_by_author_editors_and_the_contact_of_the_municipality(
    member, colleague, other_member, contact, other_contact, editor, signed_in
):
    page = draft(ProjectPageFactory, title="Entwurf zum Ansehen", owner=member)
    url = reverse("contribute:preview", args=[page.pk])
    for reader in (member, contact, editor):
        assert "Entwurf zum Ansehen" in signed_in(reader).get(url).content.decode()
    for stranger in (colleague, other_member, other_contact):
        assert signed_in(stranger).get(url).status_code == 403


def test_the_board_says_what_to_do_and_what_the_editors_wrote(member, editor, signed_in):
    client = signed_in(member)
    client.post(CREATE, {"title": "Rückfrage"})
    state = MaterialPage.objects.get().current_workflow_task_state
    state.task.specific.on_action(state, editor, "reject", comment="Darf die Nummer im Flyer stehen?")
    page = client.get(reverse("contribute:mine")).content.decode()
    assert "Jetzt sind Sie dran" in page
    assert "Darf die Nummer im Flyer stehen?" in page
    assert editor.display_name in page


def test_an_empty_board_says_how_to_begin(member, signed_in):
    page = signed_in(member).get(reverse("contribute:mine")).content.decode()
    assert "Sie haben noch nichts eingereicht" in page


@pytest.mark.sweep
def test_the_board_costs_the_same_with_many_contributions(member, signed_in, django_assert_max_num_queries):
    client = signed_in(member)
    for _number in range(6):
        client.post(CREATE, {"title": "Viele"})
    client.get(reverse("contribute:mine"))  # shows the messages, which the session forgets then
    with django_assert_max_num_queries(16):
        client.get(reverse("contribute:mine"))


def test_taking_back_asks_first_and_then_says_so(member, signed_in):
    client = signed_in(member)
    client.post(CREATE, {"title": "Zurück"})
    url = reverse("contribute:withdraw", args=[MaterialPage.objects.get().pk])
    assert "Zurückziehen" in client.get(url).content.decode()
    assert Entry.objects.get().state == Entry.State.IN_REVIEW
    response = client.post(url, {"state": "in_review"}, follow=True)
    assert "Zurückgezogen. Sie können jederzeit" in response.content.decode()
    assert Entry.objects.get().state == Entry.State.WITHDRAWN


def test_the_project_form_refuses_an_end_before_the_beginning_at_the_field(member, signed_in):
    response = signed_in(member).post(
        reverse("contribute:create", args=["project"]),
        {"title": "Zeit", "status": "running", "period_start": "2026-05-01", "period_end": "2026-04-01"},
    )
    assert response.status_code == 422
    assert response.context["form"].errors["period_end"] == ["Das Ende liegt vor dem Anfang."]
    assert not ProjectPage.objects.exists()


def test_the_form_that_comes_back_with_other_contents_changes_what_it_made(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    client.post(CREATE, {"title": "Eins", "key": key, "action": "draft"})
    client.post(CREATE, {"title": "Zwei", "key": key, "uploads": pdf("Anlage.pdf")})
    entry = Entry.objects.get()
    assert (entry.title, entry.state, entry.file_count) == ("Zwei", Entry.State.IN_REVIEW, 1)


def test_the_form_that_comes_back_while_its_page_is_in_review_keeps_everything(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    client.post(CREATE, {"title": "Eins", "key": key})
    response = client.post(CREATE, {"title": "Zwei", "key": key, "uploads": pdf("Anlage.pdf")})
    assert response.status_code == 409
    assert "Zwei" in response.content.decode()
    assert "Anlage" in response.content.decode()
    assert Entry.objects.get().title == "Eins"


@pytest.mark.parametrize("number", ["9" * 19, "1" + "0" * 30, "9" * 5000, "-1", "x"])
def test_numbers_that_no_file_or_topic_can_have_are_refused_at_the_field(member, signed_in, number):
    client = signed_in(member)
    for name in ("kept_files", "topics"):
        response = client.post(CREATE, {"title": "Zahlen", name: number})
        assert response.status_code == 422
        assert "Zahlen" in response.content.decode()
    for name in ("edit", "preview", "withdraw"):
        path = reverse(f"contribute:{name}", args=[1]).replace("/1/", f"/{number}/")
        assert client.get(path).status_code == 404


def test_changes_to_something_published_that_are_not_handed_in_yet_wait_for_the_author(member, signed_in):
    page = MaterialPageFactory(owner=member, title="Merkblatt")
    url = reverse("contribute:edit", args=[page.pk])
    client = signed_in(member)
    data = {"title": "Merkblatt, neu", "opened_revision": page.latest_revision_id, "action": "draft"}
    assert client.post(url, data).status_code == 302
    assert (
        "Veröffentlicht, Änderungen noch nicht eingereicht" in client.get(reverse("contribute:mine")).content.decode()
    )


def test_the_contact_of_a_municipality_finds_what_colleagues_have_not_published(
    member, contact, other_contact, signed_in
):
    draft(ProjectPageFactory, title="Halb fertig", owner=member)
    assert "Halb fertig" in signed_in(contact).get(reverse("contribute:mine")).content.decode()
    assert "Halb fertig" not in signed_in(other_contact).get(reverse("contribute:mine")).content.decode()


def test_the_form_shows_what_the_editors_asked_for(member, editor, signed_in):
    client = signed_in(member)
    client.post(CREATE, {"title": "Rückfrage"})
    page = MaterialPage.objects.get()
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, editor, "reject", comment="Von wann ist das?")
    assert "Von wann ist das?" in client.get(reverse("contribute:edit", args=[page.pk])).content.decode()
