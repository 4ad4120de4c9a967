"""A file is sent as soon as it is dropped into the form: it is there at once, whatever becomes of the form."""

import errno
import uuid

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from integration.contribute import limits
from integration.contribute.draft_files import MOST_FILES
from integration.contribute.drafts import suggest_values
from integration.contribute.forms import form_for_kind
from integration.contribute.life import discard_draft
from integration.contribute.locking import FilesGoneError
from integration.contribute.models import Draft
from integration.contribute.services import hand_in, submit
from integration.files.cleaning import KEEP_TEMPORARY, delete_abandoned
from integration.files.extraction import Reading, write_reading
from integration.files.layout import Found
from integration.files.models import Document, Image
from integration.files.upload_handlers import max_upload_bytes
from integration.models import MaterialPage
from tests.factories import DocumentFactory, ProjectPageFactory, TopicFactory, draft, pdf_bytes, png_bytes

pytestmark = pytest.mark.django_db

PAPER = (
    "Pressemitteilung\n\nElternlotsen begleiten Familien in die Schule\n\nLindlohe, 3. Juni 2026. Zwölf Eltern helfen "
    "neuen Familien beim ersten Schuljahr. Sie erklären die Anmeldung und den Elternabend."
)


def pdf(name="Vorlage.pdf", text="Ein Text"):
    return SimpleUploadedFile(name, pdf_bytes(text), "application/pdf")


def picture(name="Sommerfest.png"):
    return SimpleUploadedFile(name, png_bytes(), "image/png")


def send(client, key, file, **data):
    fields = {"kind": "material", "title": "Getippt"} | data
    return client.post(reverse("contribute:upload", args=[key]), fields | ({"file": file} if file else {}))


def save(client, key, **data):
    return client.post(reverse("contribute:save_draft", args=[key]), {"kind": "material"} | data)


def suggestions(client, key):
    return client.get(reverse("contribute:suggestions", args=[key]))


def form(client, key):
    return client.get(reverse("contribute:draft", args=[key])).content.decode()


# What comes


def test_a_document_is_kept_for_the_form_and_the_answer_shows_it_ticked(member, signed_in):
    key = uuid.uuid4()
    answer = send(signed_in(member), key, pdf("Plan der Kurse.pdf"))
    document = Document.objects.get()
    assert answer.status_code == 200
    assert answer.json()["list"] == "id_kept_files"
    assert answer.json()["id"] == document.pk
    assert f'name="kept_files" value="{document.pk}" checked' in answer.json()["html"]
    assert document.temporary
    assert document.uploaded_by_user == member
    begun = Draft.objects.get()
    assert list(begun.documents.all()) == [document]
    assert begun.title == "Getippt"
    assert f'value="{document.pk}" checked' in form(signed_in(member), key)


def test_files_stand_everywhere_in_the_order_of_the_form_whichever_came_first(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    for name in ("Zweite.pdf", "Erste.pdf"):  # sent at the same time, the later one was quicker
        send(client, key, pdf(name, name))
    second, first = Document.objects.order_by("pk")
    order = {"title": "Zwei Dateien", "kept_files": [first.pk, second.pk]}
    assert save(client, key, **order).status_code == 200
    page = form(client, key)
    assert page.index(f'value="{first.pk}" checked') < page.index(f'value="{second.pk}" checked')
    client.post(reverse("contribute:draft", args=[key]), {"kind": "material", "action": "draft", **order})
    assert [item.document for item in MaterialPage.objects.get().get_latest_revision_as_object().files.all()] == [
        first,
        second,
    ]


def test_a_picture_gets_its_questions_and_stands_in_the_form(member, signed_in):
    key = uuid.uuid4()
    answer = send(signed_in(member), key, picture()).json()
    image = Image.objects.get()
    assert answer["list"] == "id_kept_images"
    assert f'name="image-{image.pk}-alternative"' in answer["html"]
    assert image.temporary
    assert list(Draft.objects.get().images.all()) == [image]
    assert f'name="kept_images" value="{image.pk}" checked' in form(signed_in(member), key)


def test_what_was_sent_before_is_handed_in_without_sending_it_again(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    number = send(client, key, pdf()).json()["id"]
    address = reverse("contribute:draft", args=[key])
    assert client.post(address, {"key": key, "title": "Kurse", "kept_files": number}).status_code == 302
    page = MaterialPage.objects.get().get_latest_revision_as_object()
    assert [document.pk for document in page.documents()] == [number]
    assert not Document.objects.get().temporary
    assert not Draft.objects.exists()


def test_a_file_that_is_added_leaves_what_was_typed_and_the_version_alone(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    save(client, key, title="Mein Titel", teaser="Ein Satz", contact_name="")
    before = Draft.objects.get()
    send(client, key, pdf(), title="Älterer Titel")
    after = Draft.objects.get()
    assert after.title == "Mein Titel"
    assert after.data["teaser"] == ["Ein Satz"]
    assert after.version == before.version


def test_a_save_that_was_under_way_does_not_lose_a_file_that_it_does_not_know(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    first = send(client, key, pdf("Eins.pdf", "Eins")).json()["id"]
    second = send(client, key, pdf("Zwei.pdf", "Zwei")).json()["id"]
    save(client, key, title="x", contact_name="", kept_files=[first], shown_files=[first])
    assert Draft.objects.get().data["kept_files"] == [str(first), str(second)]
    assert f'value="{second}" checked' in form(client, key)


def test_a_file_of_which_the_tick_is_taken_out_does_not_come_back(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    number = send(client, key, pdf()).json()["id"]
    save(client, key, title="x", contact_name="", shown_files=[number])
    assert f'name="kept_files" value="{number}"' not in form(client, key)
    save(client, key, title="x", contact_name="", shown_files=[number], kept_files=[number])
    assert f'value="{number}" checked' in form(client, key)


def test_a_file_sent_twice_is_there_once(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    content, image = pdf_bytes("Ein Text"), png_bytes()
    for make in (
        lambda: SimpleUploadedFile("Plan.pdf", content, "application/pdf"),
        lambda: SimpleUploadedFile("Bild.png", image, "image/png"),
    ):
        assert send(client, key, make()).json()["id"] == send(client, key, make()).json()["id"]
    assert Document.objects.count() == 1
    assert Image.objects.count() == 1


def test_a_name_may_hold_anything(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    for name in ("Plan\x00.pdf", "../../etc/passwd.pdf", "<i>Plan</i>.pdf", "ä" * 300 + ".pdf", "‮fdp.pdf"):
        answer = send(client, key, pdf(name, name[:5].encode("latin-1", "ignore").decode("latin-1")), title="a\x00b")
        assert answer.status_code == 200, name
        assert "<i>" not in answer.json()["html"]
        assert "\x00" not in Document.objects.latest("pk").filename
    assert Draft.objects.get().title == "ab"


# What is refused


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("leer.pdf", b"", "leer"),
        ("programm.pdf", b"MZ\x90\x00" + b"\x00" * 100, "etwas anderes"),
        ("seite.pdf", b"<html><script>alert(1)</script></html>", "etwas anderes"),
        ("bild.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "ein Bild in JPEG"),
        ("tabelle.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "altes Office-Format"),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_its_reason_and_the_draft_stays(
    member, signed_in, name, content, words
):
    client, key = signed_in(member), uuid.uuid4()
    save(client, key, title="Bleibt")
    answer = send(client, key, SimpleUploadedFile(name, content))
    assert answer.status_code == 422
    assert words in answer.json()["text"]
    assert not Document.objects.exists()
    assert not Image.objects.exists()
    assert Draft.objects.get().title == "Bleibt"


def test_a_file_over_the_limit_says_how_large_it_may_be(member, signed_in, settings):
    settings.MAX_UPLOAD_MB = 1
    answer = send(
        signed_in(member), uuid.uuid4(), SimpleUploadedFile("gross.pdf", b"%PDF-" + b"0" * max_upload_bytes())
    )
    assert answer.status_code == 413
    assert "größer als 1 MB" in answer.json()["text"]
    assert not Document.objects.exists()


def test_a_disk_that_is_full_leaves_no_row_no_file_and_the_draft(member, signed_in, monkeypatch):
    client, key = signed_in(member), uuid.uuid4()
    save(client, key, title="Bleibt")

    def no_room(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", no_room)
    answer = send(client, key, pdf())
    assert answer.status_code == 507
    assert "keinen Platz" in answer.json()["text"]
    assert not Document.objects.exists()
    assert Draft.objects.get().title == "Bleibt"


def test_a_request_without_a_file_says_so(member, signed_in):
    answer = send(signed_in(member), uuid.uuid4(), None)
    assert answer.status_code == 422
    assert answer.json()["text"]


def test_a_form_takes_so_many_files_and_not_one_more(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    save(client, key, title="Viele")
    Draft.objects.get().documents.set(DocumentFactory.create_batch(MOST_FILES))
    answer = send(client, key, pdf())
    assert answer.status_code == 422
    assert str(MOST_FILES) in answer.json()["text"]
    assert Document.objects.count() == MOST_FILES


# Whose form it is


def test_nobody_adds_a_file_to_somebody_elses_form_or_reads_its_suggestions(
    member, other_member, contact, editor, admin, signed_in
):
    key, page = uuid.uuid4(), draft(ProjectPageFactory, owner=member)
    save(signed_in(member), key, title="Meins")
    for stranger in (other_member, contact, editor, admin):
        client = signed_in(stranger)
        assert suggestions(client, key).status_code == 404
        assert send(client, key, pdf(), kind="project", page=page.pk).status_code == 403
        assert send(client, key, pdf()).status_code == 200  # the same number, but a form of their own
    assert not Draft.objects.get(user=member).documents.exists()
    assert Draft.objects.count() == 5


def test_who_is_not_signed_in_is_sent_to_the_sign_in_and_leaves_nothing(db):
    answer = send(Client(), uuid.uuid4(), pdf())
    assert answer.status_code == 302
    assert not Document.objects.exists()


def test_only_forms_that_take_files_take_one(member, signed_in):
    for kind in ("unbekannt", "discussion", "proposal", ""):
        assert send(signed_in(member), uuid.uuid4(), pdf(), kind=kind).status_code == 404
    assert not Document.objects.exists()


def test_a_page_that_is_gone_and_numbers_that_are_none_are_not_found(member, signed_in):
    page = draft(ProjectPageFactory, owner=member)
    number = page.pk
    page.delete()
    for value in (number, "abc", "9" * 40, "-1", "1\x00"):
        assert send(signed_in(member), uuid.uuid4(), pdf(), kind="project", page=value).status_code == 404
    assert not Document.objects.exists()


def test_a_file_for_a_contribution_that_is_changed_comes_to_its_draft(member, signed_in):
    page = draft(ProjectPageFactory, owner=member, title="Alt")
    answer = send(signed_in(member), uuid.uuid4(), pdf(), kind="project", page=page.pk, title="Neu")
    assert answer.status_code == 200
    shown = signed_in(member).get(reverse("contribute:edit", args=[page.pk])).content.decode()
    assert 'value="Neu"' in shown
    assert f'value="{answer.json()["id"]}" checked' in shown


def test_a_form_that_was_handed_in_takes_no_file_any_more(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    client.post(reverse("contribute:create", args=["material"]), {"key": key, "title": "Fertig"})
    answer = send(client, key, pdf())
    assert answer.status_code == 409
    assert "eingereicht" in answer.json()["text"]
    assert not Document.objects.exists()


def test_a_form_that_was_ended_in_another_window_takes_no_file_any_more(member, signed_in):
    client, page = signed_in(member), draft(ProjectPageFactory, owner=member)
    answer = send(client, uuid.uuid4(), pdf(), kind="project", page=page.pk, version=3)
    assert answer.status_code == 409
    assert not Document.objects.exists()
    assert not Draft.objects.exists()


# What is read in it


def read(document, text=PAPER):
    write_reading(document, Reading(text, 1, "" if text else "kein Text", Found()))


def test_suggestions_follow_when_the_file_is_read_and_fill_empty_fields_only(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    send(client, key, pdf(text=PAPER), title="Mein Titel", teaser="", contact_name="")
    first = suggestions(client, key).json()
    document = Document.objects.get()
    assert first == {"files": [{"id": document.pk, "state": "pending"}], "suggested": {}}
    assert "Wir lesen Ihre Datei noch" in form(client, key)
    read(document)
    answer = suggestions(client, key).json()
    assert answer["files"] == [{"id": document.pk, "state": "done"}]
    assert answer["suggested"]["date"] == ["2026-06-03"]
    assert "title" not in answer["suggested"]
    page = form(client, key)
    assert "Vorschlag aus Ihrer Datei" in page
    assert "Mein Titel" in page


def test_without_scripts_a_reload_shows_what_was_read_meanwhile(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    send(client, key, pdf(text=PAPER), title="")
    read(Document.objects.get())
    page = form(client, key)
    assert "Elternlotsen begleiten Familien in die Schule" in page
    assert "Vorschlag aus Ihrer Datei" in page


def test_what_is_cleared_stays_empty(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    send(client, key, pdf(text=PAPER), title="")
    document = Document.objects.get()
    read(document)
    assert "title" in suggestions(client, key).json()["suggested"]
    shown = {"kept_files": document.pk, "shown_files": document.pk, "read_files": document.pk}
    save(client, key, title="", contact_name="", **shown)
    assert "title" not in suggestions(client, key).json()["suggested"]
    assert Draft.objects.get().title == ""


def test_a_file_without_text_is_said_and_may_be_handed_in(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    send(client, key, pdf())
    read(Document.objects.get(), "")
    assert suggestions(client, key).json()["files"][0]["state"] == "none"
    page = form(client, key)
    assert "kein Text lesen. Sie können sie trotzdem einreichen" in page
    assert "Wir lesen Ihre Datei noch" not in page.split("data-reading-text>")[1][:60]


FLYER = (
    "Stadt Werne\n\nFest der Kulturen\n\n20. Juni 2026\n\nMusik, Tanz und Konzerte gibt es auf der Bühne am Markt, "
    "und alle sind willkommen. Der Sportverein lädt zum Fußballturnier."
)


def test_what_several_files_suggest_comes_from_the_first_with_a_title_and_others_add_topics_only(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    topics = {name: str(TopicFactory(name=name).pk) for name in ("Bildung", "Familie", "Kultur und Sport")}
    for name in ("Bild.pdf", "Pressemitteilung.pdf", "Fest.pdf"):
        send(client, key, pdf(name, name), title="")
    blank, paper, flyer = Document.objects.order_by("pk")
    read(blank, "")
    assert suggestions(client, key).json()["suggested"]["title"] == ["Bild"]
    read(flyer, FLYER)
    assert suggestions(client, key).json()["suggested"]["title"] == ["Fest der Kulturen"]
    read(paper, PAPER)
    found = suggestions(client, key).json()["suggested"]
    assert (found["title"], found["date"]) == (["Fest der Kulturen"], ["2026-06-20"])
    assert found["teaser"][0].startswith("Musik, Tanz")
    assert topics["Kultur und Sport"] in found["topics"]
    assert {topics["Bildung"], topics["Familie"]} & {*found["topics"]}


def test_files_that_were_read_together_are_not_mixed(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    heading = "Elternlotsen begleiten Familien in die Schule"
    send(client, key, pdf("Presse.pdf", "eins"), title="")
    send(client, key, pdf("Fest.pdf", "zwei"), title="")
    first, second = Document.objects.order_by("pk")
    read(first, heading)
    read(second, FLYER)
    found = suggestions(client, key).json()["suggested"]
    assert found["title"] == [heading]
    assert not {"teaser", "date", "municipality"} & found.keys()


def test_the_name_of_a_file_gives_its_title_until_the_text_gives_a_better_one(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    send(client, key, pdf("Elternlotsen_final_v3.pdf"), title="", teaser="")
    draft = Draft.objects.get()
    suggest_values(draft, {"title": ["Elternlotsen"]})
    document = Document.objects.get()
    read(document)
    assert suggestions(client, key).json()["suggested"]["title"] == ["Elternlotsen begleiten Familien in die Schule"]
    assert Draft.objects.get().title == "Elternlotsen begleiten Familien in die Schule"


def test_a_title_that_somebody_wrote_over_that_of_the_name_stays(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    send(client, key, pdf("Elternlotsen_final_v3.pdf"), title="")
    suggest_values(Draft.objects.get(), {"title": ["Elternlotsen"]})
    save(client, key, title="Meine Lotsen", shown_files=Document.objects.get().pk, kept_files=Document.objects.get().pk)
    read(Document.objects.get())
    assert "title" not in suggestions(client, key).json()["suggested"]
    assert Draft.objects.get().title == "Meine Lotsen"


def test_a_file_that_takes_long_gives_its_name_at_once(member, signed_in, monkeypatch):
    monkeypatch.setattr("integration.contribute.drafts.READ_SECONDS", 0.0)
    signed_in(member).post(reverse("contribute:choose"), {"uploads": pdf("Elternlotsen_im_Schuljahr_final_v3.pdf")})
    draft = Draft.objects.get()
    assert Document.objects.get().text_state == Document.TextState.PENDING
    assert draft.data["title"] == draft.suggested["title"] == ["Elternlotsen im Schuljahr"]


def test_numbers_of_files_that_are_none_do_no_harm(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    send(client, key, pdf())
    odd = ["abc", "9" * 40, "-1", "", "²"]
    assert save(client, key, title="x", kept_files=odd, shown_files=odd, read_files=odd).status_code == 200
    assert suggestions(client, key).status_code == 200
    assert form(client, key)
    assert send(client, key, pdf("Zwei.pdf", "Zwei")).status_code == 200


def test_files_of_others_do_not_come_to_a_draft_by_their_number(member, other_member, signed_in):
    foreign = DocumentFactory(uploaded_by_user=other_member, temporary=True)
    client, key = signed_in(member), uuid.uuid4()
    save(client, key, title="x", contact_name="", kept_files=[foreign.pk], shown_files=[foreign.pk])
    assert not Draft.objects.get().documents.exists()
    assert foreign.title not in form(client, key)


# Two windows


def test_an_older_window_overwrites_nothing_and_is_told_so(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    version = save(client, key, title="Eins", version=0, window="a", turn=1).json()["version"]
    assert save(client, key, title="Zwei", version=version, window="b", turn=1).status_code == 200
    late = save(client, key, title="Drei", version=version, window="a", turn=2)
    assert late.status_code == 409
    assert "in einem anderen Fenster weitergeschrieben" in late.json()["text"]
    assert late.json()["newest"] == reverse("contribute:draft", args=[key])
    assert Draft.objects.get().title == "Zwei"
    assert save(client, key, title="Drei", version=late.json()["version"], window="a", turn=3).status_code == 200
    assert Draft.objects.get().title == "Drei"


def test_requests_of_one_window_that_overtake_each_other_keep_the_last(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    for turn, title in ((1, "Eins"), (3, "Drei"), (2, "Zwei")):
        assert save(client, key, title=title, version=0, window="a", turn=turn).status_code == 200
    assert Draft.objects.get().title == "Drei"


def test_a_form_that_came_back_with_a_mistake_goes_on_saving(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    version = save(client, key, title="", version=0, window="a", turn=1).json()["version"]
    fields = {"kind": "material", "key": key, "title": "", "version": version}
    page = client.post(reverse("contribute:create", args=["material"]), fields).content.decode()
    assert f'name="version" value="{version + 1}"' in page
    assert save(client, key, title="x", version=version + 1, window="b", turn=1).status_code == 200


def test_a_window_of_a_draft_that_is_gone_does_not_bring_it_back(member, signed_in):
    client, page = signed_in(member), draft(ProjectPageFactory, owner=member, title="Alt")
    submit(page=page, user=member)
    late = save(client, uuid.uuid4(), kind="project", page=page.pk, title="Neu", version=4, window="a", turn=9)
    assert late.status_code == 409
    assert "eingereicht oder gelöscht" in late.json()["text"]
    assert not Draft.objects.exists()


# What comes from several windows


def test_what_another_window_uploaded_is_handed_in_by_a_window_that_never_saw_it(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    version = save(client, key, title="x", window="A").json()["version"]
    send(client, key, pdf(), window="B", version=version)
    send(client, key, picture(), window="B", version=version)
    data = {"kind": "material", "key": key, "title": "x", "version": version, "window": "A"}
    assert client.post(reverse("contribute:draft", args=[key]), data).status_code == 302
    page = MaterialPage.objects.get()
    assert [item.document for item in page.files.all()] == [Document.objects.get()]
    assert [item.image for item in page.images.all()] == [Image.objects.get()]
    assert not Document.objects.get().temporary
    assert not Image.objects.get().temporary


def test_what_the_form_showed_without_its_tick_is_not_handed_in(member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    document, image = (send(client, key, file).json()["id"] for file in (pdf(), picture()))
    data = {"kind": "material", "key": key, "title": "x", "shown_files": document, f"image-{image}-alternative": ""}
    assert client.post(reverse("contribute:draft", args=[key]), data).status_code == 302
    page = MaterialPage.objects.get()
    assert not page.files.exists()
    assert not page.images.exists()


def test_what_another_window_uploaded_comes_along_to_a_contribution_that_is_changed(member, signed_in):
    client, page, key = signed_in(member), draft(ProjectPageFactory, owner=member, title="Alt"), uuid.uuid4()
    send(client, key, pdf(), kind="project", page=page.pk)
    data = {"key": uuid.uuid4(), "title": "Neu", "opened_revision": page.latest_revision_id or "", "action": "draft"}
    assert client.post(reverse("contribute:edit", args=[page.pk]), data).status_code == 302
    page.refresh_from_db()
    assert [item.document for item in page.get_latest_revision_as_object().files.all()] == [Document.objects.get()]


@pytest.mark.parametrize("file", [pdf, picture])
def test_what_an_older_window_without_script_brought_belongs_to_the_draft_and_is_not_cleaned(file, member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    save(client, key, title="A", window="B", version=0)
    save(client, key, title="A2", window="B", version=1)
    data = {"kind": "material", "key": key, "title": "A", "version": 1}
    address = reverse("contribute:draft", args=[key])
    assert client.post(address, data | {"uploads": file()}).status_code == 422
    model = Document if file is pdf else Image
    begun, number = Draft.objects.get(), model.objects.get().pk
    assert begun.documents.count() + begun.images.count() == 1
    begun.documents.clear()
    begun.images.clear()
    ticked = {"kept_files" if file is pdf else "kept_images": number}
    assert client.post(address, data | ticked | {"title": "", "version": begun.version}).status_code == 422
    assert begun.documents.count() + begun.images.count() == 1
    model.objects.update(created_at=timezone.now() - 2 * KEEP_TEMPORARY)
    delete_abandoned()
    assert model.objects.filter(pk=number).exists()


@pytest.mark.parametrize("file", [pdf, picture])
def test_a_file_that_is_deleted_while_the_form_is_handed_in_gives_the_form_again(file, member, signed_in):
    client, key = signed_in(member), uuid.uuid4()
    number = send(client, key, file()).json()["id"]
    begun = Draft.objects.get()
    form = form_for_kind(MaterialPage)(
        QueryDict(
            f"key={key}&title=x&kept_files={number}" if file is pdf else f"key={key}&title=x&kept_images={number}"
        ),
        user=member,
    )
    assert form.is_valid()
    contents = form.contents()
    discard_draft(draft=begun)
    with pytest.raises(FilesGoneError):
        hand_in(kind=MaterialPage, user=member, key=key, contents=contents, for_review=True)
    assert not MaterialPage.objects.exists()


# How much is taken


def limited(settings, uploads):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"upload": f"{uploads}/10m/user"}


def test_who_sends_too_many_files_is_asked_to_wait_and_keeps_what_is_there(member, other_member, signed_in, settings):
    limited(settings, 2)
    client, key = signed_in(member), uuid.uuid4()
    answers = [send(client, key, pdf(text=f"Text {number}"), title="Bleibt") for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Bitte warten Sie ein paar Minuten" in answers[2].json()["text"]
    assert Draft.objects.get().documents.count() == 2
    assert send(signed_in(other_member), uuid.uuid4(), pdf(text="Ein anderer")).status_code == 200
    assert save(client, key, title="Weiter").status_code == 200
    page = client.post(reverse("contribute:choose"), {"title": "Ein Titel", "uploads": pdf(text="Noch einer")})
    assert page.status_code == 429
    assert "Bitte warten Sie ein paar Minuten" in page.content.decode()
    assert 'value="Ein Titel"' in page.content.decode()
    assert client.post(reverse("contribute:choose"), {"title": "Ohne Datei"}).status_code == 302


def test_who_has_too_many_drafts_begins_no_other_but_goes_on_with_each(member, signed_in, monkeypatch):
    monkeypatch.setattr(limits, "MOST_OPEN_DRAFTS", 1)
    client, key = signed_in(member), uuid.uuid4()
    assert save(client, key, title="Der eine").status_code == 200
    page = client.post(reverse("contribute:choose"), {"title": "Der zweite"})
    assert page.status_code == 429
    assert "„Meine Beiträge“" in page.content.decode()
    assert 'value="Der zweite"' in page.content.decode()
    for answer in (save(client, uuid.uuid4(), title="x"), send(client, uuid.uuid4(), pdf())):
        assert answer.status_code == 429
        assert "„Meine Beiträge“" in answer.json()["text"]
    assert save(client, key, title="Weiter").status_code == 200
    assert send(client, key, pdf()).status_code == 200
    assert Draft.objects.get().title == "Weiter"
