"""Files and pictures with posts: kept whatever else is wrong, for readers only, without telling who sent them."""

import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from integration.files.models import Document, Image
from integration.forum.models import Post, Thread
from integration.members.models import User
from tests.factories import DocumentFactory, PostFactory, ThreadFactory, pdf_bytes, png_bytes

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
ASK = reverse("forum:ask")


def pdf(name: str = "Satzung.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes("Gebühren nach Fläche"), "application/pdf")


def picture(name: str = "zora-zwirbel.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png_bytes(), "image/png")


def form(**data: object) -> dict[str, object]:
    return {
        "key": str(uuid.uuid4()),
        "title": "Wer hat eine Satzung?",
        "body": "Hier unsere.",
        "sort": "question",
    } | data


def test_files_come_with_a_question_and_are_found_with_it(
    member: User, other_member: User, signed_in: SignedIn
) -> None:
    signed_in(member).post(ASK, form(uploads=[pdf(), picture()]))
    post = Thread.objects.get().posts.get()
    document, image = Document.objects.get(), Image.objects.get()
    assert (post.file_count, document.temporary, image.temporary) == (2, False, False)
    reader = signed_in(other_member)
    page = reader.get(post.thread.get_absolute_url()).content.decode()
    assert document.url in page
    assert "<picture>" in page
    assert reader.get(document.url).status_code == 200
    assert "zora" not in image.file.name + image.title
    assert Client().get(document.url).status_code == 403


def test_a_file_is_not_asked_for_again_when_something_else_is_missing(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    data = form(title="", uploads=[pdf(), SimpleUploadedFile("x.exe", b"MZ" + bytes(99))])
    page = client.post(ASK, data)
    document = Document.objects.get()
    assert page.status_code == 422
    assert f'name="kept_documents" value="{document.pk}" checked' in page.content.decode()
    client.post(ASK, form(kept_documents=[document.pk]))
    assert Post.objects.get().files.get().document == document


def test_nobody_takes_a_file_of_somebody_else(member: User, other_member: User, signed_in: SignedIn) -> None:
    foreign = DocumentFactory(uploaded_by_user=other_member)
    signed_in(member).post(ASK, form(kept_documents=[foreign.pk, "x", "9" * 30]))
    assert not Post.objects.get().files.exists()


def test_without_a_name_only_pictures_are_taken(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    refused = client.post(ASK, form(shielded="on", uploads=[pdf()]))
    assert refused.status_code == 422
    assert "Ohne Namen nehmen wir nur Bilder" in refused.content.decode()
    client.post(ASK, form(shielded="on", uploads=[picture()]))
    thread = Thread.objects.get()
    answer = client.post(reverse("forum:answer", args=[thread.pk]), {"body": "Noch etwas", "uploads": [pdf()]})
    assert answer.status_code == 422
    image = Image.objects.get()
    assert "zora" not in f"{image.title}{image.file.name}".lower()


def test_changing_a_post_takes_files_away_and_adds_others(
    member: User, other_member: User, signed_in: SignedIn
) -> None:
    old = DocumentFactory(uploaded_by_user=member)
    post = PostFactory(thread=ThreadFactory(), author=member, documents=[old])
    client = signed_in(member)
    url = reverse("forum:edit", args=[post.pk])
    assert f'value="{old.pk}" checked' in client.get(url).content.decode()
    client.post(url, {"body": "Neuer Text", "seen_edits": "0", "uploads": [pdf()]})
    new = post.files.get().document
    assert new not in (None, old)
    assert signed_in(other_member).get(old.url).status_code == 403
    old.refresh_from_db()
    assert old.temporary, "cleaned away with what nobody uses"
