"""Hints at personal data: what has to be found, and what must not be taken for it."""

import pytest

from integration.contribute.review.hints import (
    READ,
    FileFacts,
    Hint,
    HintKind,
    ImageFacts,
    at_image,
    in_file,
    in_text,
    sorted_hints,
)
from integration.contribute.review.patterns import Own, digits_of, is_iban

OWN = Own(
    emails=frozenset({"mia.berg@lindlohe.de"}),
    phones=frozenset({digits_of("0221 4710-123"), digits_of("0171 2345678")}),
    domains=frozenset({"lindlohe.de"}),
)


def hints(text: str) -> list[Hint]:
    return in_text(text, where="Text", own=OWN)


FOUND = [
    ("Rückfragen an fatma.yildiz@gmx.de.", HintKind.EMAIL, "f•••@gmx.de"),
    ("Kontakt: Sabine.Klein@web.de, gern abends", HintKind.EMAIL, "s•••@web.de"),
    ("vorsitz: t.klein@sprachbruecke-verein.de", HintKind.EMAIL, "t•••@sprachbruecke-verein.de"),
    ("Handy 0176 98765432", HintKind.PHONE, "0176 9•••••••"),
    ("Sie erreichen Frau Klein unter 0151/23456789 ab 17 Uhr", HintKind.PHONE, "0151/2•••••••"),
    ("Mobil: +49 (0)170 1234567", HintKind.PHONE, "+49 (0)17• •••••••"),
    ("Herr Demir, 02331 987654", HintKind.PHONE, "02331 ••••••"),
    ("Frau Klein privat: 02331-987654", HintKind.PHONE, "02331-••••••"),
    ("Tel.: 0234/567 89 10", HintKind.PHONE, "0234/5•• •• ••"),
    ("IBAN: DE89 3704 0044 0532 0130 00", HintKind.IBAN, "DE89 •••• 000"),
    ("überwiesen auf DE89370400440532013000.", HintKind.IBAN, "DE89 •••• 000"),
    ("Konto AT61 1904 3002 3457 3201 bei der Bank", HintKind.IBAN, "AT61 •••• 201"),
    ("Ali Demir, geboren am 12.03.1987 in Aleppo", HintKind.BIRTH, "geboren am ••.••.1987"),
    ("Frau Klein (geb. 3. Mai 1990)", HintKind.BIRTH, "geb. ••.••.1990"),
    ("Geburtsdatum: 01.01.2015", HintKind.BIRTH, "Geburtsdatum: ••.••.2015"),
    ("Sie wurde am 4. Juni 1979 in Homs geboren und", HintKind.BIRTH, "••.••.1979"),
    ("Ali Demir (12.03.1987) und", HintKind.BIRTH, "Ali D••• (••.••.1987)"),
    ("Ali Demir, * 12.03.1987", HintKind.BIRTH, "* ••.••.1987"),
    ("Versicherungsnummer 15 070649 C 103", HintKind.INSURANCE, "15 •••••• C •••"),
    ("BAMF-Aktenzeichen: 7654321-423", HintKind.CASE, "76•••••-•••"),
]
BROKEN = [  # by the end of a line, as PDFs break them
    ("IBAN: DE89 3704\n0044 0532 0130 00", HintKind.IBAN, "DE89 •••• 000"),
    ("auf das Konto DE89 3704 0044 \n 0532 0130 00 überwiesen", HintKind.IBAN, "DE89 •••• 000"),
    ("Konto DE89\n3704 0044 0532 0130 00.", HintKind.IBAN, "DE89 •••• 000"),
    ("Konto DE8937040044\n0532013000", HintKind.IBAN, "DE89 •••• 000"),
    ("Frau Klein ist mobil erreichbar unter 0176\n98765432", HintKind.PHONE, "0176 9"),
    ("Handy: 0176 9876 \n5432", HintKind.PHONE, "0176 9"),
    ("Sie erreichen Herrn Demir unter 02331/\n987654", HintKind.PHONE, "02331/ "),
    ("Tel. 02331\n987654", HintKind.PHONE, "02331 "),
    ("Frau Klein (+49 170\n1234567)", HintKind.PHONE, "+49 170"),
    ("Ali Demir, geboren am 12.03.\n1987 in Aleppo", HintKind.BIRTH, "geboren am ••.••.1987"),
    ("Ali Demir, geboren am 12. \n März 1987", HintKind.BIRTH, "geboren am ••.••.1987"),
    ("Ali Demir, geboren am 3. März \n1987", HintKind.BIRTH, "geboren am ••.••.1987"),
    ("geb. \n12.03. \n1987", HintKind.BIRTH, "geb. ••.••.1987"),
    ("Ali Demir\n(12.03. \n1987) und", HintKind.BIRTH, "Ali D••• (••.••.1987)"),
    ("Rückfragen an fatma.yildiz@\ngmx.de", HintKind.EMAIL, "f•••@gmx.de"),
    ("Rückfragen an fatma.yildiz@gmx. \nde.", HintKind.EMAIL, "f•••@gmx.de"),
    ("t.klein@sprachbruecke-\nverein.de", HintKind.EMAIL, "t•••@sprachbruecke-verein.de"),
    ("fatma.\nyildiz@gmx.de", HintKind.EMAIL, "@gmx.de"),
]
NOTES = [
    ("Wir treffen uns in der Schule.\ninfo@sprachcafe-verein.de", HintKind.EMAIL),
    ("Pressestelle: presse@stadt-koeln.de", HintKind.EMAIL),
    ("info@sprachcafe-verein.de", HintKind.EMAIL),
    ("jan.maurer@lindlohe.de ist zuständig", HintKind.EMAIL),
    ("poststelle@mkjfgfi.nrw.de", HintKind.EMAIL),
    ("Rathaus, Telefon 0221 4710-0", HintKind.PHONE),
    ("Zentrale: 02331 207-0", HintKind.PHONE),
    ("Anmeldung bei Herrn Klein, 089 99887-120", HintKind.PHONE),
    ("Fax: 0234 56789", HintKind.PHONE),
    ("Hilfetelefon 0800 0116016", HintKind.PHONE),
    ("Stadtkasse Lindlohe, IBAN DE89 3704 0044 0532 0130 00", HintKind.IBAN),
]
NOTHING = [
    "Mia Berg, mia.berg@lindlohe.de, 0221 4710-123, mobil 0171/2345678",
    "Drucksache 0123/2024 vom 12.03.2024",
    "Vorlage Nr. 0221/2023 – Beschlussvorschlag",
    "Sitzung am 01.02.2024 um 08:15 Uhr, Raum 0.12",
    "Zeitraum 2019-2024, Haushalt 01.05.02.524100",
    "Kosten: 012.345,67 EUR, insgesamt 1 250 000 Euro",
    "51103 Köln, Ottoplatz 1",
    "Aktenzeichen 50-12.345/2023",
    "Az.: 5.1 / 2024 – 0815",
    "Steuernummer 0321/456/78901",
    "alle nach dem 01.08.2018 geborenen Kinder",
    "Kinder, die vor dem 01.10.2012 geboren sind",
    "für Kinder, geboren ab 01.08.2018",
    "Aufenthaltsgesetz (30.07.2004)",
    "Lindlohe, 12.03.1998",
    "Westfälische Rundschau (12.03.2011)",
    "Geburtsdatum: TT.MM.JJJJ",
    "Verweis auf § 104 Abs. 1 Satz 2, BGBl. 2004 I S. 1950",
    "DE12 3456 7890 1234 5678 90 (Musterzahl, Prüfziffer falsch)",
    "ISBN 978-3-16-148410-0, DOI 10.1000/182",
    "Notruf 112, Behördennummer 115",
    "Versicherungsnummer 15 070649 C 104",
    "siehe @lindlohe auf Mastodon",
    "Version 0.2.13 vom 3.4.2024, 0 bis 6 Jahre",
    "0049 ist die Vorwahl",
    "Kennziffer 04711-08151 – 2024",
    "06.00–08.30 Uhr und 14.00–18.00 Uhr",
    "von 08 - 12 Uhr und 14 - 18 Uhr",
    "2023 0176\n98765432 14\n0151 12",
    "Jahr\n0176\n98765432\n0177\n88765432",
    "01 120 340\n02 130 350\n03 140 360\n0156\n23456789",
    "0201\n345678\n0202\n345679",
    "DE12 3456\n7890 1234 5678 90",
    "Plätze DE10\n1200 1300 1400 1500 16",
    "DE89 3704\n\n0044 0532 0130 00",
    "Drucksache 0234/\n2024 vom 12.03.\n2024",
    "Nr. 0221/\n2023-4711",
    "mia.\nberg@lindlohe.de, mia.berg@\nlindlohe.de, mobil 0171\n2345678",
    "siehe\n@lindlohe.de auf Mastodon",
    "am 12.03.\n1987 in Kraft getreten",
]


@pytest.mark.parametrize(("text", "kind", "passage"), FOUND + BROKEN)
def test_personal_data_is_found_and_masked(text: str, kind: HintKind, passage: str) -> None:
    found = [hint for hint in hints(text) if not hint.is_note]
    assert [hint.kind for hint in found] == [kind]
    assert passage in found[0].passages[0]
    assert found[0].label
    assert found[0].advice
    assert found[0].where == "Text"


@pytest.mark.parametrize(("text", "kind"), NOTES)
def test_what_is_plainly_an_offices_is_only_noted(text: str, kind: HintKind) -> None:
    found = hints(text)
    assert [(hint.kind, hint.is_note) for hint in found] == [(kind, True)]
    assert "Dienststelle" in found[0].advice


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_taken_for_personal_data(text: str) -> None:
    assert hints(text) == []


def test_accounts_in_rows_are_all_found() -> None:
    rows = "DE89 3704 0044 0532 0130 00\nAT61 1904 3002 3457 3201\nDE89 3704 0044 0532 0130 00 AT61 1904 3002 3457 3201"
    (hint,) = hints(rows)
    assert (hint.kind, hint.count) == (HintKind.IBAN, 2)


def test_many_of_one_sort_are_one_hint_with_a_number() -> None:
    (hint,) = hints("anna@gmx.de, alma@gmx.de, anna@gmx.de")
    assert (hint.count, hint.passages) == (2, ("a•••@gmx.de", "a•••@gmx.de"))
    text = "\n".join(f"person@gmx-{number}.de" for number in range(20))
    (hint,) = hints(text)
    assert (hint.count, len(hint.passages), hint.further) == (20, 3, 17)


def test_a_file_without_text_or_title_is_named() -> None:
    scan = in_file(FileFacts(name="Scan.pdf", extension="pdf", has_title=False), own=OWN)
    assert {hint.kind for hint in scan} == {HintKind.PDF_TEXT, HintKind.PDF_TITLE}
    assert all("Scan.pdf" in hint.where for hint in scan)
    assert in_file(FileFacts(name="a.pdf", extension="pdf", text="", was_read=False), own=OWN) == []
    assert in_file(FileFacts(name="a.pdf", extension="pdf", text="Gut.", has_title=True), own=OWN) == []
    assert in_file(FileFacts(name="a.pdf", extension="pdf", text="Gut."), own=OWN) == []


def test_personal_data_in_a_file_names_the_file() -> None:
    (hint,) = in_file(FileFacts(name="Liste.xlsx", extension="xlsx", text="Ali Demir, geb. 12.03.1987"), own=OWN)
    assert (hint.kind, hint.where) == (HintKind.BIRTH, "Datei „Liste.xlsx“")


def test_the_author_in_a_files_properties_is_only_noted() -> None:
    (hint,) = in_file(FileFacts(name="a.docx", extension="docx", text="Gut.", author="Mia Berg"), own=OWN)
    assert (hint.kind, hint.is_note) == (HintKind.FILE_AUTHOR, True)


def test_a_picture_needs_source_licence_and_a_description() -> None:
    assert {hint.kind for hint in at_image(ImageFacts("Fest"))} == {HintKind.IMAGE_RIGHTS, HintKind.IMAGE_TEXT}
    (rights,) = at_image(ImageFacts("Fest", source="Stadt Lindlohe", alternative="Ein Tisch"))
    assert rights.passages == ("fehlt: Lizenz",)
    assert at_image(ImageFacts("Fest", source="Stadt", licence="own", alternative="Ein Tisch")) == []
    (note,) = at_image(ImageFacts("Fest", source="Stadt", licence="own", may_be_decoration=True))
    assert note.is_note


def test_what_needs_a_look_stands_first() -> None:
    mixed = sorted_hints(hints("info@verein.de, 0176 98765432"))
    assert [hint.is_note for hint in mixed] == [False, True]


def test_checksums() -> None:
    assert is_iban("DE89370400440532013000")
    assert not is_iban("DE88370400440532013000")
    assert not is_iban("XX89370400440532013000")
    assert digits_of("+49 (0)221 4710-123") == digits_of("0221/4710 123") == "02214710123"


@pytest.mark.sweep
@pytest.mark.parametrize(
    "piece", ["0", "0 ", "a@", "DE", "a.", "A", "01\n", "a@\n", "a.\n", "DE12\n", "DE12 ", "DE121"]
)
def test_a_long_text_is_looked_through_up_to_a_limit_and_keeps_nobody_waiting_for_ever(piece: str) -> None:
    person = " fatma.yildiz@gmx.de "
    text = (piece * READ)[: READ - len(person)]  # would take hours if a pattern went back over it again and again
    assert [hint.kind for hint in hints(text + person)] == [HintKind.EMAIL]
    assert hints(text + " " * len(person) + person) == []
