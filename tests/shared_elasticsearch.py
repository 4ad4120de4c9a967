"""One Elasticsearch for all processes of a test run; it ends when the last of them has ended, however that happens.

Whoever uses it holds a shared lock on a file. The process that keeps the server (`python -m
tests.shared_elasticsearch FOLDER`) waits for an exclusive one, which it gets when nobody is left.
"""

import fcntl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.elastic import ROOT, distribution, find_java, running
from tools.throwaway import ServerError

STARTING, USERS, URL, LOG = "elasticsearch.starting", "elasticsearch.users", "elasticsearch.url", "elasticsearch.log"


@contextmanager
def shared(folder: Path) -> Iterator[str]:
    """Give the address of the server of this folder; the first who asks has it started."""
    with (folder / USERS).open("a") as users:
        with (folder / STARTING).open("a") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_SH)  # waits while an earlier server goes down
            if not (folder / URL).exists():
                find_java()
                distribution()
                _start(folder)
        yield (folder / URL).read_text()


def _start(folder: Path) -> None:
    log = folder / LOG
    with log.open("ab") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.shared_elasticsearch", str(folder)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    while not (folder / URL).exists():
        if keeper.poll() is not None:
            raise ServerError(log.read_text(errors="replace"))
        time.sleep(0.05)


def keep(folder: Path) -> None:
    """Keep a server while somebody uses it."""
    with (folder / USERS).open("a") as users, running(brief=True) as cluster:
        part = folder / f"{URL}.part"
        part.write_text(cluster.url)
        part.rename(folder / URL)
        fcntl.flock(users, fcntl.LOCK_EX)
        (folder / URL).unlink()
        cluster.stop()  # before the lock goes: whoever comes next starts another


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
