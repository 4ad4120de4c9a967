"""Text out of files, and what a file can do to its reader without harm to the worker."""

import http.server
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from integration.files import reader
from integration.files.extraction import (
    MAX_TEXT,
    READ_SECONDS,
    READER,
    clean_text,
    read_document,
    read_file,
    read_in_time,
)
from integration.files.models import Document
from tests.factories import DocumentFactory, pdf_bytes
from tests.files.samples import SOUND, docx_bytes, odt_bytes, with_entries

pytestmark = pytest.mark.sweep  # each reader is a process of its own

WORD = "Quittenbaumpatenschaft"
UNREADABLE = "Kein Text lesbar: Die Datei ließ sich nicht auswerten."
PATIENT = 120  # seconds for what takes a moment on a machine with nothing else to do
TOO_LONG = "Kein Text lesbar: Das Auswerten der Datei dauerte zu lange."


def stand_in(code):
    """Return a reader command that runs this instead of reading."""
    return [sys.executable, "-c", code]


@pytest.fixture
def path_of(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return write


@pytest.mark.parametrize("extension", SOUND)
def test_words_are_found_in_every_type(extension, path_of):
    reading = read_file(path_of(f"Konzept.{extension}", SOUND[extension](f"{WORD} für Geflüchtete")))
    assert WORD in reading.text
    assert "für Geflüchtete" in reading.text
    assert reading.note == ""


def test_pages_are_counted(path_of):
    assert read_file(path_of("a.pdf", pdf_bytes(WORD, pages=3))).pages == 3


def test_a_file_without_text_says_so(path_of):
    reading = read_file(path_of("Scan.pdf", pdf_bytes("")))
    assert reading.text == ""
    assert reading.note == "Kein Text lesbar, vielleicht ein Scan."
    assert reading.pages == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", os.urandom(5000), b"PK\x03\x04" + bytes(500)])
def test_what_cannot_be_read_gives_a_note(path_of, content):
    for name in ("a.pdf", "a.docx", "a.odt"):
        reading = read_file(path_of(name, content))
        assert reading.text == ""
        assert reading.note.startswith("Kein Text lesbar")


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", UNREADABLE),
        ("import os; os.abort()", UNREADABLE),
        ("raise SystemExit(1)", UNREADABLE),
        ("print('no json')", UNREADABLE),
        ("print('{}')", UNREADABLE),
        ("print('[1]')", UNREADABLE),
        ("while True: print('x' * 100_000)", UNREADABLE),
        ("big = bytearray(8 * 1024**3)", UNREADABLE),
        ("kept = []\nwhile True: kept.append(bytes(10_000_000))", UNREADABLE),
        ("open('big', 'wb').write(bytes(100_000_000))", UNREADABLE),
    ],
    ids=[
        "segfault",
        "abort",
        "error",
        "no json",
        "no text",
        "a list",
        "endless output",
        "8 GB",
        "more and more",
        "fills the disk",
    ],
)
def test_a_reader_that_fails_leaves_a_note_and_the_worker_alive(code, note):
    reading = read_file("/dev/null", reader_command=stand_in(code), seconds=PATIENT)
    assert (reading.text, reading.note) == ("", note)


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "import time; time.sleep(600)",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)",
        "import os, time; os.close(1); time.sleep(600)",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])",
    ],
    ids=["busy", "asleep", "ignores the signal", "closes its output", "with a child of its own"],
)
def test_a_reader_that_never_ends_is_killed(code):
    reading = read_file("/dev/null", reader_command=stand_in(code), seconds=1)
    assert (reading.text, reading.note) == ("", TOO_LONG)


def test_nothing_that_a_reader_started_outlives_it(tmp_path):
    note = tmp_path / "pid"
    child = f"import os, time; print(os.getpid(), file=open({str(note)!r}, 'w'), flush=True); time.sleep(600)"
    code = (
        "import os, subprocess, sys, time\n"
        f"subprocess.Popen([sys.executable, '-c', {child!r}], stdout=subprocess.DEVNULL)\n"
        f"while not os.path.exists({str(note)!r}) or not open({str(note)!r}).read().endswith('\\n'): time.sleep(0.02)\n"
        "os.abort()"
    )
    assert read_file("/dev/null", reader_command=stand_in(code), seconds=PATIENT).note == UNREADABLE
    status = Path(f"/proc/{note.read_text().strip()}/status")
    deadline = time.monotonic() + PATIENT
    while is_running(status) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(status)


def test_a_reader_whose_worker_was_killed_ends_by_itself(tmp_path):
    endless = tmp_path / "endless.pdf"
    os.mkfifo(endless)
    process = subprocess.Popen(
        [*READER, str(endless), "1"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        assert process.wait(timeout=PATIENT) == -signal.SIGALRM
    finally:
        process.kill()
        process.wait()


def test_a_reader_gets_more_time_than_the_worker_waits():
    assert reader.SECONDS > READ_SECONDS


def is_running(status):
    """Return whether a process lives; a dead one may wait a while to be cleared away."""
    try:
        return "State:\tZ" not in status.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_reader_knows_no_secret_of_the_portal(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "streng geheim")
    code = "import json, os; print(json.dumps({'text': json.dumps(dict(os.environ)), 'pages': None}))"
    environment = json.loads(read_file("/dev/null", reader_command=stand_in(code)).text)
    assert set(environment) <= {
        "PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "HOME", "TMPDIR", "LANG", "LC_CTYPE", "MALLOC_ARENA_MAX",
    }  # fmt: skip


@pytest.mark.sweep
def test_a_document_of_5000_pages_is_read_within_512_megabytes_or_said_to_take_too_long(path_of):
    path = path_of("Groß.pdf", many_pages(5000))
    reading = read_file(path)
    assert (
        WORD in reading.text and reading.pages == 5000 and len(reading.text) <= MAX_TEXT
    ) or reading.note == TOO_LONG


def many_pages(count):
    """Return a PDF of so many pages, written by hand because a library takes a minute."""
    text = (f"({WORD} und Wohnraum in der Kommune) Tj T* " * 40).encode()
    stream = b"BT /F1 10 Tf 12 TL 40 800 Td " + text + b"ET"
    kids = " ".join(f"{5 + number} 0 R" for number in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    ]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
    objects += [page] * count
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


# Nothing inside a file makes the portal ask somebody else


@pytest.fixture
def listener():
    """A local server that notes who asks."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<!ENTITY fetched 'KANARIE'>")

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.asked = asked
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("name", "package", "member"),
    [("a.docx", docx_bytes, "word/document.xml"), ("a.odt", odt_bytes, "content.xml")],
)
def test_outside_entities_are_not_fetched(name, package, member, listener, path_of, tmp_path):
    secret = tmp_path / "geheim.txt"
    secret.write_text("KANARIE")
    address = f"http://127.0.0.1:{listener.server_port}"
    trap = (
        f'<!DOCTYPE x SYSTEM "{address}/dtd" [<!ENTITY % remote SYSTEM "{address}/parameter">%remote;'
        f'<!ENTITY web SYSTEM "{address}/entity"><!ENTITY disk SYSTEM "file://{secret}">]>'
    )
    with zipfile.ZipFile(io.BytesIO(package(WORD))) as archive:
        xml = archive.read(member).decode()
    head, rest = xml.split("?>", 1)
    crafted = f"{head}?>{trap}{rest.replace(WORD, f'{WORD} &web; &disk;')}".encode()
    reading = read_file(path_of(name, with_entries(package(WORD), {member: crafted})))
    assert listener.asked == []
    assert "KANARIE" not in reading.text


# What is kept


def test_text_is_cleaned_for_the_search():
    assert clean_text("Sprach-\nmittlung und Wohn\u00adraum") == "Sprachmittlung und Wohnraum"
    assert clean_text("Kinder-\nund Jugendhilfe") == "Kinder-\nund Jugendhilfe"
    assert clean_text("Nordrhein-\nWestfalen") == "Nordrhein-\nWestfalen"
    assert clean_text("a\x00b\x07c\u202ed") == "a b c d"
    assert clean_text("ﬁnden  und\t\tﬂiegen\r\n\r\n\r\n\r\nEnde") == "finden und fliegen\n\nEnde"
    assert clean_text("Fo\u0308rderung") == "Förderung"
    assert len(clean_text("x" * (MAX_TEXT + 5))) == MAX_TEXT
    clean_text("\ud800 halb").encode()


@pytest.mark.django_db
def test_a_document_keeps_its_text_pages_and_state():
    document = DocumentFactory(content=pdf_bytes(WORD, pages=2), text_state=Document.TextState.PENDING)
    read_document(document)
    document.refresh_from_db()
    assert (document.text_state, document.text_note, document.pages) == (Document.TextState.DONE, "", 2)
    assert WORD in document.text


@pytest.mark.django_db
def test_a_document_whose_reader_crashes_is_kept_with_a_note():
    document = DocumentFactory(text_state=Document.TextState.PENDING)
    read_document(document, reader_command=stand_in(f"import os; os.kill(os.getpid(), {int(signal.SIGSEGV)})"))
    document.refresh_from_db()
    assert (document.text_state, document.text_note, document.text) == (Document.TextState.NONE, UNREADABLE, "")
    assert document.file.storage.exists(document.file.name)


@pytest.mark.django_db
def test_a_document_whose_file_is_gone_gets_a_note():
    document = DocumentFactory(text_state=Document.TextState.PENDING)
    document.file.storage.delete(document.file.name)
    read_document(document)
    document.refresh_from_db()
    assert document.text_note == "Die Datei fehlt."


@pytest.mark.django_db
def test_a_reading_of_a_file_that_was_replaced_meanwhile_is_dropped():
    document = DocumentFactory(content=pdf_bytes(WORD), text_state=Document.TextState.PENDING)
    Document.objects.filter(pk=document.pk).update(file="documents/neu.pdf")
    read_document(document)
    document.refresh_from_db()
    assert (document.text, document.text_state) == ("", Document.TextState.PENDING)


# The text first, then the looks


@pytest.mark.parametrize(
    ("end", "seconds"),
    [
        ("import os; os.abort()", PATIENT),
        ("print('{')", PATIENT),
        ("print('[[[[')", PATIENT),
        pytest.param("import time; time.sleep(600)", 8, marks=pytest.mark.sweep),  # these seconds are waited for
    ],
    ids=["abort", "half", "nested", "asleep"],
)
def test_the_text_is_kept_when_looking_at_the_layout_ends_the_reader(end, seconds):
    text = "import json; print(json.dumps({'text': 'Wohnraum', 'pages': 1}), flush=True); "
    reading = read_file("/dev/null", reader_command=stand_in(text + end), seconds=seconds)
    assert (reading.text, reading.pages, reading.note) == ("Wohnraum", 1, "")
    assert reading.found.lines == ()


def test_words_divided_at_the_end_of_a_line_are_whole_in_the_text_of_a_pdf(path_of):
    reading = read_file(path_of("a.pdf", pdf_bytes("Die Sprach-\nmittlung hilft. Kinder-\nund Jugendhilfe")))
    assert "Sprachmittlung" in reading.text


@pytest.mark.django_db
def test_whoever_waits_gives_up_early_and_leaves_the_file_to_the_worker():
    document = DocumentFactory(text_state=Document.TextState.PENDING)
    assert read_in_time(document, seconds=0.3, reader_command=stand_in("import time; time.sleep(600)")) is None
    document.refresh_from_db()
    assert document.text_state == Document.TextState.PENDING
    assert read_in_time(document, seconds=PATIENT) is not None
    document.refresh_from_db()
    assert document.text_state == Document.TextState.DONE
