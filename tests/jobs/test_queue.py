"""What the worker does with tasks that fail, and what the operator can do about it."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from integration.jobs import queue
from integration.jobs.models import WorkerBeat
from tests.jobs.jobs_for_tests import STARTED, answer_with_an_object, fail_until, times

pytestmark = pytest.mark.django_db


def work() -> None:
    call_command("worker", once=True, retry_seconds=0)


def listing(**options: str) -> str:
    out = StringIO()
    call_command("tasks", stdout=out, **options)
    return out.getvalue()


def running(*worker_ids: str) -> DBTaskResult:
    task = DBTaskResult.objects.get(pk=answer_with_an_object.enqueue().id)
    for worker_id in worker_ids:
        task.claim(worker_id)
    return task


def test_a_task_that_always_fails_is_given_up_after_five_attempts_and_listed(tmp_path: Path, caplog) -> None:
    task = fail_until.enqueue(str(tmp_path), 99)
    work()
    assert times(tmp_path, STARTED) == 5
    assert DBTaskResult.objects.get(pk=task.id).status == "FAILED"
    assert "given up" in caplog.text
    assert str(task.id) in listing()
    assert "RuntimeError: Not yet." in listing()


def test_the_operator_gives_a_failed_task_a_second_chance(tmp_path: Path) -> None:
    task = fail_until.enqueue(str(tmp_path), 7)
    work()
    assert listing(retry=str(task.id)).startswith("1 back")
    work()
    assert DBTaskResult.objects.get(pk=task.id).status == "SUCCESSFUL"
    assert times(tmp_path, STARTED) == 7


def test_all_failed_tasks_go_back_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        fail_until.enqueue(str(tmp_path / name), 6)
    work()
    assert listing(retry="all").startswith("2 back")
    work()
    assert DBTaskResult.objects.successful().count() == 2


@pytest.mark.parametrize("wanted", ["nichts", "6f1c8a52-7d0f-4c27-9f1c-000000000000"])
def test_an_id_that_is_no_failed_task_is_refused(wanted: str) -> None:
    with pytest.raises(CommandError):
        listing(retry=wanted)


def test_a_return_value_that_cannot_be_stored_counts_as_a_failure() -> None:
    task = answer_with_an_object.enqueue()
    work()
    assert DBTaskResult.objects.get(pk=task.id).status == "FAILED"


def test_a_task_whose_code_is_gone_fails_and_does_not_stop_the_others(tmp_path: Path) -> None:
    gone = answer_with_an_object.enqueue()
    DBTaskResult.objects.filter(pk=gone.id).update(task_path="tests.jobs.jobs_for_tests.no_longer_there")
    other = fail_until.enqueue(str(tmp_path), 1)
    work()
    assert DBTaskResult.objects.get(pk=gone.id).status == "FAILED"
    assert DBTaskResult.objects.get(pk=other.id).status == "SUCCESSFUL"


def test_the_pause_before_the_next_attempt_grows() -> None:
    assert [queue.retry_pause(n, 30).total_seconds() for n in (1, 2, 3, 4)] == [30, 120, 480, 1920]


def test_only_tasks_of_silent_workers_are_brought_back() -> None:
    now = timezone.now()
    WorkerBeat.objects.create(worker_id="fresh", hostname="a", pid=1, seen_at=now)
    WorkerBeat.objects.create(worker_id="silent", hostname="a", pid=2, seen_at=now - timedelta(seconds=31))
    kept, lost, unknown, own = running("fresh"), running("silent"), running("never seen"), running("me")
    WorkerBeat.objects.create(worker_id="me", hostname="a", pid=3, seen_at=now)
    assert queue.requeue_orphans("me", timedelta(seconds=30)) == 3
    assert DBTaskResult.objects.get(pk=kept.pk).status == "RUNNING"
    ready = DBTaskResult.objects.ready().values_list("pk", flat=True)
    assert set(ready) == {lost.pk, unknown.pk, own.pk}


def test_a_task_that_took_five_workers_down_is_given_up() -> None:
    task = running("a", "b", "c", "d", "e")
    queue.requeue_orphans("me", timedelta(seconds=30))
    assert DBTaskResult.objects.get(pk=task.pk).status == "FAILED"
    assert "worker died" in listing()


def test_a_worker_that_comes_too_late_does_not_overwrite_what_another_did() -> None:
    task = running("slow", "quick")
    queue.record_success(task, "quick", "erste")
    queue.record_success(task, "slow", "zweite")
    queue.record_failure(task, "slow", RuntimeError("zu spät"), 0)
    row = DBTaskResult.objects.get(pk=task.pk)
    assert (row.status, row.return_value) == ("SUCCESSFUL", "erste")


def test_results_are_kept_for_two_weeks_and_failures_for_a_quarter() -> None:
    ages = {"SUCCESSFUL": (13, 15), "FAILED": (15, 91)}
    for status, days in ages.items():
        for age in days:
            task = running("a")
            DBTaskResult.objects.filter(pk=task.pk).update(
                status=status, finished_at=timezone.now() - timedelta(days=age)
            )
    assert queue.prune() == 2
    left = DBTaskResult.objects.values_list("status", "finished_at")
    assert sorted((status, (timezone.now() - at).days) for status, at in left) == [("FAILED", 15), ("SUCCESSFUL", 13)]
