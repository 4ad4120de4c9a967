"""A real portal on this machine: the demo on SQLite, served by gunicorn, with a worker beside it."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import migrated

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 180
UPLOAD_LIMIT_MB = 2  # small, so that a file over the limit is quickly made and sent
LEFT_OUT = ("DATABASE_URL", "CACHE_URL", "EMAIL_URL", "ELASTICSEARCH_URL", "TRUSTED_PROXIES", "PYTEST_SQLITE")


class ServerError(RuntimeError):
    """The portal did not come up; the message holds the end of its log."""


@dataclass(frozen=True)
class Home:
    """Where one portal keeps its database and its files."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "portal.sqlite3"

    @property
    def media(self) -> Path:
        return self.folder / "media"

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of every process of this portal: the caller's, without its database and services."""
        kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MEDIA_ROOT": str(self.media),
            "MAX_UPLOAD_MB": str(UPLOAD_LIMIT_MB),
            "PYTHONPATH": str(ROOT),
            **more,
        }


def template(shared: Path) -> Home:
    """Return a portal with the demo in it that nobody serves: made by whoever comes first, then copied by all."""
    shared.mkdir(parents=True, exist_ok=True)
    home = Home(shared / "template")
    with (shared / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "template.done").exists():
            shutil.rmtree(home.folder, ignore_errors=True)
            home.media.mkdir(parents=True)
            migrated.copy_to(home.database)
            done = subprocess.run(
                [sys.executable, "tools/prepare.py", "--demo"],
                cwd=ROOT,
                env=home.environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            if done.returncode:
                raise ServerError(f"The demo could not be made:\n{done.stdout[-4000:]}")
            (shared / "template.done").touch()
    return home


def copy_of(origin: Home, folder: Path) -> Home:
    """Return an own copy of a portal that is not running."""
    home = Home(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy2(origin.database, home.database)
    shutil.copytree(origin.media, home.media, dirs_exist_ok=True)
    return home


def _health(url: str) -> dict[str, str]:
    try:
        with urllib.request.urlopen(f"{url}/health/", timeout=60) as answer:
            return dict(json.load(answer))
    except (OSError, ValueError):
        return {}


def _wait_until_ready(url: str, processes: dict[Path, subprocess.Popen[bytes]]) -> None:
    end = time.monotonic() + READY_SECONDS
    while _health(url).get("status") != "ok":
        broken = [log for log, process in processes.items() if process.poll() is not None]
        if broken or time.monotonic() > end:
            tails = "\n".join(f"--- {log}\n{log.read_text()[-3000:]}" for log in processes)
            raise ServerError(f"The portal at {url} is not ready.\n{tails}")
        time.sleep(0.1)


@contextmanager
def serve(home: Home, port: int = 0) -> Iterator[str]:
    """Serve a portal with its worker on a free port and yield its address; ends all its processes afterwards.

    The socket is opened here and handed on, so that no other process can take the port in between.
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
        listener.set_inheritable(True)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        environment = home.environment(BASE_URL=url)
        gunicorn = [sys.executable, "-m", "gunicorn", "tests.browser.wsgi", "--bind", f"fd://{listener.fileno()}"]
        commands = {
            home.folder / "web.log": [*gunicorn, "--worker-class", "gthread", "--workers", "1", "--threads", "6"],
            home.folder / "worker.log": [sys.executable, "manage.py", "worker", "--poll-seconds", "0.5"],
        }
        processes: dict[Path, subprocess.Popen[bytes]] = {}
        try:
            for log, command in commands.items():
                with log.open("wb") as stream:
                    processes[log] = subprocess.Popen(
                        command,
                        cwd=ROOT,
                        env=environment,
                        stdin=subprocess.DEVNULL,
                        stdout=stream,
                        stderr=subprocess.STDOUT,
                        pass_fds=[listener.fileno()] if log.stem == "web" else [],
                        start_new_session=True,
                    )
            _wait_until_ready(url, processes)
            yield url
        finally:
            for process in processes.values():
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children: asked first, then made to."""
    for name in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, name)
        except ProcessLookupError:
            return
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            continue
