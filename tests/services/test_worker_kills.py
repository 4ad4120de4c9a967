"""Workers that are killed while they read files: every file ends with its text or a note, and none counts twice."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult

from benchmarks.machine import tree
from integration.catalogue.models import Entry
from integration.files.models import Document
from tests.factories import MaterialPageFactory, pdf_bytes
from tests.jobs.conftest import StartWorker, start_worker, wait_until

__all__ = ["start_worker"]

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("portal")]

READER = b"integration.files.reader"


def word(number: int) -> str:
    """Return a word that only one file has."""
    return f"Kanarienvogel{number:03d}x"


def reads(pid: int) -> bool:
    """Return whether a worker has a file read at this moment."""
    for child in tree(pid):
        try:
            if READER in Path(f"/proc/{child}/cmdline").read_bytes():
                return True
        except OSError:  # it ended meanwhile
            continue
    return False


def kill_while_reading(start: StartWorker, media: Path, *, files: int, kills: int) -> None:
    """Kill one worker after the other while a file is being read, and let the last one finish."""
    environment = {"DJANGO_SETTINGS_MODULE": "tests.services.settings", "MEDIA_ROOT": str(media)}
    documents = [
        Document.objects.create(
            title=f"Datei {number}",
            file=ContentFile(pdf_bytes(f"{word(number)} und ein Text. " * 20, pages=3), name=f"datei-{number}.pdf"),
        )
        for number in range(files)
    ]
    page = MaterialPageFactory(documents=documents)
    for _kill in range(kills):
        worker = start(**environment)
        wait_until(lambda worker=worker: reads(worker.pid), "a file is being read")
        worker.kill()
        worker.wait()
    assert Document.objects.filter(text_state=Document.TextState.PENDING).exists()
    start(**environment)
    wait_until(
        lambda: DBTaskResult.objects.successful().count() == DBTaskResult.objects.count(), "all is done", seconds=240
    )

    pending = Document.objects.filter(text_state=Document.TextState.PENDING)
    assert not pending.exists()
    read = {document.title for document in Document.objects.filter(text_state=Document.TextState.DONE)}
    for number, document in enumerate(Document.objects.order_by("pk")):
        if document.title in read:
            assert word(number) in document.text
            assert document.pages == 3
        else:
            assert document.text_note.startswith("Kein Text lesbar")
    # A file takes at most three workers down before it is left alone, so most are read
    assert len(read) >= files - kills // 3
    tasks = DBTaskResult.objects.filter(task_path="integration.catalogue.tasks.read_document")
    assert tasks.count() == files
    assert sum(len(task.worker_ids) for task in tasks) - files <= kills
    searchable = Entry.objects.get(object_id=page.pk).searchable.folded
    for number in range(files):
        # Its words reach the search with it, three pages of twenty, and not twice
        times = 60 if f"Datei {number}" in read else 0
        assert searchable.count(word(number).lower()) == times


def test_four_kills_while_files_are_read_lose_none(start_worker: StartWorker, settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    kill_while_reading(start_worker, tmp_path, files=6, kills=4)


@pytest.mark.slow
def test_twenty_kills_while_files_are_read_lose_none(start_worker: StartWorker, settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    kill_while_reading(start_worker, tmp_path, files=24, kills=20)
