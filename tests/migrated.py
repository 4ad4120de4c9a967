"""A migrated database, made once and copied by every process that runs tests: migrating takes ten seconds."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "migrated"
PACKAGES = ("cms", "home", "integration", "search")
SCHEMA = {"migrations", "models", "settings", "apps", "contract"}  # files and folders that decide about tables and rows
LEFT_BY_SQLITE = ("", "-wal", "-shm", "-journal")


def sources() -> Iterator[Path]:
    """Yield every file that a migrated database depends on; what other packages bring is pinned in one of them."""
    yield ROOT / "requirements.txt"
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            inside = path.relative_to(ROOT)
            if SCHEMA.intersection(inside.with_suffix("").parts):
                yield path


def key() -> str:
    """Return a name that changes with anything that the database depends on."""
    found = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for path in sources():
        content = path.read_bytes()
        found.update(f"\0{path.relative_to(ROOT)} {len(content)}\0".encode() + content)
    return found.hexdigest()[:20]


def copy_to(target: Path) -> None:
    """Put a migrated database in the place of whatever is there; whoever comes first makes it, the others wait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = FOLDER / f"{key()}.sqlite3"
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(made)
        for ending in LEFT_BY_SQLITE:
            Path(f"{target}{ending}").unlink(missing_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, target)


def template_in(server: dict[str, Any]) -> str:
    """Return the name of a migrated database of a PostgreSQL, given as Django's settings name it."""
    name = f"migrated_{key()}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        where = {"host": server["HOST"], "port": server["PORT"], "user": server["USER"], "password": server["PASSWORD"]}
        with psycopg.connect(**where, dbname="postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                half = f"{name}_half"
                connection.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(half)))
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(half)))
                account = f"{quote(server['USER'])}:{quote(server['PASSWORD'])}"
                _migrate(f"postgres://{account}@{server['HOST']}:{server['PORT']}/{half}")
                connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(half), Identifier(name)))
    return name


def _migrate(url: str) -> None:
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--no-input"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The test database could not be made:\n{done.stderr[-4000:]}")


def _make(made: Path) -> None:
    for old in FOLDER.glob("*.sqlite3*"):
        old.unlink()
    half = made.with_suffix(".sqlite3-half")
    _migrate(f"sqlite:///{half}")
    with sqlite3.connect(half) as connection:  # what was written last lies in the file itself
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    half.rename(made)
