"""Jobs that return."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from integration.jobs import periodic
from integration.jobs.models import PeriodicRun, WorkerBeat


@pytest.fixture
def calls() -> Iterator[list[str]]:
    """Only this test's jobs are known; what they do is noted here."""
    known = dict(periodic.REGISTRY)
    periodic.REGISTRY.clear()
    yield []
    periodic.REGISTRY.clear()
    periodic.REGISTRY.update(known)


def work() -> None:
    call_command("worker", once=True)


def test_the_jobs_of_all_apps_are_known() -> None:
    assert {
        "integration.jobs.periodic.publish_scheduled",
        "integration.jobs.periodic.clear_sessions",
        "integration.jobs.periodic.prune",
        "integration.notifications.periodic.send_mails",
        "integration.notifications.periodic.delete_old_mails",
    } <= set(periodic.REGISTRY)


@pytest.mark.django_db
def test_a_job_runs_once_in_its_distance(calls: list[str]) -> None:
    @periodic.periodic(minutes=5)
    def job() -> None:
        calls.append("run")

    work()
    work()
    assert calls == ["run"]
    PeriodicRun.objects.update(started_at=timezone.now() - timedelta(minutes=6))
    work()
    assert calls == ["run", "run"]


@pytest.mark.django_db
def test_a_job_that_left_work_over_is_called_again_at_once(calls: list[str]) -> None:
    @periodic.periodic(minutes=5)
    def job() -> bool:
        calls.append("run")
        return len(calls) < 3

    work()
    assert len(calls) == 3


@pytest.mark.django_db
def test_a_job_that_fails_is_logged_and_stops_nothing(calls: list[str], caplog) -> None:
    @periodic.periodic(minutes=5)
    def bad() -> None:
        raise RuntimeError("kaputt")

    @periodic.periodic(minutes=5)
    def good() -> None:
        calls.append("good")

    work()
    assert calls == ["good"]
    assert "kaputt" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_gets_a_due_job(calls: list[str]) -> None:
    @periodic.periodic(minutes=5)
    def job() -> None: ...

    def compete(barrier: Barrier) -> None:
        try:
            barrier.wait()
            if periodic.claim(registered):
                calls.append("mine")
        finally:
            connection.close()

    registered = next(iter(periodic.REGISTRY.values()))
    for _round in ("the row is new", "the row is old"):
        barrier = Barrier(6)
        threads = [Thread(target=compete, args=(barrier,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert calls == ["mine"]
        calls.clear()
        PeriodicRun.objects.update(started_at=timezone.now() - timedelta(minutes=6))


def test_a_job_without_a_distance_is_refused() -> None:
    with pytest.raises(ValueError, match="distance"):
        periodic.periodic()


@pytest.mark.django_db
def test_expired_sessions_and_long_gone_workers_are_cleared_away() -> None:
    now = timezone.now()
    Session.objects.create(session_key="alt", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="neu", session_data="", expire_date=now + timedelta(days=1))
    WorkerBeat.objects.create(worker_id="gone", hostname="a", pid=1, seen_at=now - timedelta(days=2))
    WorkerBeat.objects.create(worker_id="late", hostname="a", pid=2, seen_at=now - timedelta(hours=2))
    work()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["neu"]
    assert list(WorkerBeat.objects.values_list("worker_id", flat=True)) == ["late"]
