"""Uploads at the edge: the largest file, one byte more, a slow line and a full disk, through a real server."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from integration.catalogue.models import Entry
from integration.files.models import Document
from integration.members.models import User
from integration.models import MaterialPage
from tests.factories import UserFactory, pdf_bytes
from tests.services.server import Person, Server

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("portal")]

LIMIT = 50 * 1024 * 1024  # bytes
MEGABYTE = 1024 * 1024
MEMORY = 150 * MEGABYTE

StartServer = Callable[..., Server]


def pdf_of(size: int) -> bytes:
    """Return a sound PDF of exactly that many bytes: a comment stands between its last object and its table."""
    content = pdf_bytes("Merkblatt")
    start = content.rindex(b"startxref")
    begin = int(content[start:].split()[1])
    head, table, rest = content[:begin], content[begin:start], b"\n%%EOF\n"
    padding = size - len(head) - len(table) - len(rest) - len(b"startxref\n") - len(str(size))
    comment = b"%" + b"." * (padding - 2) + b"\n"
    position = str(len(head) + len(comment)).zfill(len(str(size))).encode()
    return head + comment + table + b"startxref\n" + position + rest


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    folder.mkdir()
    return folder


@pytest.fixture
def start_server(media: Path) -> Iterator[StartServer]:
    """`start_server(timeout=5)` returns a server; it ends after the test."""
    servers: list[Server] = []

    def start(**options: object) -> Server:
        servers.append(Server(media, **options))  # type: ignore[arg-type]
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def member() -> User:
    return UserFactory()


def files_in(folder: Path) -> list[Path]:
    """Return every file below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_pdf_of_exactly_the_limit_comes_back_byte_for_byte_and_costs_little_memory(
    start_server: StartServer, member: User, media: Path
) -> None:
    person = Person(start_server(), member)
    assert person.hand_in("Zum Aufwärmen", "Klein.pdf", pdf_bytes())[0] == 302
    before = person.server.memory("VmRSS")
    content = pdf_of(LIMIT)
    assert len(content) == 52_428_800
    status, page = person.hand_in("Das große Handbuch", "Handbuch.pdf", content)
    assert status == 302, page[-2000:]
    document = Document.objects.latest("pk")
    assert document.file_size == LIMIT or (media / document.file.name).stat().st_size == LIMIT
    status, served = person.get(document.url)
    assert (status, hashlib.sha256(served).digest()) == (200, hashlib.sha256(content).digest())
    assert person.server.memory("VmHWM") - before < MEMORY


def test_one_byte_more_is_refused_in_german_and_the_title_stays(
    start_server: StartServer, member: User, media: Path
) -> None:
    person = Person(start_server(), member)
    status, page = person.hand_in("Das große Handbuch", "Handbuch.pdf", pdf_of(LIMIT + 1))
    assert status == 422
    assert "Diese Datei ist größer als 50 MB." in page
    assert 'value="Das große Handbuch"' in page
    assert not MaterialPage.objects.exists()
    assert not Document.objects.exists()
    assert files_in(media) == []


def test_an_upload_that_takes_longer_than_the_servers_timeout_arrives(start_server: StartServer, member: User) -> None:
    person = Person(start_server(timeout=5), member)
    status, page = person.hand_in("Langsame Leitung", "Merkblatt.pdf", pdf_of(6 * MEGABYTE), seconds=12)
    assert status == 302, page[-2000:]
    assert Entry.objects.get().file_count == 1


@pytest.mark.parametrize("in_memory", [True, False], ids=["where files are kept", "where files come in"])
def test_a_full_disk_is_told_in_german_and_leaves_nothing_behind(
    start_server: StartServer, member: User, media: Path, in_memory: bool
) -> None:
    size = 40 * MEGABYTE
    memory = 2 * size if in_memory else MEGABYTE
    server = start_server(file_limit=size // 2, FILE_UPLOAD_MAX_MEMORY_SIZE=str(memory))
    person = Person(server, member)
    status, page = person.hand_in("Kein Platz", "Handbuch.pdf", pdf_of(size))
    assert status == 422
    assert "Platz" in page.split("Handbuch.pdf", 1)[1]
    assert 'value="Kein Platz"' in page
    assert not MaterialPage.objects.exists()
    assert not Document.objects.exists()
    assert files_in(media) == []
    assert person.hand_in("Wieder Platz", "Klein.pdf", pdf_bytes())[0] == 302
