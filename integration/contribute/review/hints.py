"""Hints for safe reuse: what an editor should look at before others take a contribution along. Pure functions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from integration.contribute.review import patterns
from integration.contribute.review.patterns import Found, Own
from integration.intake.addresses import AddressError, is_internal, take_apart

SHOWN = 3  # passages of one sort in one place; more would be a wall of text
LINK_SHOWN = 200  # characters of an address
READ = 200_000  # characters of a text that are looked through


class HintKind(models.TextChoices):
    """What the hint is about."""

    EMAIL = "email", gettext_lazy("E-mail address")
    PHONE = "phone", gettext_lazy("Phone number")
    IBAN = "iban", gettext_lazy("Bank account (IBAN)")
    BIRTH = "birth", gettext_lazy("Date of birth")
    INSURANCE = "insurance", gettext_lazy("Social insurance number")
    CASE = "case", gettext_lazy("File number of a person")
    IMAGE_RIGHTS = "image_rights", gettext_lazy("Rights to a picture")
    IMAGE_TEXT = "image_text", gettext_lazy("Picture without description")
    PDF_TEXT = "pdf_text", gettext_lazy("File without readable text")
    PDF_TITLE = "pdf_title", gettext_lazy("PDF without a title")
    FILE_AUTHOR = "file_author", gettext_lazy("Name in the properties of a file")
    LINK = "link", gettext_lazy("Link that others cannot open")


ADVICE: dict[HintKind, "str | Promise"] = {
    HintKind.EMAIL: gettext_lazy("Does the person know that it stands here? Otherwise have it taken out."),
    HintKind.PHONE: gettext_lazy("Does the person know that it stands here? Otherwise have it taken out."),
    HintKind.IBAN: gettext_lazy("Have a private account blacked out."),
    HintKind.BIRTH: gettext_lazy("Have it taken out or blacked out, together with the name."),
    HintKind.INSURANCE: gettext_lazy("Have it taken out or blacked out."),
    HintKind.CASE: gettext_lazy("It leads to one person: have it taken out or blacked out."),
    HintKind.IMAGE_RIGHTS: gettext_lazy("Ask where the picture comes from and what others may do with it."),
    HintKind.IMAGE_TEXT: gettext_lazy("One sentence on what is to be seen helps people who do not see it."),
    HintKind.PDF_TEXT: gettext_lazy(
        "Probably a scan: search does not find it, and blind people cannot read it. Ask for the original file."
    ),
    HintKind.PDF_TITLE: gettext_lazy(
        "Screen readers then read out the name of the file. Ask for a title, if it is easy."
    ),
    HintKind.LINK: gettext_lazy("The address leads into somebody's own network or nowhere. Ask for a public one."),
    HintKind.FILE_AUTHOR: gettext_lazy("Usually somebody of the office. Only if not: have it taken out."),
}
DETECTORS: dict[HintKind, Callable[[str, Own], Iterator[Found]]] = {
    HintKind.BIRTH: patterns.births,
    HintKind.INSURANCE: patterns.insurance_numbers,
    HintKind.CASE: patterns.case_numbers,
    HintKind.IBAN: patterns.ibans,
    HintKind.EMAIL: patterns.emails,
    HintKind.PHONE: patterns.phones,
}


@dataclass(frozen=True)
class Hint:
    """One thing to look at, in one place. `is_note`: probably as it should be, said for completeness."""

    kind: HintKind
    where: str
    passages: tuple[str, ...] = ()
    count: int = 1
    is_note: bool = False
    spans: tuple[tuple[int, int], ...] = ()  # where they stand in the text

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def advice(self) -> str:
        if self.is_note and self.kind in DETECTORS:
            return gettext("Looks like an office's: nothing to do, if it is.")
        return str(ADVICE[self.kind])

    @property
    def further(self) -> int:
        """How many passages are not shown."""
        return max(self.count - len(self.passages), 0) if self.passages else 0


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file without opening it again."""

    name: str
    extension: str = ""
    text: str = ""
    was_read: bool = True  # False while extraction is under way
    has_title: bool | None = None  # None where nobody can tell
    author: str = ""


@dataclass(frozen=True)
class ImageFacts:
    """What is known of a picture in its place."""

    name: str
    source: str = ""
    licence: str = ""
    alternative: str = ""
    may_be_decoration: bool = False


def in_text(text: str, *, where: str, own: Own) -> list[Hint]:
    """Return hints at personal data in a text, one for each sort; first what is certain to be somebody's own."""
    hints = []
    for kind, detect in DETECTORS.items():
        found = list({item.key: item for item in detect(text[:READ], own)}.values())
        for is_note in (False, True):
            those = [item for item in found if item.office == is_note]
            if those:
                passages = tuple(item.passage for item in those[:SHOWN])
                spans = tuple((item.start, item.end) for item in those)
                hints.append(Hint(kind, where, passages, len(those), is_note, spans))
    return hints


def in_file(file: FileFacts, *, own: Own) -> list[Hint]:
    """Return hints at a file: its text, whether it has one, its properties."""
    where = gettext("File “%(name)s”") % {"name": file.name}
    hints = in_text(file.text, where=where, own=own)
    if file.was_read and not file.text.strip():
        hints.append(Hint(HintKind.PDF_TEXT, where))
    if file.extension == "pdf" and file.has_title is False:
        hints.append(Hint(HintKind.PDF_TITLE, where))
    if file.author:
        hints.append(Hint(HintKind.FILE_AUTHOR, where, (file.author,), is_note=True))
    return hints


def at_links(links: Iterable[tuple[str, str]]) -> list[Hint]:
    """Return hints at links that others cannot open, by the form of the address alone: nothing is asked."""
    found: dict[str, list[str]] = {}
    for where, address in links:
        if leads_nowhere(address) and address not in found.setdefault(where, []):
            found[where].append(address)
    return [
        Hint(HintKind.LINK, where, tuple(item[:LINK_SHOWN] for item in addresses[:SHOWN]), len(addresses))
        for where, addresses in found.items()
        if addresses
    ]


def leads_nowhere(address: str) -> bool:
    """Return whether the host is plainly no public one: a name without a dot, of one's own network, or a number."""
    try:
        return is_internal(take_apart(address).host)
    except AddressError:
        return True


def at_image(image: ImageFacts) -> list[Hint]:
    """Return hints at a picture: whose it is, and whether it says what is to be seen."""
    where = gettext("Picture “%(name)s”") % {"name": image.name}
    missing = [
        str(word)
        for word, value in ((gettext("source"), image.source), (gettext("licence"), image.licence))
        if not value
    ]
    hints = []
    if missing:
        hints.append(Hint(HintKind.IMAGE_RIGHTS, where, (gettext("missing: %s") % ", ".join(missing),)))
    if not image.alternative.strip():
        hints.append(Hint(HintKind.IMAGE_TEXT, where, is_note=image.may_be_decoration))
    return hints


def sorted_hints(hints: Iterable[Hint]) -> list[Hint]:
    """Return what needs a look before what is said for completeness."""
    return sorted(hints, key=lambda hint: hint.is_note)
