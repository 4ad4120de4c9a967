"""What kind of material a document is: what its head calls it, what its file is called, how it is built."""

import re
from collections import defaultdict

from integration.intake.blocks import Block

# Values of the kinds of material, with the names that people know them by
KINDS = {
    "press_release": "Pressemitteilung",
    "resolution": "Beschlussvorlage",
    "talk": "Vortrag",
    "concept": "Konzept",
    "form": "Formular",
    "checklist": "Checkliste",
    "flyer": "Flyer",
    "minutes": "Protokoll",
    "contract": "Vertrag",
    "bylaw": "Satzung",
    "ruling": "Erlass oder Urteil",
    "report": "Bericht",
}

# Words by which a document names itself; a word counts more the nearer it stands to the top and the more it stands out
NAMES: dict[str, tuple[tuple[str, float], ...]] = {
    "press_release": (
        (r"^presse$|\bpresse(?:mitteilung|information|info|meldung|erklärung|text)|\bmedien(?:mitteilung|information|info)\b", 7),
        (r"\b(?:mitteilung|information) (?:an|für) die (?:presse|medien)\b", 6),
        (r"\bpressestelle|pressekontakt|rückfragen der (?:presse|redaktion|medien)|sperrfrist|pressesprecher|presse@|presse- und öffentlichkeitsarbeit", 3.6),
    ),
    "resolution": (
        (r"\b(?:beschluss|sitzungs|verwaltungs|rats|mitteilungs|berichts|informations|ausschuss|kreistags)?vorlagen?\b(?! für\b)|\bdrucksachen?", 6),
        (r"\bberatungsfolge|beschlussvorschlag|beschlussentwurf|finanzielle auswirkungen|beschlussempfehlung", 4),
    ),
    "talk": (
        (r"\bvortrag|\bpräsentation|\bfolien\b|impulsvortrag|fachvortrag|keynote|referent(?:in)?\b", 4),
    ),
    "concept": (
        (r"\b\w*(?:konzept|konzeption|strategie|leitbild|handlungsplan|aktionsplan|projektskizze|projektbeschreibung|rahmenplan|integrationsplan)\b", 5),
        (r"\bleitfaden|leitlinien?|handreichung|arbeitshilfe|handbuch\b", 2.5),
    ),
    "form": (
        (r"\b(?:formular|vordruck|anmeldebogen|erfassungsbogen|fragebogen|aufnahmebogen|meldebogen|\w*antragsformular|anmeldeformular|rückmeldebogen)\b", 6),
        (r"\bantrag auf\b|einwilligungserklärung|einverständniserklärung|schweigepflichtentbindung|anmeldung (?:zu[rm]|für)\b|verpflichtungserklärung|abtretungserklärung|selbstauskunft", 4.5),
        (r"\bbitte (?:ausfüllen|ankreuzen|in druckbuchstaben)|zutreffendes (?:bitte )?ankreuzen|unterschrift (?:der|des)\b", 2.5),
    ),
    "checklist": ((r"\b\w*check-?liste\b|\bprüfliste\b|\bto-?do-?liste\b|\bablaufliste\b", 7),),
    "flyer": (
        (r"\bflyer|faltblatt|handzettel|broschüre|plakat\b", 6),
        (r"\b(?:herzliche einladung|wir laden (?:sie )?(?:herzlich )?ein|(?:kommen|machen) sie (?:vorbei|mit)|eintritt frei|kostenfrei|kostenlos|herzlich willkommen|alle sind willkommen|einfach vorbeikommen)\b", 2.5),
        (r"\bmerkblatt|wegweiser|ratgeber|informationsblatt|infoblatt|\beinladung\b", 3.5),
    ),
    "minutes": (
        (r"\b\w*(?:protokoll|niederschrift)\b|\b(?:gesprächs|akten|besprechungs|ergebnis)vermerk\b", 7),
        (r"\b(?:teilnehmende|teilnehmer(?:innen)?|anwesend\w*|entschuldigt|protokollführung|schriftführ\w+|sitzungsleitung)\s*:?", 2),
    ),
    "contract": (
        (r"\b(?!vertrags?partner)(?!ver)\w*vertrag\b|\b(?:kooperations|nutzungs|ziel|leistungs|überlassungs|verwaltungs)?vereinbarung\b", 6),
        (r"\bzwischen\b.{3,160}\bund\b.{3,200}\b(?:wird|schließen|vereinbaren)|\b(?:vertragspartner|vertragsparteien|vertragsgegenstand)\b", 3),
    ),
    "bylaw": (
        (r"\b\w*satzung\b|\b(?:benutzungs|gebühren|haus|geschäfts|entgelt)ordnung\b", 6),
        (r"\baufgrund (?:des|der) §|\bgemeindeordnung für das land|tritt am tage? nach .{0,40}bekanntmachung", 3),
        (r"\brichtlinien?\b|dienstanweisung", 2.5),
    ),
    "ruling": (
        (r"\b(?:rund)?erlass\b|\burteil\b|im namen des volkes|\bverwaltungsrechtssache\b|\bgerichtsbescheid\b", 6),
        (r"\b\d+ [KLAB] \d+/\d\d\b|\btenor\b|\bentscheidungsgründe\b|\bklägerin?\b|\bbeklagte\b", 2.5),
    ),
    "report": (
        (r"\b\w*bericht\b|\b(?:monitoring|evaluation|auswertung|statistik|dokumentation|bilanz|jahresrückblick)\b", 5),
        (r"\b(?:zahlen|kennzahlen|belegung|übersicht|auslastung)\b", 2),
    ),
}  # fmt: skip
PATTERNS = {
    kind: [(re.compile(word, re.IGNORECASE), weight) for word, weight in names] for kind, names in NAMES.items()
}
HEAD_BLOCKS = 16
LEAST = 2.5
# Before a word that is what the document deals with, not what it is: "Hinweise zur Satzung"
OBJECT = re.compile(
    r"\b(?:zur|zum|der|des|die|das|den|dem|über|für|einer|eines|eine|ein|neue[srn]?|stellt|im|mit)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
BLANK = re.compile(r"_{4,}|\.{8,}|…{3,}")
INVITING = re.compile(
    r"kommen sie|komm vorbei|kostet nichts|kostenlos|kostenfrei|eintritt frei|jeden (?:mon|diens|mitt|donners|frei|sams|sonn)\w*|willkommen|wir laden|einladung|anmeldung nicht|ohne anmeldung|\d\s?(?:bis|–|-)\s?\d[\d.:]* uhr",
    re.IGNORECASE,
)
BOX = re.compile(r"[☐□❑❏]|\[ {0,2}\]|\( \)")


def guess_kind(blocks: list[Block], *, title: str, file_name: str, extension: str) -> str:
    """Return the value of the kind, or nothing where there is no sign of one."""
    scores: defaultdict[str, float] = defaultdict(float)
    body = [block for block in blocks if block.place != "footer"]
    for order, block in enumerate([*body[:120], *(block for block in blocks if block.place == "footer")]):
        for kind, patterns in PATTERNS.items():
            for pattern, weight in patterns:
                found = pattern.search(block.text)
                if found:
                    scores[kind] = max(scores[kind], weight * _share(block, order, found)) + 0.15
    for text, share in ((title, 1.1), (re.sub(r"[_\-.]+", " ", file_name), 0.8)):
        for kind, patterns in PATTERNS.items():
            for pattern, weight in patterns:
                found = pattern.search(text)
                if found:
                    scores[kind] += (
                        weight
                        * share
                        * (0.12 if OBJECT.search(text[max(0, found.start() - 60) : found.start()]) else 1.0)
                    )
    _add_structure(scores, body, extension)
    if not scores:
        return ""
    kind = max(scores, key=lambda key: scores[key])
    return kind if scores[kind] >= LEAST else ""


def _share(block: Block, order: int, found: re.Match[str]) -> float:
    """Return how much a word counts: whole in a heading at the top, little inside a sentence."""
    if block.is_genre and order < HEAD_BLOCKS:
        return 1.5
    near = 1.0 if order < HEAD_BLOCKS and block.page == 1 else 0.45
    if OBJECT.search(block.text[max(0, found.start() - 60) : found.start()]) and not block.is_genre:
        return 0.2
    if block.place == "title" and block.page == 1:
        return near
    if block.text.casefold().startswith(found[0].casefold()) and len(block.text) < 120:
        return near
    if block.is_letterhead and block.page == 1:
        return near * 0.8
    if block.stands_out and len(block.text) < 160:
        return near * 0.9
    return near * (0.5 if len(block.text) < 90 else 0.25)


def _add_structure(scores: defaultdict[str, float], blocks: list[Block], extension: str) -> None:
    """Count what a kind looks like: lines to fill in, boxes to tick, slides, paragraphs of a bylaw."""
    text = "\n".join(block.raw for block in blocks)
    blanks, boxes = len(BLANK.findall(text)), len(BOX.findall(text))
    sections = len(re.findall(r"^§\s*\d+", text, re.MULTILINE))
    if blanks >= 3:
        scores["form"] += 2.5 if blanks < 8 else 4
    if boxes >= 4:
        scores["checklist"] += 2.5
        scores["form"] += 1.5
    if sections >= 3:
        scores["bylaw"] += 1.5
        scores["contract"] += 1
    if len(text) < 1500 and len({found.lower() for found in INVITING.findall(text)}) >= 2:
        scores["flyer"] += 3
    if extension == "pptx":
        scores["talk"] += 5
    if extension == "xlsx":
        scores["report"] += 2.2
