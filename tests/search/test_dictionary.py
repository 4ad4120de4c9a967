"""The list of German words: made once, read by every process, and never needed."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from search import dictionary

pytestmark = pytest.mark.sweep


def test_the_list_says_what_a_process_without_it_finds_out(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    with override_settings(WORDS_DIR=folder):
        without = dictionary.read()
        assert without["wohnung"] < 0
        assert not folder.exists()

        folder.mkdir()
        for name in ("older.json", dictionary.path().name):
            (folder / name).write_text('{"halb')  # whatever happened to it
        call_command("search_words", verbosity=0)
        assert list(folder.iterdir()) == [dictionary.path()]
        assert dictionary.read() == without

        written = dictionary.path().stat().st_mtime_ns
        call_command("search_words", verbosity=0)
        assert dictionary.path().stat().st_mtime_ns == written
