"""`manage.py intake`: what it prints, and that nothing a file is can stop it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from integration.intake.kinds import KINDS
from integration.models.materials import MaterialKind
from tests.files.samples import docx_bytes
from tests.intake.judge import Verdict, judge
from tests.intake.others import OTHERS
from tests.intake.samples import SAMPLES
from tests.intake.third import THIRD
from tests.intake.writers import Sample

ROOT = Path(__file__).resolve().parent.parent.parent
KEYS = ["file", "title", "teaser", "date", "municipality", "topics", "kind", "text", "seconds", "note"]


def intake(folder: Path, *options: str, tmp_path: Path) -> subprocess.CompletedProcess[bytes]:
    """Run the command as people do, with a database that does not exist."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'no.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "cms.settings.local",
        "LANG": "C",
    }
    command = [sys.executable, "manage.py", "intake", str(folder), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300, check=False, env=environment)


def rows_of(output: bytes) -> list[dict]:
    return [json.loads(line) for line in output.decode("utf-8").splitlines()]


def measured(samples: list[Sample], tmp_path: Path) -> Verdict:
    folder = tmp_path / "documents"
    folder.mkdir()
    for sample in samples:
        (folder / sample.name).write_bytes(sample.content())
    result = intake(folder, "--json", tmp_path=tmp_path)
    assert result.returncode == 0
    rows = {row["file"]: row for row in rows_of(result.stdout)}
    verdict = judge(samples, rows)
    slowest = max(row["seconds"] for row in rows.values())
    print(
        f"\n{len(samples)} documents: title {verdict.title}, date {verdict.date}, municipality {verdict.municipality}, "
        f"kind {verdict.kind}, topics {verdict.right} of {verdict.named} named, slowest {slowest} s"
    )
    print("\n".join(verdict.misses))
    for row in rows.values():
        assert len(row["teaser"] or "") <= 300
        assert row["text"]
        assert len(row["topics"]) <= 3
    return verdict


@pytest.mark.service
def test_what_twenty_documents_tell_is_found(tmp_path, capsys):
    with capsys.disabled():
        verdict = measured(SAMPLES, tmp_path)
    assert verdict.title >= 17
    assert verdict.date >= 15
    assert verdict.municipality >= 15
    assert verdict.kind >= 17
    assert verdict.precision >= 0.8


@pytest.mark.service
@pytest.mark.parametrize("samples", [OTHERS, THIRD], ids=["other means", "other traps"])
def test_what_further_documents_tell_is_found(samples, tmp_path, capsys):
    with capsys.disabled():
        verdict = measured(samples, tmp_path)
    count = len(samples)
    assert verdict.title >= count * 0.85
    assert verdict.date >= count * 0.75
    assert verdict.municipality >= count * 0.75
    assert verdict.precision >= 0.8


def test_kinds_are_those_of_the_portal():
    assert set(KINDS) == set(MaterialKind.values)
    assert [str(MaterialKind(value).label) for value in KINDS] == list(KINDS.values())


@pytest.mark.service
def test_every_file_has_one_line_in_the_order_of_paths_and_nothing_else_is_printed(tmp_path):
    folder = tmp_path / "Ordner mit Umlaut ä"
    (folder / "b" / "tief").mkdir(parents=True)
    (folder / "z.docx").write_bytes(docx_bytes("Prüfung der Wohnungen"))
    (folder / "b" / "tief" / "ü.docx").write_bytes(docx_bytes("Prüfung"))
    (folder / "B.pdf").write_bytes(b"%PDF-1.4 kaputt")
    (folder / "leer.pdf").write_bytes(b"")
    (folder / "notiz.txt").write_text("kein Dokument")
    (folder / "seite.pdf").write_bytes(b"<html><script>alert(1)</script>")
    (folder / "zufall.docx").write_bytes(os.urandom(4000))
    (folder / "verweis.pdf").symlink_to(folder / "fehlt.pdf")
    (folder / os.fsdecode(b"falsch\xff.pdf")).write_bytes(b"x")
    os.mkfifo(folder / "rohr.pdf")
    result = intake(folder, "--json", tmp_path=tmp_path)
    assert result.returncode == 0
    rows = rows_of(result.stdout)
    names = [row["file"] for row in rows]
    assert names == sorted(names)
    assert set(names) == {
        "B.pdf", "b/tief/ü.docx", "falsch\ufffd.pdf", "leer.pdf", "notiz.txt", "rohr.pdf", "seite.pdf", "verweis.pdf", "z.docx", "zufall.docx",
    }  # fmt: skip
    for row in rows:
        assert list(row) == KEYS
        assert isinstance(row["seconds"], float)
        assert isinstance(row["topics"], list)
        is_read = row["file"].endswith(("ü.docx", "z.docx"))
        assert bool(row["text"]) is is_read
        assert (row["note"] is None) is is_read
        if not is_read:
            assert (row["text"], row["teaser"], row["date"], row["municipality"], row["topics"]) == (None,) * 4 + ([],)
    assert "Prüfung der Wohnungen".encode() in result.stdout
    assert not (tmp_path / "no.sqlite3").exists()


@pytest.mark.service
def test_without_json_people_get_a_table(tmp_path):
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "z.docx").write_bytes(docx_bytes("Konzept für die Wohnungen"))
    (folder / "kaputt.pdf").write_bytes(b"nichts")
    result = intake(folder, tmp_path=tmp_path)
    lines = result.stdout.decode().splitlines()
    assert result.returncode == 0
    assert lines[0].startswith("File")
    assert any("z.docx" in line and "Konzept für die Wohnungen" in line for line in lines)
    assert sum("kaputt.pdf" in line for line in lines) == 1


@pytest.mark.service
def test_an_empty_folder_gives_no_line(tmp_path):
    folder = tmp_path / "leer"
    folder.mkdir()
    result = intake(folder, "--json", tmp_path=tmp_path)
    assert (result.returncode, result.stdout) == (0, b"")
    assert "ist keine Datei" in result.stderr.decode()


@pytest.mark.parametrize("name", ["fehlt", "datei.pdf"])
def test_what_is_no_folder_is_refused(name, tmp_path):
    (tmp_path / "datei.pdf").write_bytes(b"x")
    with pytest.raises(CommandError, match="ist kein Ordner"):
        call_command("intake", str(tmp_path / name), "--json")
