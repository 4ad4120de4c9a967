#!/usr/bin/env python
"""Measure the portal: fill throw-away databases, serve it under gunicorn, ask as a member, compare with the floor.

The steady figure is CPU ms per request: what the server's processes and the database's used. Wall times only compare
within one run. Nothing is asserted; the exit code is 0 unless something cannot be measured at all.
"""

from __future__ import annotations

import argparse
import http.client
import json
import logging
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tqdm import tqdm

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))

from benchmarks.machine import cpu_seconds, resident_bytes
from tools.postgres import Cluster, find_binaries
from tools.throwaway import free_port

CONNECTIONS = 4
WARM_UP = 40  # requests
ANSWER = "Bei uns zahlt der Kreis. Rufen Sie gern an, dann erkläre ich, wie wir es beantragt haben."
START_SECONDS = 60.0


@dataclass
class Page:
    """One address to measure, and how many rows the floor reads for it."""

    name: str
    path: str
    rows: int
    writes: bool = False  # a form is sent, each time another one, in place of asking for the page


@dataclass
class Measured:
    """What one address cost."""

    database: str
    page: str
    path: str
    bytes: int
    cpu_ms: float
    floor_ms: float
    ratio: float
    median_ms: float
    p95_ms: float


class Server:
    """gunicorn with two processes on a free port."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        command = [
            sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "4",
            "--worker-class", "gthread", "--preload", "--keep-alive", "30", "--log-level", "warning", "cms.wsgi",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, cwd=BASE, env=environment, start_new_session=True)
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.connect().request("HEAD", "/health/")
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.stop()
                    raise RuntimeError("the server does not start") from None
                time.sleep(0.1)

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


@dataclass(frozen=True)
class Visit:
    """What is asked for, and by whom: people take turns where forms are sent, for nobody writes without a pause."""

    path: str
    cookies: list[str]
    token: str = ""  # of the forms that are sent; without one pages are asked for

    @property
    def status(self) -> int:
        """The status of a right answer."""
        return 302 if self.token else 200

    def request(self, number: int, host: str) -> tuple[str, str, str | None, dict[str, str]]:
        """Return method, path, body and headers of the request with this number."""
        headers = {"Cookie": self.cookies[number % len(self.cookies)], "Host": host}
        if not self.token:
            return "GET", self.path, None, headers
        form = {"csrfmiddlewaretoken": self.token, "key": str(uuid4()), "body": ANSWER}
        return "POST", self.path, urlencode(form), headers | {"Content-Type": "application/x-www-form-urlencoded"}


def ask(server: Server, visit: Visit, count: int, progress: Callable[[int], Any]) -> tuple[list[float], int]:
    """Send `count` requests over four connections; return the seconds of each and the size of the last answer."""
    seconds: list[float] = []
    sizes: list[int] = []
    errors: list[str] = []
    left = iter(range(count))
    lock = threading.Lock()

    def work() -> None:
        connection = server.connect()
        while True:
            with lock:
                number = next(left, None)
            if number is None:
                break
            method, path, form, headers = visit.request(number, f"127.0.0.1:{server.port}")
            begin = time.perf_counter()
            connection.request(method, path, body=form, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            with lock:
                seconds.append(time.perf_counter() - begin)
                sizes.append(len(body))
                if answer.status != visit.status or "/anmelden/" in answer.getheader("Location", ""):
                    errors.append(f"{path}: {answer.status}")
                progress(1)
        connection.close()

    threads = [threading.Thread(target=work) for _number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors or len(seconds) < count:
        raise RuntimeError(errors[0] if errors else f"{visit.path}: a connection broke")
    return seconds, sizes[-1]


def measure(
    server: Server, roots: list[int], visit: Visit, count: int, progress: Callable[[int], Any]
) -> tuple[float, list[float], int]:
    """Return CPU ms per request, the seconds of each and the size, after a warm-up that does not count."""
    ask(server, visit, WARM_UP, lambda step: None)
    before = cpu_seconds(roots)
    seconds, size = ask(server, visit, count, progress)
    return (cpu_seconds(roots) - before) * 1000 / count, seconds, size


def fill_process(entries: int, quiet: bool) -> dict[str, Any]:
    """Fill the database of the environment in a process of its own and return what there is to ask for."""
    command = [sys.executable, str(Path(__file__).resolve()), "--fill-only", "--entries", str(entries)]
    done = subprocess.run(command, cwd=BASE, stdout=subprocess.PIPE, check=True, env=os.environ | {"QUIET": str(quiet)})
    return dict(json.loads(done.stdout.splitlines()[-1]))


def fill_only(entries: int) -> None:
    """Migrate, set up and fill; print the addresses and the members' cookies as JSON on the last line."""
    import django  # noqa: PLC0415 - needs the environment that the parent process set

    django.setup()
    logging.disable(logging.INFO)
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils.crypto import get_random_string  # noqa: PLC0415

    from benchmarks.fill import COMMON_WORD, RARE_WORD, fill, people, settle  # noqa: PLC0415
    from benchmarks.forum import fill_forum  # noqa: PLC0415
    from benchmarks.over_engine import measure_over_engine  # noqa: PLC0415
    from cms.setup import setup_portal  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    setup_portal()
    with tqdm(total=entries, desc="fill", unit="entry", disable=os.environ.get("QUIET") == "True") as bar:
        filled = fill(entries, bar.update)
    forum = fill_forum()
    settle()
    token = get_random_string(32)
    cookies = []
    for person in [*people(), filled.member]:
        client = Client(SERVER_NAME="127.0.0.1")  # one of its own: signing in ends the session before
        client.force_login(person)
        session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        cookies.append(f"{session}; {settings.CSRF_COOKIE_NAME}={token}")
    pages = [
        Page("start", filled.start, 6),
        Page("list", filled.section, 20),
        Page("detail", filled.detail, 1),
        Page("search, common word", f"/suche/?q={COMMON_WORD}", 20),
        Page("search, rare word", f"/suche/?q={RARE_WORD}", 3),
        Page("forum, list", forum.list, 20),
        Page("forum, thread", forum.thread, 20),
        Page("forum, reply", forum.reply, 1, writes=True),
    ]
    over = [
        asdict(measure_over_engine(client, page.name, page.path)) for page in pages if page.path.startswith("/suche/")
    ]
    told = {"cookies": cookies, "token": token, "pages": [asdict(page) for page in pages], "over_engine": over}
    print(json.dumps(told))


def measure_database(
    label: str, url: str, roots: list[int], options: argparse.Namespace, over_engine: list[dict[str, Any]]
) -> Iterator[Measured]:
    """Fill this database, serve the portal on it and measure every page against its floor, those of results besides."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as media:
        os.environ |= {"DATABASE_URL": url, "MEDIA_ROOT": media, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        filled = fill_process(options.entries, options.json)
        over_engine += [{"database": label, **row} for row in filled["over_engine"]]
        server = Server(dict(os.environ))
        try:
            trees = [server.process.pid, *roots]
            pages = [Page(**page) for page in filled["pages"]]
            total = 2 * len(pages) * options.requests
            with tqdm(total=total, desc=f"measure {label}", unit="request", disable=options.json) as bar:
                for page in pages:
                    reader, writers = filled["cookies"][-1:], filled["cookies"][:-1]
                    visit = Visit(page.path, writers, filled["token"]) if page.writes else Visit(page.path, reader)
                    cpu, seconds, size = measure(server, trees, visit, options.requests, bar.update)
                    least = Visit(f"/messung/?zeilen={page.rows}&bytes={size}", reader)
                    floor, _seconds, _size = measure(server, trees, least, options.requests, bar.update)
                    wall = sorted(second * 1000 for second in seconds)
                    yield Measured(
                        database=label,
                        page=page.name,
                        path=page.path,
                        bytes=size,
                        cpu_ms=round(cpu, 2),
                        floor_ms=round(floor, 2),
                        ratio=round(cpu / floor, 1) if floor else 0.0,
                        median_ms=round(statistics.median(wall), 1),
                        p95_ms=round(wall[int(len(wall) * 0.95) - 1], 1),
                    )
            if not options.json:
                print(f"{label}: the server's processes hold {resident_bytes(server.process.pid) / 2**20:.0f} MB")
        finally:
            server.stop()


@contextmanager
def databases(names: list[str]) -> Iterator[list[tuple[str, str, list[int]]]]:
    """Give (label, address, processes to count) of each database, and remove them afterwards."""
    found: list[tuple[str, str, list[int]]] = []
    cluster = None
    with tempfile.TemporaryDirectory(prefix="portal-bench-db-") as folder:
        try:
            if "postgresql" in names:
                binaries = find_binaries()
                if binaries is None:
                    print("PostgreSQL is not installed: only SQLite is measured.", file=sys.stderr)
                else:
                    cluster = Cluster(binaries)
                    url = cluster.start()
                    pid = int((cluster.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
                    found.append(("PostgreSQL", url, [pid]))
            if "sqlite" in names:
                found.append(("SQLite", f"sqlite:///{folder}/bench.sqlite3", []))
            yield found
        finally:
            if cluster is not None:
                cluster.stop()


def print_table(rows: list[Measured], entries: int) -> None:
    """Print what was measured, widest column first."""
    print(f"\n{entries} contributions, signed in, {CONNECTIONS} connections, 2 processes")
    print(f"{'database':<11} {'page':<20} {'KB':>6} {'CPU ms':>7} {'floor':>6} {'ratio':>6} {'median':>7} {'p95':>7}")
    for row in rows:
        print(
            f"{row.database:<11} {row.page:<20} {row.bytes / 1024:>6.1f} {row.cpu_ms:>7.2f} {row.floor_ms:>6.2f} "
            f"{row.ratio:>6.1f} {row.median_ms:>7.1f} {row.p95_ms:>7.1f}"
        )


def print_over_engine(rows: list[dict[str, Any]]) -> None:
    """Print what pages of results take beside their engine."""
    print("\nPages of results and their engine, one process, median ms")
    print(f"{'database':<11} {'page':<20} {'page':>7} {'engine':>7} {'over':>6} {'CPU':>6} {'ratio':>6} {'queries':>8}")
    for row in rows:
        print(
            f"{row['database']:<11} {row['page']:<20} {row['page_ms']:>7.1f} {row['engine_ms']:>7.1f} "
            f"{row['over_ms']:>6.1f} {row['over_cpu_ms']:>6.1f} {row['ratio']:>6.1f} {row['queries']:>8}"
        )


def main() -> int:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=2000, help="contributions to fill in (default 2000)")
    parser.add_argument("--requests", type=int, default=300, help="requests to each page (default 300)")
    parser.add_argument("--database", choices=["postgresql", "sqlite"], action="append", help="default: both")
    parser.add_argument("--json", action="store_true", help="print figures as JSON and nothing else")
    parser.add_argument("--fill-only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill_only:
        fill_only(options.entries)
        return 0
    rows: list[Measured] = []
    over_engine: list[dict[str, Any]] = []
    with databases(options.database or ["postgresql", "sqlite"]) as found:
        for label, url, roots in found:
            rows += measure_database(label, url, roots, options, over_engine)
    if options.json:
        print(json.dumps({"pages": [asdict(row) for row in rows], "over_engine": over_engine}, indent=2))
    else:
        print_table(rows, options.entries)
        print_over_engine(over_engine)
    return 0


if __name__ == "__main__":
    sys.exit(main())
