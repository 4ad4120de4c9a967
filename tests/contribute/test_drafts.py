"""One thing is asked first; the form saves itself, and what was begun is there on another device."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from integration.catalogue.models import Entry
from integration.contribute.drafts import add_suggestions, propose
from integration.contribute.models import Draft
from integration.files.models import Document
from integration.models import LinkPage, MaterialPage
from tests.factories import ProjectPageFactory, TopicFactory, draft, pdf_bytes

pytestmark = pytest.mark.django_db

BEGIN = reverse("contribute:choose")
PAPER = (
    "Pressemitteilung\n\nElternlotsen begleiten Familien in die Schule\n\nLindlohe, 3. Juni 2026. Zwölf Eltern helfen "
    "neuen Familien beim ersten Schuljahr. Sie erklären die Anmeldung und den Elternabend."
)


def pdf(name="Vorlage.pdf", text=PAPER):
    return SimpleUploadedFile(name, pdf_bytes(text), "application/pdf")


def begin(client, **data):
    return client.post(BEGIN, data)


def test_a_file_is_enough_and_the_form_comes_filled_in_with_marked_suggestions(member, signed_in):
    client = signed_in(member)
    answer = begin(client, uploads=pdf())
    begun = Draft.objects.get()
    assert answer.headers["Location"] == reverse("contribute:draft", args=[begun.key])
    page = client.get(answer.headers["Location"]).content.decode()
    assert begun.data["title"][0] in page
    assert begun.data["date"] == ["2026-06-03"]
    assert begun.data["material_kind"] == ["press_release"]
    assert "Vorschlag aus Ihrer Datei" in page
    document = Document.objects.get()
    assert document.temporary
    data = begun.data | {"key": [str(begun.key)]}
    assert client.post(answer.headers["Location"], data).headers["Location"] == reverse("contribute:mine")
    assert Entry.objects.get().state == Entry.State.IN_REVIEW
    assert MaterialPage.objects.get().date.isoformat() == "2026-06-03"
    assert not Draft.objects.exists()
    assert not Document.objects.get().temporary


def test_a_file_that_takes_longer_keeps_nobody_waiting_for_the_form(member, signed_in, monkeypatch):
    monkeypatch.setattr("integration.contribute.drafts.READ_SECONDS", 0)
    client = signed_in(member)
    answer = begin(client, uploads=pdf())
    document = Document.objects.get()
    assert document.text_state == Document.TextState.PENDING
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    html = page.content.decode()
    assert f'data-file="{document.pk}" data-file-state="pending"' in html
    assert "Wir lesen Ihre Datei noch … Sie können inzwischen weiterschreiben." in html
    suggested = client.get(reverse("contribute:suggestions", args=[Draft.objects.get().key])).json()
    assert suggested["files"] == [{"id": document.pk, "state": "pending"}]


def test_a_title_is_enough(member, signed_in):
    answer = begin(signed_in(member), title="Sprachcafé")
    form = signed_in(member).get(answer.headers["Location"]).context["form"]
    assert form["title"].value() == "Sprachcafé"
    assert form["municipality"].value() == member.municipality_id
    assert form["status"].value() == "running"


def test_a_link_that_cannot_be_read_is_kept_and_said(member, signed_in):
    client = signed_in(member)
    answer = begin(client, link="http://127.0.0.1/intern")
    page = client.get(answer.headers["Location"]).content.decode()
    assert "http://127.0.0.1/intern" in page
    assert Draft.objects.get().kind == LinkPage.kind


def test_nothing_at_all_is_asked_for_kindly_and_a_wrong_file_is_named(member, signed_in):
    empty = begin(signed_in(member))
    assert empty.status_code == 422
    assert "Eines davon genügt" in empty.content.decode()
    wrong = SimpleUploadedFile("Programm.pdf", b"MZ\x90\x00 kein PDF", "application/pdf")
    answer = begin(signed_in(member), uploads=wrong)
    assert answer.status_code == 422
    assert "Programm.pdf" in answer.content.decode()


def test_what_is_typed_is_saved_and_there_after_signing_in_anew(member, signed_in):
    key, topic = uuid.uuid4(), TopicFactory()
    data = {"kind": "project", "title": "Halb", "teaser": "Ein halber Sa", "topics": [topic.pk], "text": "Absatz"}
    answer = signed_in(member).post(reverse("contribute:save_draft", args=[key]), data)
    assert "Gesichert um" in answer.json()["text"]
    page = signed_in(member).get(reverse("contribute:draft", args=[key])).content.decode()
    for typed in ("Halb", "Ein halber Sa", "Absatz"):
        assert typed in page
    assert f'value="{topic.pk}"' in page


def test_saving_twice_keeps_one_draft_and_what_was_touched_is_no_suggestion_any_more(member, signed_in):
    client = signed_in(member)
    begin(client, uploads=pdf())
    begun = Draft.objects.get()
    address = reverse("contribute:save_draft", args=[begun.key])
    client.post(address, begun.data | {"kind": "material", "title": "Mein Titel"})
    begun.refresh_from_db()
    assert begun.title == "Mein Titel"
    assert "title" not in begun.untouched
    assert "date" in begun.untouched


def test_a_form_that_is_not_right_yet_is_kept_with_its_files(member, signed_in):
    key = uuid.uuid4()
    address = reverse("contribute:create", args=["material"])
    signed_in(member).post(address, {"key": key, "title": "", "teaser": "Noch ohne Titel", "uploads": pdf()})
    begun = Draft.objects.get()
    assert begun.data["teaser"] == ["Noch ohne Titel"]
    assert list(begun.documents.all()) == [Document.objects.get()]


def test_changes_of_a_contribution_are_kept_until_they_are_saved(member, signed_in):
    client, page = signed_in(member), draft(ProjectPageFactory, owner=member, title="Alt")
    address = reverse("contribute:save_draft", args=[uuid.uuid4()])
    data = {"kind": "project", "page": page.pk, "title": "Neu", "opened_revision": page.latest_revision_id or ""}
    assert client.post(address, data).status_code == 200
    form = client.get(reverse("contribute:edit", args=[page.pk]))
    assert 'value="Neu"' in form.content.decode()


def test_changes_that_were_begun_before_somebody_saved_say_so_and_can_be_saved(member, editor, signed_in):
    client, page = signed_in(member), draft(ProjectPageFactory, owner=member, title="Alt")
    address, opened = reverse("contribute:edit", args=[page.pk]), page.latest_revision_id
    by_editor = page.get_latest_revision_as_object()
    by_editor.title = "Von der Redaktion"
    by_editor.save_revision(user=editor)
    late = client.post(address, {"key": uuid.uuid4(), "title": "Meins", "opened_revision": opened or "1"})
    assert late.status_code == 409
    answer = client.get(address)
    form = answer.context["form"]
    assert form["title"].value() == "Meins"
    assert "Vergleichen Sie beide" in answer.content.decode()
    data = {name: form[name].value() for name in ("key", "title", "opened_revision")}
    assert client.post(address, data | {"action": "draft"}).status_code == 302
    page.refresh_from_db()
    assert page.draft_title == "Meins"
    assert not Draft.objects.exists()


def test_an_older_window_without_script_does_not_hand_in_over_a_newer_one(member, signed_in):
    client = signed_in(member)
    address = begin(client, title="Sprachcafé").headers["Location"]
    older = client.get(address).content.decode()
    begun = Draft.objects.get()
    assert f'name="version" value="{begun.version}"' in older
    data = {"key": begun.key, "kind": "project", "title": "Älter", "version": begun.version}
    client.post(reverse("contribute:save_draft", args=[begun.key]), data | {"title": "Neuer"})
    answer = client.post(address, data)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "in einem anderen Fenster" in html
    assert 'value="Älter"' in html
    assert Draft.objects.get().title == "Neuer"
    shown = answer.context["form"].draft_key, Draft.objects.get().version
    assert f'name="version" value="{shown[1]}"' in html
    assert client.post(address, data | {"version": shown[1]}).status_code == 302, "who has seen that may go on"


def test_nobody_saves_over_or_reads_somebody_elses(member, other_member, signed_in):
    key, page = uuid.uuid4(), draft(ProjectPageFactory, owner=member)
    signed_in(member).post(reverse("contribute:save_draft", args=[key]), {"kind": "project", "title": "Meins"})
    stranger = signed_in(other_member)
    assert stranger.get(reverse("contribute:draft", args=[key])).status_code == 404
    assert (
        stranger.post(
            reverse("contribute:save_draft", args=[key]), {"kind": "project", "page": page.pk, "title": "x"}
        ).status_code
        == 403
    )
    assert Draft.objects.get(user=member).title == "Meins"


def test_a_form_that_was_handed_in_is_not_saved_again(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    client.post(reverse("contribute:create", args=["material"]), {"key": key, "title": "Fertig"})
    late = client.post(reverse("contribute:save_draft", args=[key]), {"kind": "material", "title": "Fertig"})
    assert late.status_code == 409
    assert client.get(reverse("contribute:draft", args=[key])).headers["Location"] == reverse("contribute:mine")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("kind", ["project", "proposal"])
def test_without_script_a_form_whose_draft_was_deleted_elsewhere_comes_back_with_all_of_it(kind, member, signed_in):
    client, key, field = signed_in(member), uuid.uuid4(), "text" if kind == "project" else "why"
    data = {"kind": kind, "key": key, "title": "Mein Titel", field: "Viel Text"}
    client.post(reverse("contribute:save_draft", args=[key]), data)
    client.post(reverse("contribute:discard_draft", args=[key]))
    address = reverse("contribute:draft", args=[key])
    answer = client.post(address, data | {"version": 1})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "in einem anderen Fenster gelöscht" in html
    assert 'value="Mein Titel"' in html
    assert "Viel Text" in html
    begun = Draft.objects.get()
    assert begun.data[field] == ["Viel Text"]
    assert client.post(address, data | {"version": begun.version}).status_code == 302
    assert not Draft.objects.exists()


def test_a_form_with_as_many_pictures_and_as_long_a_text_as_may_be_is_saved_completely(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    data = {f"image-{number}-{name}": "x" for number in range(50) for name in ("alternative", "caption", "source")}
    data |= {f"image-{number}-licence": "" for number in range(50)} | {f"field-{number}": "x" for number in range(60)}
    data |= {"text": "x" * 200_000, "kept_images": [str(number) for number in range(50)], "partners": "wichtig"}
    address = reverse("contribute:save_draft", args=[key])
    assert client.post(address, {"kind": "project", "title": "Viel"} | data).status_code == 200
    kept = Draft.objects.get().data
    assert {name: kept[name] for name in data} == {n: v if isinstance(v, list) else [v] for n, v in data.items()}


def test_what_is_too_long_to_be_saved_is_said(member, signed_in):
    address = reverse("contribute:save_draft", args=[uuid.uuid4()])
    answer = signed_in(member).post(address, {"kind": "project", "title": "Viel", "text": "x" * 300_000})
    assert answer.status_code == 422
    assert "nicht gesichert" in answer.json()["text"]
    assert Draft.objects.get().title == "Viel"


def test_suggestions_for_a_draft_that_is_gone_meanwhile_are_none(member):
    begun = Draft.objects.create(user=member, key=uuid.uuid4(), kind="material", data={"title": ["Fort"]})
    Draft.objects.all().delete()
    assert add_suggestions(begun).title == "Fort"
    propose(begun)
    assert not Draft.objects.exists()
