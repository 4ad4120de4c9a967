"""Files of forms that nobody handed in go after two weeks; whatever anything uses stays."""

import json
import os
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from wagtail.users.models import UserProfile

from home.models import PortalSettings
from integration.contribute.models import Draft
from integration.files import cleaning
from integration.files.models import Document, Image
from integration.files.services import keep_files, store_document, store_image
from integration.jobs import periodic
from integration.models import ContributionImage
from tests.factories import DocumentFactory, ImageFactory, ProjectPageFactory, draft, pdf_bytes, png_bytes
from tests.files.samples import upload

pytestmark = pytest.mark.django_db

DAYS_AGO = 15


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def files_in(folder: Path):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def aged(file, days=DAYS_AGO, temporary=True):
    """Let a file have come so many days ago."""
    type(file).objects.filter(pk=file.pk).update(created_at=timezone.now() - timedelta(days=days), temporary=temporary)
    file.refresh_from_db()
    return file


@pytest.fixture
def clean(django_capture_on_commit_callbacks):
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            return cleaning.delete_abandoned()

    return run


def test_uploads_are_temporary_until_the_form_is_handed_in(member):
    document = store_document(upload=upload("a.pdf", pdf_bytes()), user=member, temporary=True)
    image = store_image(upload=upload("a.png", png_bytes()), user=member, temporary=True)
    assert not store_document(upload=upload("b.pdf", pdf_bytes()), user=member).temporary
    assert not store_image(upload=upload("b.png", png_bytes()), user=member).temporary
    assert Document.objects.get(temporary=True) == document
    assert Image.objects.get(temporary=True) == image
    keep_files(documents=[document], images=[image])
    assert not Document.objects.filter(temporary=True).exists()
    assert not Image.objects.filter(temporary=True).exists()


def test_old_temporary_files_go_with_their_bytes_and_the_number_is_logged(clean, media, caplog):
    document, image = aged(DocumentFactory()), aged(ImageFactory())
    image.get_rendition("width-10")
    assert len(files_in(media)) == 3
    caplog.set_level("INFO")
    assert clean() == 2
    assert files_in(media) == []
    assert "Document 1, Image 1" in caplog.text
    assert not Document.objects.filter(pk=document.pk).exists()
    assert clean() == 0


def test_young_ones_and_those_that_were_handed_in_stay(clean):
    aged(DocumentFactory(), days=13)
    aged(DocumentFactory(), temporary=False)
    aged(ImageFactory(), days=13)
    assert clean() == 0
    assert (Document.objects.count(), Image.objects.count()) == (2, 1)


def in_form(document, image, member):
    form = Draft.objects.create(key=uuid.uuid4(), user=member, kind="project")
    form.documents.add(document)
    form.images.add(image)


def on_published_page(document, image, member):
    page = ProjectPageFactory(documents=[document])
    page.images.add(ContributionImage(image=image))
    page.save_revision().publish()


def on_draft_page(document, image, member):
    page = draft(ProjectPageFactory, documents=[document])
    page.images.add(ContributionImage(image=image))
    page.save_revision()


def in_newer_version_only(document, image, member):
    page = ProjectPageFactory()
    page.files.add(page.files.model(document=document))
    page.images.add(ContributionImage(image=image))
    page.save_revision()


def in_older_version_only(document, image, member):
    in_newer_version_only(document, image, member)
    page = ProjectPageFactory._meta.model.objects.get().get_latest_revision_as_object()
    page.files.clear()
    page.images.clear()
    page.save_revision().publish()


def in_text_of_a_version(document, image, member):
    page = ProjectPageFactory()
    link = f'<p><a linktype="document" id="{document.pk}">Konzept</a></p>'
    page.body = json.dumps([{"type": "text", "value": link}, {"type": "image", "value": {"image": image.pk}}])
    page.save_revision()


def in_blocks_of_a_version(document, image, member):
    page = ProjectPageFactory()
    page.body = json.dumps([{"type": "file", "value": document.pk}, {"type": "image", "value": {"image": image.pk}}])
    page.save_revision()


@pytest.mark.parametrize(
    "use",
    [
        in_form,
        on_published_page,
        on_draft_page,
        in_newer_version_only,
        in_older_version_only,
        in_text_of_a_version,
        in_blocks_of_a_version,
    ],
)
def test_whatever_uses_a_file_keeps_it(use, clean, member):
    document, image = DocumentFactory(uploaded_by_user=member), ImageFactory(uploaded_by_user=member)
    aged(document)
    aged(image)
    use(document, image, member)
    Document.objects.update(temporary=True)
    Image.objects.update(temporary=True)
    assert clean() == 0
    assert Path(document.file.path).exists()
    assert Path(image.file.path).exists()


def test_the_portals_own_picture_stays(clean):
    image = aged(ImageFactory())
    settings = PortalSettings.load()
    settings.editor_photo = image
    settings.save()
    assert clean() == 0


def test_a_form_that_is_handed_in_at_the_same_moment_wins(clean, monkeypatch):
    document = aged(DocumentFactory())
    found = cleaning.numbers_in_versions

    def meanwhile(**kwargs):
        keep_files(documents=[document])
        return found(**kwargs)

    monkeypatch.setattr(cleaning, "numbers_in_versions", meanwhile)
    assert clean() == 0
    assert Document.objects.filter(pk=document.pk).exists()


# Files without a row


def put(media, name, hours):
    path = media / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"rest")
    os.utime(path, (time.time() - hours * 3600,) * 2)
    return path


def test_files_that_broke_off_go_after_a_day_and_those_of_rows_stay(media, editor, caplog):
    document, image = DocumentFactory(), ImageFactory()
    rendition = image.get_rendition("width-10")
    profile = UserProfile.get_for_user(editor)
    profile.avatar.save("ich.png", ContentFile(png_bytes()))
    kept = [Path(field.path) for field in (document.file, image.file, rendition.file, profile.avatar)]
    for path in kept:
        os.utime(path, (0, 0))
    gone = [put(media, f"{folder}/rest.pdf", hours=25) for folder in cleaning.FOLDERS]
    young = put(media, "documents/gerade.pdf", hours=23)
    foreign = put(media, "lost+found/x", hours=999)
    caplog.set_level("INFO")
    assert cleaning.delete_unknown_files() == 3
    assert [path.exists() for path in gone] == [False] * 3
    assert all(path.exists() for path in (*kept, young, foreign))
    assert "broke off deleted: 3" in caplog.text


def test_a_folder_of_another_portal_is_left_alone(media, caplog, monkeypatch):
    monkeypatch.setattr(cleaning, "TOO_MANY", 3)
    DocumentFactory()
    for number in range(5):
        put(media, f"documents/fremd-{number}.pdf", hours=48)
    assert cleaning.delete_unknown_files() == 0
    assert len(files_in(media)) == 6
    assert "right folder" in caplog.text


def test_no_folder_at_all_is_no_error(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "noch nicht da")
    assert cleaning.delete_unknown_files() == 0


def test_the_worker_does_it_every_day(media):
    document = aged(DocumentFactory())
    rest = put(media, "documents/rest.pdf", hours=25)
    image = ImageFactory()
    call_command("worker", once=True)
    assert not Document.objects.filter(pk=document.pk).exists()
    assert not rest.exists()
    assert image.renditions.exists()
    job = periodic.REGISTRY["integration.files.periodic.delete_abandoned_uploads"]
    assert job.every == timedelta(days=1)
    assert not job.run()
