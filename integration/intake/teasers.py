"""One or two whole sentences of the document that say what it is about."""

import re

from integration.intake import words
from integration.intake.blocks import Block
from integration.intake.places import places

MOST = 300  # characters
FEWEST = 45
# A full stop after these ends no sentence
SHORT = re.compile(
    r"(?:\b(?:z|B|u|a|d|h|i|S|v|s|o|e|V|Nr|Abs|Art|ca|bzw|ggf|inkl|evtl|etc|usw|vgl|Dr|Prof|St|Str|Tel|Std|Mio|Mrd|Jh|Hrsg|"
    r"gem|lfd|max|min|mind|rd|sog|zzgl|Ziff|Kap|Bd|Anm|Aufl|Dipl|Ing|geb|jr|sen|betr|allg|insb|usf|bspw|BGBl|GV)|\b\d{1,3}|\b[A-ZÄÖÜ])\.$"
)
END = re.compile(r"[.!?][“\"”»)]*(?=\s+[„\"»(]?[A-ZÄÖÜ0-9]|\s*$)")
TELLING = re.compile(
    r"^(?:sachverhalt(?:sdarstellung)?|sachdarstellung|sachstand|begründung|problembeschreibung|erläuterung(?:en)?|zusammenfassung|"
    r"kurzfassung|einleitung|anlass|ausgangslage|ausgangssituation|worum geht es\??|auf einen blick|ziele?|zielsetzung|vorwort|hintergrund)",
    re.IGNORECASE,
)
RESOLUTION = re.compile(r"^(?:beschluss(?:vorschlag|entwurf|empfehlung|text)?|\d+\. beschluss)", re.IGNORECASE)
ASIDE = re.compile(
    r"^(?:[\dIVX]+\.?\s+)?(?:finanzielle auswirkungen|kosten|finanzierung|personelle auswirkungen|klima\w+|beratungsfolge|gremi\w+|anlagen?|"
    r"kontakt|impressum|rückfragen|über (?:die|den|das|uns)\b)",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"^(?:über (?:die stadt|die gemeinde|den (?:land)?kreis|das projekt|uns|den verein|die städteregion)\b|hintergrund(?:information(?:en)?)? (?:zu[rm]?|über) )|"
    r"\b(?:stadt|gemeinde|kommune|kreis) mit (?:rund |etwa |ca\. |über )?\d[\d.]* einwohner|(?:kreisangehörige|kreisfreie) (?:stadt|gemeinde) (?:im|in|mit|am)\b",
    re.IGNORECASE,
)
AGENDA_ITEM = re.compile(r"^(?:TOP|Top|Tagesordnungspunkt|Punkt)\s*\d")
DATELINE_WITH_DATE = re.compile(
    rf"^[A-ZÄÖÜ][\wäöüß()./ -]{{1,40}},?\s*(?:\(|den\s+|am\s+)?(?i:{words.DATE})\)?\s*[.:–-]*\s+(?=[A-ZÄÖÜ„])"
)
PLACE_DASH = re.compile(
    r"^[A-ZÄÖÜ][\wäöüß()./-]+(?:\s[\wäöüß()./-]+){0,3}\s*(?:\([^)]{2,20}\))?\s*[–—-]\s+(?=[A-ZÄÖÜ„])"
)
NOTHING = re.compile(
    r"bitte (?:ausfüllen|ankreuzen|senden|beachten)|druckbuchstaben|seite \d|inhaltsverzeichnis|beschlussvorschlag|urheberrecht|alle rechte|einstimmig|"
    r"(?:eröffnet|begrüßt).{0,60}(?:sitzung|anwesend|mitglieder|teilnehm)|beschlussfähig|form- und fristgerecht|rückfragen|stehen .{0,40}zur verfügung|kontaktdaten",
    re.IGNORECASE,
)


def guess_teaser(blocks: list[Block], *, title: str, kind: str = "") -> str:
    """Return the first sentences that tell something, at most 300 characters, or nothing.

    A press release says it under its heading, a paper for a council in its reasons or else in what is to be resolved.
    """
    best, best_score = "", 0.0
    start = next((block.index for block in blocks if title and title[:40] in block.text and block.page <= 2), -1)
    section, since = "", 0
    order = 0
    greeted = False
    for block in blocks:
        greeted = greeted or bool(words.GREETING.match(block.text))
        if words.SECTION.match(block.text) or (block.stands_out and len(block.text) < 80 and not block.is_prose):
            section, since = re.sub(r"^[\dIVX.]+\s*", "", block.text), 0
            continue
        text = _without_dateline(block.text)
        telling = TELLING.match(text)
        if telling and text[telling.end() :].startswith(":"):
            section, since, text = telling[0], 0, text[telling.end() + 1 :].strip()
        if not _is_usable(block, text) or ABOUT.search(text) or AGENDA_ITEM.match(text):
            continue
        taken = _sentences(text)
        if taken[:1].islower():
            if not greeted:
                continue
            taken = taken[0].upper() + taken[1:]
        if len(taken) < FEWEST:
            continue
        score = 10.0 - order * 0.7 - (block.page - 1) * 0.8
        score += 3.0 if block.index > start else -6.0
        score += _of_section(section, kind) if since < 2 else 0.0
        score -= 6.0 if ASIDE.match(section) else 0.0
        score -= 3.0 if NOTHING.search(taken) else 0.0
        score -= 4.0 if words.GREETING.match(text) else 0.0
        score -= 2.0 if words.BULLET.match(block.raw) or words.NUMBERED.match(text) else 0.0
        score -= 2.0 if block.place == "table" and len(block.cells) > 1 else 0.0
        score -= 0.4 if not words.VERB.search(taken) else 0.0
        if score > best_score:
            best, best_score = taken, score
        order += 1
        since += 1
    return best


def _of_section(section: str, kind: str) -> float:
    """Return what the heading above a paragraph says of it: in a press release what is above all headings counts."""
    if kind == "press_release":
        return 0.0
    if RESOLUTION.match(section):
        return 0.0 if kind == "resolution" else -3.0
    return 4.0 if TELLING.match(section) else 0.0


def _is_usable(block: Block, text: str) -> bool:
    return (
        block.place in ("body", "table", "subtitle")
        and len(text) >= FEWEST
        and not block.is_letterhead
        and "____" not in text
        and bool(words.SENTENCE.search(text))
    )


def _without_dateline(text: str) -> str:
    """Return a paragraph without "Wesel, 3. Juni 2026 –" before it."""
    for pattern in (DATELINE_WITH_DATE, PLACE_DASH):
        found = pattern.match(text[:120])
        if found and len(text) > found.end() + FEWEST:
            return text[found.end() :]
    place = places().kreis_pattern.match(text) or places().pattern.match(text)
    if place and re.match(r"[.:]\s+[A-ZÄÖÜ„]", text[place.end() :]):
        return text[place.end() + 1 :].strip()
    return text


def _sentences(text: str) -> str:
    """Return the first one or two whole sentences that fit."""
    ends: list[int] = []
    for found in END.finditer(text):
        if not SHORT.search(text[: found.start() + 1]) or found.end() == len(text):
            ends.append(found.end())
        if len(ends) == 3:
            break
    fitting = [end for end in ends[:2] if end <= MOST]
    if not fitting:
        return ""
    return text[: fitting[-1]].strip()
