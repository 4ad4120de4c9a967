"""The date of a document: not that of the meeting to come, the deadline, or the law that it quotes."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from integration.intake import words
from integration.intake.blocks import Block

NUMERIC = r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d\d)(?!\d)"
WRITTEN = rf"(?P<d2>\d{{1,2}})\.\s*(?P<m2>{words.MONTH})\b\.?\s+(?P<y2>\d{{4}})"
ISO = r"(?P<y3>\d{4})-(?P<m3>\d\d)-(?P<d3>\d\d)"
MONTHLY = rf"(?<![\d.]\s)(?P<m4>{words.MONTH})\b\.?\s+(?P<y4>\d{{4}})"
SHORT = r"(?P<m5>0?[1-9]|1[0-2])/(?P<y5>20\d\d)"
MENTION = re.compile(rf"(?<![\w/])(?:{NUMERIC}|{WRITTEN}|{ISO}|{MONTHLY}|{SHORT})(?!\w|\.\d)", re.IGNORECASE)
IN_NAME = re.compile(
    r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])(?!\d)|(?<!\d)([0-2]?\d|3[01])[._-](0?[1-9]|1[0-2])[._-](20\d\d)(?!\d)"
)
MONTH_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_](0[1-9]|1[0-2])(?![\d])")

# What stands before a date (the end of the text before it), and how much that counts
BEFORE: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern + r"\W*$", re.IGNORECASE), weight)
    for pattern, weight in (
        (r"(?:^|\W)(?:verkündet am|entschieden am|datum(?: der (?:vorlage|erstellung|veröffentlichung))?|erstellungsdatum|ausgabedatum|erstellt(?: am)?|veröffentlicht(?: am)?|verfasst am|ausgefertigt am|vorlagedatum|ausgegeben am|herausgegeben am|druckdatum|dokument vom|date)", 6.0),
        (r"(?:^|\W)(?:redaktions?stand|bearbeitungsstand|stand(?: der bearbeitung| vom)?|fassung(?: vom)?|version(?: \d[\d.]*)?(?: vom)?|ausgabe)", 4.5),
        (r"(?:^|\W)(?:datenstand|stichtag|zum stichtag|berichtsstichtag|stand der daten)", -1.5),
        (r"(?:sitzungstermin|sitzungsdatum|sitzungstag|tag der sitzung|termin der sitzung)", 0.0),
        (r"(?:bis|bis zum|spätestens(?: am| zum| bis zum)?|frist\w*|anmeldeschluss\w*|einsendeschluss|abgabe(?:termin)?|rückmeldung|rückgabe|antwort\w*|bewerbungsschluss|läuft am|endet am|ablauf des)", -5.0),
        (r"(?:geboren|geb\.|geburtsdatum|\*)(?: am)?", -7.0),
        (r"\b(?:ab(?: dem)?|seit(?: dem)?|ab sofort|zum|mit wirkung (?:vom|zum)|in kraft(?: am)?|tritt am|gültig (?:ab|bis)|beginn\w*|start\w*|laufzeit|von)", -3.5),
        (r"\b(?:gesetz|verordnung|fassung der bekanntmachung|bekanntmachung|\w*g|geändert durch \w+|beschluss\w*|ratsbeschluss\w*|urteil|erlass\w*|runderlass\w*|richtlinie|satzung|vertrag|vereinbarung|schreiben|verfügung|antrag|anfrage|bescheid\w*|sitzung\w*) (?:des \w+ |der \w+ |für \w+ )*(?:vom|am)", -3.5),
        (r"\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so)\.?,?(?: dem| den)?", -1.5),
        (r"(?:nächste sitzung|nächster termin|nächstes treffen|wiedervorlage|termin\w*|folgetermin|kündigung\w* zum|verlängert sich bis)(?: ist)?(?: am)?", -4.0),
    )
)  # fmt: skip
# What stands anywhere in the sentence before it
LAW = re.compile(r"\b(?:BGBl|GV\. ?NRW|GVBl|in der Fassung|zuletzt geändert|SGB|AufenthG|AsylG|KAG|GO NRW)\b")
CLOCK = re.compile(r"^\W*(?:um|ab|von|,)?\s*\d{1,2}(?:[.:]\d\d)?\s*(?:Uhr|h\b|bis \d)", re.IGNORECASE)
RANGE_AFTER = re.compile(r"^\s*(?:bis|–|-)\s*(?:zum\s*)?\d", re.IGNORECASE)
COMMITTEE = re.compile(r"\b\w*(?:ausschuss|rat|kreistag|gremium|beirat|hauptausschuss)\b", re.IGNORECASE)
NEXT = re.compile(r"(?:nächste[rsn]?|folge(?:nde[rsn]?)?|kommende[rsn]?|erneut|wieder)\b[^.!?\t]{0,60}$", re.IGNORECASE)
MEETING = re.compile(r"\b(?:sitzung|besprechung|treffen|termin|jour fixe|beratung)\b", re.IGNORECASE)
PLACE_BEFORE = re.compile(r"^\W*[A-ZÄÖÜ][\wäöüß()./ -]{1,40},?\s*(?:den|am|im)?\s*$")
LEAST = -2.0
STALE = "2013-12-23"  # creation date of files that a common library makes from its template


@dataclass(frozen=True)
class Mention:
    """A date as it stands in a text."""

    value: str  # YYYY-MM-DD or YYYY-MM
    start: int
    end: int
    is_short: bool = False


def mentions(text: str) -> list[Mention]:
    """Return the dates in a text."""
    found = []
    for match in MENTION.finditer(text):
        value = _value(match)
        if value:
            found.append(Mention(value, match.start(), match.end(), match["m5"] is not None))
    return found


def _value(match: re.Match[str]) -> str:
    if match["m4"]:
        return _monthly(match["y4"], words.MONTHS[match["m4"].lower()])
    if match["m5"]:
        return _monthly(match["y5"], int(match["m5"]))
    if match["m2"]:
        return _daily(match["y2"], words.MONTHS[match["m2"].lower()], match["d2"])
    if match["m3"]:
        return _daily(match["y3"], int(match["m3"]), match["d3"])
    year = match["y"] if len(match["y"]) == 4 else f"20{match['y']}"
    return _daily(year, int(match["m"]), match["d"])


def _daily(year: str, month: int, day: str) -> str:
    try:
        value = date(int(year), month, int(day))
    except ValueError:
        return ""
    return value.isoformat() if 1970 <= value.year <= 2100 else ""


def _monthly(year: str, month: int) -> str:
    return f"{int(year):04d}-{month:02d}" if 1970 <= int(year) <= 2100 else ""


def guess_date(
    blocks: list[Block], *, title: str, kind: str, file_name: str, created: str, today: date | None = None
) -> str:
    """Return the date of the document as YYYY-MM-DD or YYYY-MM, or nothing."""
    today = today or timezone.localdate()
    named = _from_name(file_name)
    created = created if _is_credible(created, today) else ""
    best, best_score = "", LEAST
    first: dict[str, float] = {}
    last = max((block.index for block in blocks), default=0)
    for block in blocks:
        for mention in mentions(block.raw):
            score = _score(block, mention, title, kind, last) - (0.0 if len(mention.value) == 10 else 0.8)
            score += 2.5 if named and named.startswith(mention.value) else 0.0
            score += 1.5 if mention.value == created else 0.0
            score -= 2.0 if mention.value[:10] > (today + timedelta(days=90)).isoformat() else 0.0
            if mention.value in first:
                score += 0.4
            first[mention.value] = max(score, first.get(mention.value, LEAST))
            if score > best_score + 0.01:
                best, best_score = mention.value, score
    if named and best_score < 1.0:
        return named
    if best:
        return best
    years = set(re.findall(r"\b(?:19|20)\d\d\b", " ".join(block.text for block in blocks)))
    fresh = bool(created) and date.fromisoformat(created) >= today - timedelta(days=2)
    return created if created and not fresh and (not years or created[:4] in years) else ""


def _from_name(file_name: str) -> str:
    found = IN_NAME.search(file_name)
    if found:
        year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
        return _daily(year, int(month), day)
    monthly = MONTH_IN_NAME.search(file_name)
    return _monthly(monthly[1], int(monthly[2])) if monthly else ""


def _is_credible(created: str, today: date) -> bool:
    try:
        value = date.fromisoformat(created)
    except ValueError:
        return False
    return date(2000, 1, 2) < value <= today and created != STALE


def _score(block: Block, mention: Mention, title: str, kind: str, last: int) -> float:
    """Return how likely this is the date of the document: by what stands around it and where."""
    raw = block.raw
    # its own cell or line, and the label in the one before
    start = max(raw.rfind("\t", 0, mention.start), raw.rfind("\n", 0, mention.start)) + 1
    end = min((at for at in (raw.find("\t", mention.end), raw.find("\n", mention.end)) if at >= 0), default=len(raw))
    cell, before = raw[start:end], raw[max(0, mention.start - 90) : mention.start].replace("\t", " ").replace("\n", " ")
    after = raw[mention.end : mention.end + 40].replace("\t", " ").replace("\n", " ")
    own = cell[: mention.start - start]
    score, labelled = 0.0, False
    for pattern, weight in BEFORE:
        if pattern.search(before):
            score += weight
            labelled = labelled or weight > 0
    if kind == "minutes" and re.search(
        r"(?:sitzung|datum|termin|besprechung|treffen)\S*\W+(?:\w+\W+){0,3}$", before, re.IGNORECASE
    ):
        score += 4.0
    if NEXT.search(before):
        score -= 8.0
    alone = len(cell.strip()) - (mention.end - mention.start) <= 3
    dateline = bool(PLACE_BEFORE.match(own)) and len(cell) < 70
    if mention.is_short and not (labelled or alone):
        return LEAST - 1
    if dateline and not labelled:
        score += 5.0 if score >= 0 or (re.search(r"(?:den|,)\s*$", own) and score > -3) else 1.0
    elif alone and not labelled:
        score += 3.0
    score += _of_place(block, last)
    if block.place == "table" and COMMITTEE.search(raw):
        score -= 4.0 if kind != "minutes" else 1.0
    if LAW.search(before) or LAW.search(after[:20]):
        score -= 4.0
    if CLOCK.match(after) and kind not in ("minutes", "flyer"):
        score -= 2.0
    if RANGE_AFTER.match(after):
        score -= 2.5
    if len(raw) > 150:
        score -= 1.0 if mention.start > 60 else 0.0
        score += 4.0 if mention.start < 40 and PLACE_BEFORE.match(own) and re.search(r",\s*(?:den\s*)?$", own) else 0.0
    return score + _of_title(block, mention, title, kind)


def _of_place(block: Block, last: int) -> float:
    """Count where it stands: at the top, on the cover, in the line under which somebody signs."""
    if block.place == "header":
        return 2.5
    if block.place == "footer":
        return 0.5
    if block.page == 1 and block.index < 16:
        return 2.2 - block.index * 0.08
    return 0.4 if last - block.index < 8 else 0.0


def _of_title(block: Block, mention: Mention, title: str, kind: str) -> float:
    """Count dates in the title: of minutes the day of the meeting, of a bylaw or ruling its own."""
    in_title = (bool(title) and block.text[:60] in title) or (bool(title) and title[:60] in block.text)
    near_top = block.page == 1 and block.index < 14
    if kind == "minutes" and near_top:
        return 7.5 if in_title else 4.5 if MEETING.search(block.raw) and not block.is_prose else 1.0
    if (
        kind in ("bylaw", "ruling", "contract")
        and near_top
        and re.search(
            r"^\W*(?:[\wäöüß.-]+\s){0,2}\w*(?:satzung|ordnung|erlass|urteil|beschluss|vertrag|vereinbarung|richtlinie\w*).{0,160}vom\s*$|^\s*vom\s*$",
            block.text[: max(0, block.text.find(block.raw[mention.start : mention.end]))],
            re.IGNORECASE,
        )
    ):
        return 7.0
    if block.is_genre and near_top:
        return 5.0
    return 1.5 if in_title else 0.0
