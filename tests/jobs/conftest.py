"""Real workers in processes of their own, on the database of the tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

StartWorker = Callable[..., "subprocess.Popen[bytes]"]
STALE_SECONDS = 4  # that a worker may be silent, which it is on a busy machine now and then
QUICK = ("--poll-seconds=0.05", "--beat-seconds=0.2", f"--stale-seconds={STALE_SECONDS}", "--retry-seconds=0.05")
DEADLINE = 120.0  # seconds


def wait_until(condition: Callable[[], object], what: str, *, seconds: float = DEADLINE) -> None:
    """Poll until the condition holds; fail with `what` was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.02)


def database_url() -> str:
    """Return the address of the test database for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    account = quote(values["USER"]) + (f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else "")
    host, port, name = quote(values["HOST"], safe=""), values["PORT"], values["NAME"]
    return f"postgres://{account}@{host}{f':{port}' if port else ''}/{name}"


@pytest.fixture
def start_worker(transactional_db: None) -> Iterator[StartWorker]:
    """`start_worker("--once", EMAIL_URL="…")` returns a running process; all are ended after the test."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str, **environment: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "worker", *QUICK, *arguments]
        values = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "DATABASE_URL": database_url(),
            **environment,
        }
        process = subprocess.Popen(command, env=values, cwd=settings.BASE_DIR)
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
