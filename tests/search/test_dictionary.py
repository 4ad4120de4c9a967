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
        (folder / "older.json").write_text("{}")
        call_command("search_words", verbosity=0)
        (made,) = folder.iterdir()
        assert dictionary.read() == without

        written = made.stat().st_mtime_ns
        call_command("search_words", verbosity=0)
        assert made.stat().st_mtime_ns == written

        made.write_text('{"halb')  # whatever happened to it
        assert dictionary.read() == without
