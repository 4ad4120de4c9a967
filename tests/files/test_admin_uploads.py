"""The Wagtail admin checks uploads as the front end does."""

from pathlib import Path

import pytest
from django.urls import reverse

from integration.files.models import Document, Image
from tests.factories import DocumentFactory, ImageFactory, pdf_bytes, png_bytes
from tests.files.samples import docx_bytes, pdf_of_size, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(editor, signed_in):
    return signed_in(editor)


def add_document(client, name, content):
    return client.post(reverse("wagtaildocs:add"), {"title": "Konzept", "file": upload(name, content), "tags": ""})


def add_image(client, name, content):
    return client.post(reverse("wagtailimages:add"), {"title": "Bild", "file": upload(name, content), "tags": ""})


def test_an_editor_adds_a_document_that_is_then_read(client, editor):
    assert add_document(client, "Förderung.docx", docx_bytes()).status_code == 302
    document = Document.objects.get()
    assert document.filename == "Förderung.docx"
    assert document.uploaded_by_user == editor
    assert document.text_state == Document.TextState.PENDING


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("Seite.pdf", b"<html><script>alert(1)</script>", "der Inhalt ist aber etwas anderes"),
        ("Konzept.pdf", docx_bytes(), "es ist aber eine .docx-Datei"),
        ("Programm.exe", b"MZ" + bytes(200), "Bitte wählen Sie eine Datei in PDF"),
        ("Zwitter.pdf", pdf_bytes() + b"<html>", "eine zweite, verborgene Datei"),
        ("Groß.pdf", pdf_of_size(1024 * 1024 + 1), "größer als 1 MB"),
    ],
)
def test_the_admin_refuses_what_the_front_end_refuses(client, settings, name, content, message):
    settings.MAX_UPLOAD_MB = 1
    response = add_document(client, name, content)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Document.objects.exists()


def test_several_documents_at_once_are_checked_one_by_one(client):
    for name, content, success in [("a.pdf", pdf_bytes(), True), ("b.pdf", b"<html>", False)]:
        response = client.post(
            reverse("wagtaildocs:add_multiple"),
            {"title": name, "files[]": upload(name, content)},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
        assert response.json()["success"] is success
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Zeichnung.svg", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
        ("Zeichnung.png", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
        ("Halb.png", png_bytes(300, 300)[:-60]),
    ],
)
def test_the_admin_refuses_pictures_that_are_none(client, name, content):
    assert add_image(client, name, content).status_code == 200
    assert not Image.objects.exists()


def test_an_editor_adds_a_picture(client):
    assert add_image(client, "Rhein.png", png_bytes()).status_code == 302
    assert Image.objects.get().file.name.startswith("original_images/rhein-")


def test_a_replaced_file_goes_when_the_new_one_is_safe(client, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = str(tmp_path)
    document, image = DocumentFactory(), ImageFactory()
    rendition = image.get_rendition("width-10")
    old = [Path(document.file.path), Path(image.file.path), Path(rendition.file.path)]
    with django_capture_on_commit_callbacks(execute=True):
        data = {"title": "Konzept", "tags": ""}
        client.post(
            reverse("wagtaildocs:edit", args=[document.pk]), data | {"file": upload("Neu.pdf", pdf_bytes("neu"))}
        )
        client.post(
            reverse("wagtailimages:edit", args=[image.pk]), data | {"file": upload("Neu.png", png_bytes(60, 60))}
        )
    document.refresh_from_db()
    image.refresh_from_db()
    assert document.filename == "Neu.pdf"
    assert image.width == 60
    assert not image.renditions.exists()
    assert [path.exists() for path in old] == [False] * 3
    assert Path(document.file.path).exists()
    assert Path(image.file.path).exists()


def test_a_refused_replacement_keeps_the_old_file(client):
    document = DocumentFactory()
    response = client.post(
        reverse("wagtaildocs:edit", args=[document.pk]),
        {"title": "Konzept", "tags": "", "file": upload("b.pdf", b"<html>")},
    )
    assert response.status_code == 200
    document.refresh_from_db()
    assert Path(document.file.path).exists()


def test_members_reach_no_upload_of_the_admin(member, signed_in):
    assert add_document(signed_in(member), "a.pdf", pdf_bytes()).status_code in {302, 403}
    assert not Document.objects.exists()
