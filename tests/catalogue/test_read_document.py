"""The words of a file reach the catalogue: once, at last, and whatever becomes of the worker."""

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django_tasks.base import TaskContext
from django_tasks_db.models import DBTaskResult

from integration.catalogue.models import EntryText
from integration.catalogue.services import record
from integration.catalogue.tasks import READING_ATTEMPTS, read_document
from integration.files.models import Document
from integration.files.services import store_document
from integration.jobs.worker import Pace, Worker
from integration.models import ContributionFile
from tests.factories import DocumentFactory, ProjectPageFactory, draft, pdf_bytes
from tests.files.samples import upload

pytestmark = pytest.mark.django_db

WORD = "quittenbaumpatenschaft"
PENDING = Document.TextState.PENDING


def work():
    """Let a worker do everything that is due."""
    Worker(pace=Pace(), once=True).run()


def searchable(page):
    return EntryText.objects.get(entry__object_id=page.pk).folded


def run_on_attempt(document, attempt):
    """Run the task as a worker would after so many attempts."""
    row = DBTaskResult.objects.latest("enqueued_at")
    row.worker_ids = ["worker"] * attempt
    read_document.call(TaskContext(task_result=row.task_result), document_id=document.pk)


def test_the_words_of_an_uploaded_file_reach_the_search(member):
    document = store_document(upload=upload("Konzept.pdf", pdf_bytes(WORD)), user=member)
    page = ProjectPageFactory(documents=[document])
    waiting = draft(ProjectPageFactory, documents=[document])
    assert WORD not in searchable(page)
    work()
    assert WORD in searchable(page)
    assert WORD in searchable(waiting)
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def test_the_task_is_stored_with_the_document_or_not_at_all(member):
    with transaction.atomic():
        store_document(upload=upload("Konzept.pdf", pdf_bytes()), user=member)
        assert DBTaskResult.objects.exists()
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()


def test_the_words_of_a_file_that_only_a_newer_draft_uses_are_found_by_its_author(member):
    page = draft(ProjectPageFactory)
    document = DocumentFactory(content=pdf_bytes(WORD), text_state=PENDING)
    page.files.add(ContributionFile(document=document))
    page.save_revision()
    record(page)
    work()
    assert WORD in searchable(page)


def test_running_it_again_changes_nothing():
    document = DocumentFactory(content=pdf_bytes(WORD), text_state=PENDING)
    page = ProjectPageFactory(documents=[document])
    for _time in range(3):
        read_document.enqueue(document_id=document.pk)
    work()
    assert WORD in searchable(page)
    assert Document.objects.get().text == WORD


def test_a_worker_killed_between_reading_and_recording_loses_nothing():
    document = DocumentFactory(content=pdf_bytes(WORD), text_state=PENDING)
    page = ProjectPageFactory(documents=[document])
    Document.objects.filter(pk=document.pk).update(text=WORD, text_state=Document.TextState.DONE)
    work()
    assert WORD in searchable(page)


def test_a_document_deleted_meanwhile_ends_the_task_quietly():
    document = DocumentFactory(text_state=PENDING)
    document.delete()
    work()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_file_that_took_the_worker_down_again_and_again_is_not_read_any_more():
    document = DocumentFactory(content=pdf_bytes(WORD), text_state=PENDING)
    run_on_attempt(document, READING_ATTEMPTS + 1)
    document.refresh_from_db()
    assert document.text_state == Document.TextState.NONE
    assert document.text_note == "Kein Text lesbar: Die Datei ließ sich nicht auswerten."


def test_the_last_attempt_still_reads():
    document = DocumentFactory(content=pdf_bytes(WORD), text_state=PENDING)
    run_on_attempt(document, READING_ATTEMPTS)
    document.refresh_from_db()
    assert document.text == WORD


def test_a_new_file_replaces_the_old_words():
    document = DocumentFactory(text="Altwort")
    page = ProjectPageFactory(documents=[document])
    assert "altwort" in searchable(page)
    document.file = ContentFile(pdf_bytes(WORD), name="Neu.pdf")
    document.save()
    work()
    assert WORD in searchable(page)
    assert "altwort" not in searchable(page)


def test_a_new_title_reaches_the_search_at_once():
    document = DocumentFactory(text="Text")
    page = ProjectPageFactory(documents=[document])
    document.title = "Zwetschgenernte"
    document.save()
    assert "zwetschgenernte" in searchable(page)
