"""A real gunicorn on the database of the tests, and a browser that can send slowly."""

import http.client
import resource
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.test import Client

from benchmarks.machine import tree
from integration.members.models import User
from tests.services.conftest import server_environment
from tools.throwaway import free_port

START_SECONDS = 120.0
PATIENCE = 120.0  # seconds for an answer of a busy machine
CHUNK = 256 * 1024  # bytes


class Server:
    """gunicorn as in production but for one process; `file_limit` bytes is the largest file that it can write."""

    def __init__(self, media: Path, *, timeout: int = 120, file_limit: int | None = None, **environment: str) -> None:
        self.port = free_port()
        command = [
            sys.executable, "-m", "gunicorn", "--config", "ops/gunicorn.conf.py", "--bind", f"127.0.0.1:{self.port}",
            "--workers", "1", "--timeout", str(timeout), "cms.wsgi",
        ]  # fmt: skip
        values = {"DJANGO_SETTINGS_MODULE": "tests.services.settings", "MEDIA_ROOT": str(media)} | environment
        self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=server_environment(**values))
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
                connection.request("GET", "/health/")
                connection.getresponse().read()
                break
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.stop()
                    raise RuntimeError("the server does not start") from None
                time.sleep(0.05)
        if file_limit is not None:
            for pid in tree(self.process.pid):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (file_limit, file_limit))

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=PATIENCE)

    def memory(self, name: str) -> int:
        """Return the bytes of all processes: `VmRSS` is what they hold now, `VmHWM` the most that they ever held."""
        total = 0
        for pid in tree(self.process.pid):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            total += next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))
        return total


class Person:
    """A member's browser at a server."""

    def __init__(self, server: Server, user: User) -> None:
        self.server = server
        client = Client()
        client.force_login(user)
        self.token = secrets.token_hex(16)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={self.token}"

    def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body."""
        return self._ask("GET", path)

    def hand_in(self, title: str, name: str, content: bytes, *, seconds: float = 0) -> tuple[int, str]:
        """Hand in a material with one file over a line on which that takes so long; return status and page."""
        edge = secrets.token_hex(16)
        parts = {"csrfmiddlewaretoken": self.token, "title": title}
        before = "".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in parts.items()
        )
        before += (
            f'--{edge}\r\nContent-Disposition: form-data; name="uploads"; filename="{name}"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        head, foot = before.encode(), f"\r\n--{edge}--\r\n".encode()
        pieces = [content[begin : begin + CHUNK] for begin in range(0, len(content), CHUNK)]

        def body() -> Iterator[bytes]:
            yield head
            for piece in pieces:
                if seconds:
                    time.sleep(seconds / len(pieces))
                yield piece
            yield foot

        status, page = self._ask(
            "POST",
            "/beitrag/neu/material/",
            body(),
            {
                "Content-Type": f"multipart/form-data; boundary={edge}",
                "Content-Length": str(len(head) + len(content) + len(foot)),
            },
        )
        return status, page.decode()

    def _ask(
        self, method: str, path: str, body: Iterator[bytes] | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        connection.request(method, path, body, {"Cookie": self.cookie, "Connection": "close", **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.read()
