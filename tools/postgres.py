#!/usr/bin/env python
"""Run a command against a throw-away PostgreSQL: `python tools/postgres.py run -- COMMAND ...`.

The server lives in a temporary folder and on a free loopback port, and is gone afterwards. DATABASE_URL names it.
TEST_DATABASE_URL, if set, is used instead of a server of our own. Without PostgreSQL the command is skipped loudly;
under CI=true that is a failure.
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.throwaway import MissingError, ServerError, end_with_this_process, free_port, run_beside

SERVER_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "listen_addresses": "127.0.0.1",
}


def find_binaries() -> Path | None:
    """Folder of initdb and pg_ctl; Debian keeps them outside PATH."""
    candidates = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    candidates += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: float(folder.parent.name) if folder.parent.name.replace(".", "").isdigit() else 0,
        reverse=True,
    )
    if pg_config := shutil.which("pg_config"):
        bindir = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(bindir.stdout.strip()))
    return next(
        (folder for folder in candidates if all((folder / name).exists() for name in ("initdb", "pg_ctl"))), None
    )


def as_server_user() -> tuple[list[str], int | None]:
    """PostgreSQL refuses to run as root: give the prefix that changes the user, and that user's number."""
    if os.geteuid() != 0:
        return [], None
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        if runuser := shutil.which("runuser"):
            return [runuser, "-u", name, "--"], account.pw_uid
        if setpriv := shutil.which("setpriv"):
            return [setpriv, f"--reuid={name}", f"--regid={account.pw_gid}", "--clear-groups", "--"], account.pw_uid
    raise ServerError("root needs runuser or setpriv, and the user postgres or nobody, to start PostgreSQL.")


class Cluster:
    """One server with its files in a folder that goes when the command is done."""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.prefix, uid = as_server_user()
        self.folder = Path(tempfile.mkdtemp(prefix="portal-postgres-", dir="/tmp"))
        self.port = free_port()
        if uid is not None:
            os.chown(self.folder, uid, -1)

    def _run(self, program: str, *arguments: str) -> None:
        """Output goes to a file: a server that inherits our pipe would keep the caller waiting for ever."""
        log = self.folder / "commands.log"
        with log.open("ab") as output:
            command = [*self.prefix, str(self.binaries / program), *arguments]
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                check=False,
                timeout=120,
                env=os.environ | {"LC_ALL": "C.UTF-8"},
            )
        if done.returncode:
            raise ServerError(f"{program} failed:\n{log.read_text(errors='replace')[-2000:]}")

    def start(self) -> str:
        """Make and start the server, return its URL."""
        data = self.folder / "data"
        self._run(
            "initdb", "-D", str(data), "-U", "portal", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"
        )
        options = {**SERVER_OPTIONS, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        flags = " ".join(f"-c {name}={value}" for name, value in options.items())
        self._run("pg_ctl", "-D", str(data), "-l", str(data / "server.log"), "-w", "-t", "60", "-o", flags, "start")
        self._run("createdb", "-h", str(self.folder), "-p", str(self.port), "-U", "portal", "portal")
        return f"postgres://portal@127.0.0.1:{self.port}/portal"

    def stop(self) -> None:
        """Leave neither a process nor a file behind."""
        data = self.folder / "data"
        if (data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def running() -> Iterator[str]:
    """Give the address of a server, and end it however this ends."""
    binaries = find_binaries()
    if binaries is None:
        raise MissingError("no PostgreSQL on this machine (initdb, pg_ctl; Debian: postgresql)")
    end_with_this_process()
    cluster = Cluster(binaries)
    try:
        yield cluster.start()
    finally:
        cluster.stop()


def main() -> int:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["run"])
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not command:
        parser.error("no command given")
    return run_beside(running, command, name="PostgreSQL", variable="DATABASE_URL")


if __name__ == "__main__":
    sys.exit(main())
