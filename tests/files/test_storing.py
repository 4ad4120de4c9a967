"""Row and bytes come and go together, whatever happens between."""

import errno
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django_tasks_db.models import DBTaskResult

from integration.files.models import Document, Image
from integration.files.services import StorageFull, discard_files, store_document, store_image
from tests.factories import DocumentFactory, ImageFactory, pdf_bytes, png_bytes
from tests.files.samples import upload

pytestmark = pytest.mark.django_db


class FailingUpload(SimpleUploadedFile):
    """Sends a piece, then the disk is full: the error comes from the write that follows."""

    def chunks(self, chunk_size=None):
        yield b"%PDF-1.4 half"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def files_in(folder: Path):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_document_is_stored_with_all_that_is_known_of_it(member, media):
    document = store_document(upload=upload("Förderung für Städte.pdf", pdf_bytes()), user=member)
    document = Document.objects.get(pk=document.pk)
    assert document.title == "Förderung für Städte"
    assert document.filename == "Förderung für Städte.pdf"
    assert document.file.name.startswith("documents/foerderung-fuer-staedte-")
    assert document.file.name.isascii()
    assert document.file_size == document.file.size > 0
    assert len(document.file_hash) == 40
    assert document.uploaded_by_user == member
    assert document.text_state == Document.TextState.PENDING
    assert files_in(media) == [document.file.name]


@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/a.pdf", "a\x00b.pdf", "\u202efdp.exe.pdf", "Kopf\r\nX: 1.pdf", "x" * 300 + ".pdf"]
)
def test_crooked_names_stay_inside_the_folder(member, media, name):
    for document in (
        store_document(upload=upload(name, pdf_bytes()), user=member),
        DocumentFactory(file=ContentFile(pdf_bytes(), name=name.replace("\x00", ""))),
    ):
        assert (media / document.file.name).resolve().parent == media / "documents"
        assert document.filename.isprintable()
        assert document.filename.endswith(".pdf")
        assert document.url.startswith(f"/dateien/{document.pk}/")


def test_two_files_of_one_name_are_two_files(member, media):
    first = store_document(upload=upload("Konzept.pdf", pdf_bytes("eins")), user=member)
    second = store_document(upload=upload("Konzept.pdf", pdf_bytes("zwei")), user=member)
    assert first.file.name != second.file.name
    assert first.filename == second.filename == "Konzept.pdf"


def test_a_full_disk_leaves_neither_row_nor_file_nor_task(member, media):
    with pytest.raises(StorageFull):
        store_document(upload=FailingUpload("Konzept.pdf", pdf_bytes()), user=member)
    assert not Document.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert files_in(media) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")
def test_a_really_full_disk_leaves_neither_row_nor_file(member, media):
    if os.system(f"mount -t tmpfs -o size=64k tmpfs {media} 2>/dev/null") != 0:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        with pytest.raises(StorageFull):
            store_document(upload=upload("Konzept.pdf", pdf_bytes() + bytes(200_000)), user=member)
        assert files_in(media) == []
        noise = png_bytes()[:-12] + b"\x00\x03\x00\x00IDAT" + os.urandom(0x30000) + bytes(4) + png_bytes()[-12:]
        with pytest.raises(StorageFull):
            store_image(upload=upload("Bild.png", noise), user=member)
        assert files_in(media) == []
        assert not Document.objects.exists()
        assert not Image.objects.exists()
    finally:
        os.system(f"umount {media}")


def test_a_row_that_the_database_refuses_leaves_no_file(member, media):
    with pytest.raises(DatabaseError), transaction.atomic():
        Document(title="x", file=ContentFile(pdf_bytes(), name="a.pdf"), collection_id=None).save()
    assert files_in(media) == []
    with pytest.raises(ValueError, match="picture"):
        store_image(upload=upload("Bild.png", png_bytes()[:-12]), user=member)
    assert files_in(media) == []


def test_discarded_documents_take_their_files_along(member, media, django_capture_on_commit_callbacks):
    document = store_document(upload=upload("Konzept.pdf", pdf_bytes()), user=member)
    with django_capture_on_commit_callbacks(execute=True):
        discard_files([document])
    assert not Document.objects.exists()
    assert files_in(media) == []


def test_a_deletion_that_is_undone_keeps_the_file(member, media, django_capture_on_commit_callbacks):
    document = store_document(upload=upload("Konzept.pdf", pdf_bytes()), user=member)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        document.delete()
        transaction.set_rollback(True)
    assert files_in(media) == [document.file.name]


def test_a_deleted_image_takes_its_renditions_along(media, django_capture_on_commit_callbacks):
    image = ImageFactory()
    image.get_rendition("width-20")
    image.get_rendition("width-10")
    assert len(files_in(media)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert files_in(media) == []


def test_a_new_file_of_a_document_is_read_anew(member, media):
    document = DocumentFactory(text="alter Text", pages=3)
    document.file = ContentFile(pdf_bytes("neu"), name="Neu.pdf")
    document.save()
    document = Document.objects.get(pk=document.pk)
    assert (document.text, document.text_state, document.pages) == ("", Document.TextState.PENDING, None)
    assert document.filename == "Neu.pdf"
    assert DBTaskResult.objects.get().args_kwargs["kwargs"] == {"document_id": document.pk}


def test_a_new_title_leaves_the_text_alone():
    document = DocumentFactory(text="Text")
    document.title = "Anders"
    document.save()
    assert Document.objects.get(pk=document.pk).text == "Text"
    assert not DBTaskResult.objects.exists()
