"""Workers in real processes: killed, ended and several at once."""

import signal
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from integration.jobs.models import WorkerBeat
from tests.jobs.conftest import DEADLINE, STALE_SECONDS, StartWorker, wait_until
from tests.jobs.jobs_for_tests import DONE, GO_ON, STARTED, fail_until, times, wait_for_a_file

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]


def status(pk: str) -> str:
    return DBTaskResult.objects.get(pk=pk).status


def test_a_task_whose_worker_is_killed_is_finished_once_by_another(start_worker: StartWorker, tmp_path: Path) -> None:
    task = wait_for_a_file.enqueue(str(tmp_path))
    first = start_worker()
    wait_until(lambda: times(tmp_path, STARTED) == 1, "the task begins")
    first.kill()
    first.wait()
    assert status(task.id) == "RUNNING"

    second = start_worker()
    wait_until(lambda: times(tmp_path, STARTED) == 2, "another worker begins it again")
    (tmp_path / GO_ON).touch()
    wait_until(lambda: status(task.id) == "SUCCESSFUL", "it ends")
    second.terminate()
    assert second.wait(timeout=DEADLINE) == 0
    assert times(tmp_path, STARTED) == 2
    assert times(tmp_path, DONE) == 1


def test_a_worker_that_lives_keeps_its_task_while_others_look_for_orphans(
    start_worker: StartWorker, tmp_path: Path
) -> None:
    task = wait_for_a_file.enqueue(str(tmp_path))
    start_worker()
    wait_until(lambda: times(tmp_path, STARTED) == 1, "the task begins")
    holder = DBTaskResult.objects.get(pk=task.id).worker_ids[-1]
    other = start_worker()
    wait_until(lambda: WorkerBeat.objects.count() == 2, "the other one beats")
    # Longer than a worker may be silent: the holder's beats go on although it is busy
    begun = WorkerBeat.objects.get(worker_id=holder).seen_at
    wait_until(
        lambda: (WorkerBeat.objects.get(worker_id=holder).seen_at - begun).total_seconds() > 2 * STALE_SECONDS,
        "the holder still beats",
    )
    assert other.poll() is None
    assert times(tmp_path, STARTED) == 1
    (tmp_path / GO_ON).touch()
    wait_until(lambda: status(task.id) == "SUCCESSFUL", "it ends")
    assert times(tmp_path, DONE) == 1


def test_a_task_that_fails_twice_succeeds_the_third_time(start_worker: StartWorker, tmp_path: Path) -> None:
    task = fail_until.enqueue(str(tmp_path), 3)
    start_worker()
    wait_until(lambda: status(task.id) == "SUCCESSFUL", "the third attempt")
    row = DBTaskResult.objects.get(pk=task.id)
    assert (len(row.worker_ids), row.return_value, times(tmp_path, STARTED)) == (3, "Geschafft", 3)


def test_a_worker_that_is_told_to_end_finishes_its_task_and_takes_its_beat_away(
    start_worker: StartWorker, tmp_path: Path
) -> None:
    task = wait_for_a_file.enqueue(str(tmp_path))
    next_task = wait_for_a_file.enqueue(str(tmp_path / "second"))
    worker = start_worker()
    wait_until(lambda: times(tmp_path, STARTED) == 1, "the task begins")
    worker.terminate()
    (tmp_path / GO_ON).touch()
    assert worker.wait(timeout=DEADLINE) == 0
    assert (status(task.id), status(next_task.id)) == ("SUCCESSFUL", "READY")
    assert not WorkerBeat.objects.exists()


def test_ctrl_c_ends_at_once_and_leaves_the_task_to_the_next_worker(start_worker: StartWorker, tmp_path: Path) -> None:
    task = wait_for_a_file.enqueue(str(tmp_path))
    worker = start_worker()
    wait_until(lambda: times(tmp_path, STARTED) == 1, "the task begins")
    worker.send_signal(signal.SIGINT)
    assert worker.wait(timeout=DEADLINE) == 0
    row = DBTaskResult.objects.get(pk=task.id)
    assert (row.status, row.worker_ids) == ("READY", [])
    assert not WorkerBeat.objects.exists()
