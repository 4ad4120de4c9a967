"""Names of uploads: safe to show, to send and to store, and still the person's own."""

import re

import pytest

from integration.files.names import clean_file_name, extension_of, stored_file_name, title_from_name

CROOKED = [
    "../../etc/passwd.pdf",
    "..\\..\\windows\\system32\\a.pdf",
    "a\x00b.pdf",
    "Rechnung\u202efdp.exe.pdf",
    "Kopf\r\nX-Injected: 1.pdf",
    "\u2066\u200b\ufeff.pdf",
    "x" * 300 + ".pdf",
    "ä" * 300 + ".pdf",
    "\ud800.pdf",
    ' "><script>alert(1)</script>.pdf',
    "CON.pdf",
    ".pdf",
    "...",
    "",
    None,
]


@pytest.mark.parametrize("name", CROOKED)
def test_a_cleaned_name_holds_nothing_that_a_header_path_or_reader_could_misread(name):
    cleaned = clean_file_name(name)
    assert cleaned.isprintable()
    assert not set(cleaned) & set('<>:"/\\|?*;\r\n\x00')
    assert cleaned not in {"", ".", ".."}
    assert len(cleaned.encode()) <= 180
    assert not cleaned.startswith(".")
    assert clean_file_name(cleaned) == cleaned


@pytest.mark.parametrize("name", [name for name in CROOKED if name and name.endswith("pdf")])
def test_the_extension_stays_whatever_the_rest_is(name):
    assert extension_of(name) == "pdf"
    assert stored_file_name(name).endswith(".pdf")


@pytest.mark.parametrize("name", [*CROOKED, "Förderung für Städte.PDF", "Γειά.docx"])
def test_a_stored_name_is_short_plain_ascii(name):
    assert re.fullmatch(r"[a-z0-9-]{1,71}(\.[a-z0-9]{1,8})?", stored_file_name(name))


def test_umlauts_and_spaces_stay_in_the_name_that_people_see():
    assert clean_file_name("Förderung für Städte (2024).PDF") == "Förderung für Städte (2024).PDF"
    assert clean_file_name("Fo\u0308rderung.pdf") == "Förderung.pdf"


def test_devices_of_windows_are_renamed():
    assert clean_file_name("con.pdf") == "_con.pdf"
    assert clean_file_name("Kontakt.pdf") == "Kontakt.pdf"


def test_the_stored_name_tells_the_operator_what_it_is_and_never_repeats():
    first, second = stored_file_name("Über Straßen.pdf"), stored_file_name("Über Straßen.pdf")
    assert first.startswith("ueber-strassen-")
    assert first != second


def test_a_file_without_a_title_gets_one_from_its_name():
    assert title_from_name("Konzept_Sprache__2024.docx") == "Konzept Sprache 2024"
    assert title_from_name(".pdf") == "datei"
