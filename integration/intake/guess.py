"""What somebody wants to share, guessed from the little that they gave; the form lets them change it."""

import re
from dataclasses import dataclass

from integration.intake.dates import mentions
from integration.intake.places import places

EVENT = re.compile(
    r"\b(?:\w*(?:veranstaltung|fachtag|fachtagung|tagung|workshop|seminar|webinar|schulung|fortbildung|kongress|konferenz"
    r"|netzwerktreffen|infoabend|informationsabend|sprechtag|barcamp|symposium|fachforum|exkursion)(?:en|s|e)?"
    r"|save the date|einladung zu[rm]?|tag der offenen tür)\b",
    re.IGNORECASE,
)
MATERIAL = re.compile(
    r"\b\w*(?:konzept|konzeption|leitfaden|handreichung|arbeitshilfe|merkblatt|checkliste|vorlage|muster|vordruck|formular"
    r"|flyer|broschüre|satzung|vereinbarung|protokoll|pressemitteilung|präsentation|fragebogen|übersicht)(?:en|s|e|n)?\b",
    re.IGNORECASE,
)

SPAN_BEFORE = re.compile(
    r"(?<!\d)(\d{1,2})\.\s*(?:bis|und|[-–/+])\s*(?:zum\s+)?\Z"
)  # "3. bis" before "4. Dezember 2026"
CLOCK = re.compile(
    r"(?<![\d.:])([01]?\d|2[0-3])(?:[:.]([0-5]\d))?(?:\s*Uhr)?(?:\s*(?:bis|[-–])\s*\d{1,2}(?:[:.]\d\d)?)?\s*Uhr\b",
    re.IGNORECASE,
)
VENUE = re.compile(r"\b(?:in|im)\s+(?:(?:der|dem|den)\s+)?([A-ZÄÖÜ][^,;:()|]{1,80})")
NO_VENUE = re.compile(
    r"(?:präsenz|kooperation|zusammenarbeit|rahmen|leichter|einfacher|online|netz|internet|teams|zoom|"
    r"januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b",
    re.IGNORECASE,
)
VENUE_ENDS = re.compile(r"\s+(?:um|ab|von|am|mit|für|zum|zur|mit)\s.*|\s+[-–]\s.*|[\s.!]+\Z")
USUAL_BEGIN = "09:00"


@dataclass(frozen=True)
class EventGuess:
    """When and where an event is, as its title says; what it does not say is empty."""

    start: str = ""  # YYYY-MM-DDTHH:MM
    place: str = ""


def guess_event(title: str) -> EventGuess:
    """Return day, time and place that a title names; a day without a time begins when most events begin."""
    found = next((mention for mention in mentions(title) if len(mention.value) == len("2026-12-03")), None)
    if found is None:
        return EventGuess(place=_venue("", title))
    before, after = title[: found.start], title[found.end :]
    first = SPAN_BEFORE.search(before)
    last_day = int(found.value[-2:])
    day = f"{found.value[:-2]}{int(first[1]):02d}" if first and 0 < int(first[1]) < last_day else found.value
    clock = CLOCK.search(after) or CLOCK.search(before)
    time = f"{int(clock[1]):02d}:{clock[2] or '00'}" if clock else USUAL_BEGIN
    return EventGuess(start=f"{day}T{time}", place=_venue(after, title))


def _venue(after: str, title: str) -> str:
    """Return where it is: whatever stands after the date, elsewhere only a municipality, for "in der Schule" may be
    what the event is about."""
    for text in (after, title):
        for venue in VENUE.finditer(text):
            name = VENUE_ENDS.sub("", venue[1]).strip()
            if name and not NO_VENUE.match(name) and (text is after or places().pattern.fullmatch(name)):
                return name
    return ""


def guess_kind(*, title: str, has_link: bool, has_documents: bool) -> str:
    """Return the name of the kind: a document is material, an address a link, a question asks for talk."""
    if has_documents:
        return "material"
    if has_link:
        return "link"
    if title.rstrip().endswith("?"):
        return "proposal"
    if EVENT.search(title):
        return "event"
    return "material" if MATERIAL.search(title) else "project"
