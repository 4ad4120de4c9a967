"""The operator's health page."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from integration.jobs.models import WorkerBeat

ASK = """
from django.test import Client
client = Client(headers={"host": "localhost"})
client.cookies["portal_session"] = "a" * 32
answer = client.get("/health/")
print(answer.status_code, answer["Content-Type"], answer.content.decode(), sep="|")
"""


def beat(seconds_ago: float) -> None:
    seen = timezone.now() - timedelta(seconds=seconds_ago)
    WorkerBeat.objects.create(worker_id=f"w{seconds_ago}", hostname="a", pid=1, seen_at=seen)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ages", "worker", "status"),
    [
        ([0], "ok", "ok"),
        ([29], "ok", "ok"),
        ([31], "late", "degraded"),
        ([290], "late", "degraded"),
        ([310], "down", "degraded"),
        ([], "down", "degraded"),
        ([5, 400], "ok", "ok"),
    ],
)
def test_the_newest_beat_says_how_the_workers_are(client: Client, ages: list[float], worker: str, status: str) -> None:
    for age in ages:
        beat(age)
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() == {"status": status, "database": "ok", "worker": worker, "search": "ok"}


@pytest.mark.django_db
def test_health_is_not_kept_in_any_cache(client: Client) -> None:
    assert "no-store" in client.get("/health/")["Cache-Control"]


def test_a_database_that_does_not_open_is_a_503_in_json_even_for_a_browser_with_a_session(tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "DATABASE_URL": f"sqlite:///{tmp_path}/no-such-folder/portal.sqlite3",
        "CACHE_URL": "locmemcache://",
    }
    result = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", ASK],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    status, content_type, body = result.stdout.strip().splitlines()[-1].split("|")
    assert (status, content_type) == ("503", "application/json")
    assert json.loads(body) == {"status": "down", "database": "down", "worker": "down", "search": "down"}
