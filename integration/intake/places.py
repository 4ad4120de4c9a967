"""Which municipality or body a document comes from: the sender, not everybody whom it mentions."""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from integration.intake import words
from integration.intake.blocks import Block

TABLE = Path(__file__).resolve().parent.parent.parent / "fixtures" / "municipalities.csv"
# Names that are words too, or names of people: on their own they say nothing
ORDINARY = frozenset(
    [
        "Ahaus",
        "Alpen",
        "Balve",
        "Beckum",
        "Borken",
        "Brakel",
        "Burbach",
        "Büren",
        "Dahlem",
        "Enger",
        "Ense",
        "Essen",
        "Haan",
        "Hagen",
        "Halle",
        "Halver",
        "Hamm",
        "Heek",
        "Heiden",
        "Heimbach",
        "Hemer",
        "Herten",
        "Hille",
        "Inden",
        "Issum",
        "Kall",
        "Kamen",
        "Kempen",
        "Lage",
        "Laer",
        "Langenberg",
        "Legden",
        "Lotte",
        "Marl",
        "Menden",
        "Minden",
        "Much",
        "Neuenkirchen",
        "Neunkirchen",
        "Olpe",
        "Olfen",
        "Recke",
        "Rees",
        "Reken",
        "Rhede",
        "Senden",
        "Selm",
        "Steinhagen",
        "Steinheim",
        "Titz",
        "Unna",
        "Velen",
        "Verl",
        "Wenden",
        "Werl",
        "Werne",
        "Werther",
        "Wesel",
        "Wetter",
        "Wiehl",
        "Witten",
        "Greven",
        "Kerken",
        "Alfter",
        "Blankenheim",
        "Bornheim",
        "Freudenberg",
        "Lichtenau",
        "Schlangen",
        "Sundern",
        "Windeck",
        "Ascheberg",
    ]
)
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
TAIL = re.compile(r"\s*\([^)]*\)$|/[A-ZÄÖÜ][a-zäöüß]+$|\s+(?:an der|am|im)\s+[A-ZÄÖÜ]\w+$")
CITY = r"(?:(?:Kreis|Hanse|Universitäts|Landeshaupt|Bundes|Klingen|Kur|Salz|Alte Hanse|Große |Hochschul|Domstadt und )?[Ss]tadt(?:verwaltung)?|(?:Heimat)?[Gg]emeinde(?:verwaltung)?|Rat(?:es)? der (?:Stadt|Gemeinde)|Kommune|Oberstadt)"
OFFICIAL = rf"(?<!\w){CITY}(?:\s+(?:und|der)\s+(?:Stadt|Gemeinde))?\s+"
KREIS_WORD = r"(?:Kreis(?:es|e)?|Kreisverwaltung|Kreisausschuss|Landrat des Kreises)\s+"
NAME = r"[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*"
PLACE = rf"(?:Bad\s+|Sankt\s+|St\.\s+|Neustadt\s+|Groß\s+|Klein\s+)?{NAME}(?:\s+(?:an der|am|im|in der|ob der|vor der|bei|auf)\s+{NAME}|\s*\((?:{NAME}|[A-Z][a-z]+\.)\)|/{NAME})?"
# Bodies outside the table, as they are written; the first that fits
BODIES = re.compile(
    rf"(?<![\wäöüß-])(?:"
    rf"Ministerium für [A-ZÄÖÜ][\wäöüß,-]*(?:,? (?:und )?[A-ZÄÖÜ][\wäöüß-]*,?){{0,8}}(?: des Landes [A-ZÄÖÜ][\wäöüß-]+)?|"
    rf"Bundesministerium (?:für|des|der) [A-ZÄÖÜ][\wäöüß,-]*(?:,? (?:und )?[A-ZÄÖÜ][\wäöüß-]*){{0,5}}|"
    rf"Bundesamt für Migration und Flüchtlinge|"
    rf"Landschaftsverband (?:Rheinland|Westfalen-Lippe)|Regionalverband Ruhr|"
    rf"Bezirksregierung (?:Arnsberg|Detmold|Düsseldorf|Köln|Münster)|"
    rf"(?:Ober)?verwaltungsgericht(?: für das Land)? {PLACE}|(?:Ober)?Verwaltungsgericht(?: für das Land)? {PLACE}|(?:Land|Amts|Sozial|Arbeits|Landessozial)gericht {PLACE}|Bundesverwaltungsgericht|"
    rf"Städte- und Gemeindebund(?: {NAME})?|(?:Deutscher )?(?:Städtetag|Landkreistag)(?: {NAME})?|(?:Deutscher )?Städte- und Gemeindebund|"
    rf"Freien? und Hansestadt {NAME}|Freien? Hansestadt {NAME}|Land {NAME}(?=\s*$)|"
    rf"Landkreis(?:es)? {PLACE}|Region Hannover|Bezirksamt {NAME}(?:-{NAME})*|(?:Samt|Verbands)gemeinde {PLACE}|"
    rf"Kommunalverband {PLACE}|Zweckverband {PLACE}|Regionalverband {PLACE}"
    rf")",
)
FOREIGN = re.compile(rf"{OFFICIAL}(?P<name>{PLACE})")
NOT_A_NAME = frozenset(
    [
        "Am",
        "An",
        "Bei",
        "Das",
        "Der",
        "Die",
        "Es",
        "Für",
        "Im",
        "In",
        "Mit",
        "Nach",
        "Und",
        "Von",
        "Zu",
        "Zur",
        "Zum",
        "Rat",
        "Unterkünfte",
        "Bürgermeister",
        "Oberbürgermeister",
        "Verwaltung",
        "Amt",
        "Fachbereich",
    ]
)


@dataclass(frozen=True)
class Places:
    """The table in the form that texts are compared with."""

    names: dict[str, str]  # as written in texts -> name in the table
    postcodes: dict[str, str]
    kreise: dict[str, str]  # as written in texts -> name with "Kreis"
    hosts: dict[str, str]  # "lippstadt" -> name in the table
    pattern: re.Pattern[str]
    kreis_pattern: re.Pattern[str]
    adjective: re.Pattern[str]
    adjectives: dict[str, str]


@lru_cache(maxsize=1)
def places() -> Places:
    """Return the municipalities, read once."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["name"]: row["name"] for row in rows}
    for name in list(names):
        short = TAIL.sub("", name)
        names.setdefault(short, name)
        names.setdefault(re.sub(r"^Sankt ", "St. ", name), name)
        if "(" in name:
            region = name.split("(")[1].rstrip(")")
            names.setdefault(f"{short} ({region[:4]}.)", name)
            names.setdefault(f"{short} in {region}", name)
            names.setdefault(f"{short}/{region}", name)
    kreise: dict[str, str] = {}
    for kreis in {row["kreis"] for row in rows if row["kreis"]}:
        full = kreis if re.search("kreis|region", kreis, re.IGNORECASE) else f"Kreis {kreis}"
        kreise[full] = full
        if full.startswith("Kreis "):
            for before in ("Kreises ", "Kreisverwaltung ", "Kreishaus "):
                kreise[before + kreis] = full
        elif full.startswith("Städteregion"):
            kreise["StädteRegion Aachen"] = full
        elif full.endswith("er Kreis"):
            kreise[full.replace("er Kreis", "en Kreises")] = kreise[full.replace("er Kreis", "en Kreis")] = full
        else:
            kreise[f"{full}es"] = full
            kreise[full.replace("Kreis ", "Kreises ")] = full
    adjectives = {form: name for short, name in names.items() for form in _adjectives(short)}
    return Places(
        names,
        {row["postcode"][:4]: row["name"] for row in rows},
        kreise,
        {_host(short): name for short, name in names.items()},
        re.compile(rf"(?<![\wäöüß-])({_any(names)})(?![\wäöüß])(?!-[a-zäöü])"),
        re.compile(rf"(?<![\wäöüß-])({_any(kreise)})(?![\wäöüß-])"),
        re.compile(rf"(?<![\wäöüß-])({_any(adjectives)})(?![\wäöüß-])"),
        adjectives,
    )


def _any(texts: dict[str, str]) -> str:
    return "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))


def _host(name: str) -> str:
    folded = name.lower().translate(SPELLED_OUT)
    return re.sub(r"[^a-z]+", "-", folded).strip("-")


def _adjectives(name: str) -> list[str]:
    """Return the usual adjectives of a name: Lippstädter, Solinger, Kölner."""
    if not re.fullmatch(r"[A-ZÄÖÜ][a-zäöüß-]{4,}", name) and name not in ("Köln", "Bonn", "Unna", "Soest"):
        return []
    forms = [f"{name}er"]
    if name.endswith("stadt"):
        forms = [f"{name[:-5]}städter"]
    elif name.endswith("en"):
        forms.append(f"{name[:-2]}er")
    elif name.endswith("e"):
        forms = [f"{name}r"]
    elif name == "Münster":
        forms = ["Münsteraner"]
    elif name == "Köln":
        forms = ["Kölner"]
    return [form for form in forms if form not in ("Werner", "Essener Straße")]


HEAD = 14  # blocks at the top in which senders stand
LEAST = 2.0
LONG_CAPITALS, ANY_CAPITALS = re.compile(r"\b[A-ZÄÖÜ]{4,}\b"), re.compile(r"\b[A-ZÄÖÜ]{2,}\b")
DOMAIN = re.compile(r"(?:@|www\.|https?://)((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)
POSTCODE = re.compile(r"\b(\d{5})\s+(?=[A-ZÄÖÜ])")
DATELINE = re.compile(
    rf"^\W*(?P<place>{PLACE})\s*(?:,|\(|/|–|-|\.)\s*(?:den\s+|am\s+|im\s+)?(?:{words.DATE})", re.IGNORECASE
)
PREPOSITION = re.compile(r"\b(?:in|aus|nach|von|für|bei|um)\s+$")
NEAR = 90  # characters before a name that tell how it is meant
LISTED = re.compile(r"^(?:teilnehm|anwesend|entschuldigt|verteiler|gäste|nachrichtlich|an die)", re.IGNORECASE)
OTHERS = re.compile(
    r"\b(?:wie|auch|beispiel\w*|vorbild\w*|etwa|nachbar\w*|andere[nr]?|vergleich\w*|erfahrung\w*|modell\w*|kooperation mit|zusammen mit|"
    r"gemeinsam mit|geboren|herkunft|orientier\w*|abgestimmt mit|besuch\w*)\b[^.!?]{0,60}$",
    re.IGNORECASE,
)
SEAT = re.compile(
    r"(?:gericht|bezirksregierung|agentur für arbeit|erzbistum|bistum|universität|hochschule|finanzamt|polizei|kreis|ihk|kirchenkreis)\s+(?:für das land\s+)?$",
    re.IGNORECASE,
)


def uncapitalised(text: str) -> str:
    """Return text with words in capitals written as names are: "GEMEINDE HILLE" is "Gemeinde Hille"."""
    letters = [letter for letter in text if letter.isalpha()]
    loud = sum(letter.isupper() for letter in letters) > 0.7 * len(letters)
    small = {"an", "der", "am", "im", "in", "des", "und", "für", "bei", "zur", "von"}

    def quiet(found: re.Match[str]) -> str:
        word = found[0].lower()
        return word if loud and word in small else word.capitalize()

    return (ANY_CAPITALS if loud else LONG_CAPITALS).sub(quiet, text)


def guess_place(blocks: list[Block], text: str, *, title: str, author: str) -> str:
    """Return the name in the table, a body as it is written, or nothing."""
    table = places()
    scores: defaultdict[str, float] = defaultdict(float)
    foreign: dict[str, str] = {}
    for order, block in enumerate(blocks):
        _count_block(block, order, scores, foreign, table)
    rest = "" if blocks and sum(len(block.raw) for block in blocks) >= len(text) * 0.6 else text[-3000:]
    for source, weight in ((title, 1.5), (author, 1.0), (rest, 0.2)):
        _count_mentions(source, weight, scores, table)
        _count_official(source, weight, scores, foreign, table)
    if not scores:
        return ""
    best = max(scores, key=lambda name: scores[name])
    return foreign.get(best, best) if scores[best] >= LEAST else ""


def _count_block(
    block: Block, order: int, scores: defaultdict[str, float], foreign: dict[str, str], table: Places
) -> None:
    """Count what one block tells: much at the top and in letterheads, little in running text."""
    text = uncapitalised(block.text)
    if block.place in ("header", "footer"):
        weight = 1.6
    elif block.page == 1 and order < HEAD:
        weight = 1.5 - order * 0.05
    elif block.is_letterhead:
        weight = 0.8
    else:
        weight = 0.4
    if block.is_prose or len(text) > 140:
        weight = min(weight, 0.6)
    if LISTED.match(text):
        weight = 0.15
    sender = block.is_letterhead or (block.page == 1 and order < HEAD and len(text) < 110) or block.place == "header"
    for cell in map(uncapitalised, block.cells or [text]):
        dateline = DATELINE.match(cell[:110])
        name = table.names.get(_place_of(dateline["place"], table)) if dateline else None
        if name:
            scores[name] += 4.0 if len(cell) < 70 else 2.5
    for found in POSTCODE.finditer(text):
        following = table.pattern.match(text, found.end())
        if following:
            known = table.postcodes.get(found[1][:4]) == table.names[following[1]]
            scores[table.names[following[1]]] += (2.5 if known else 1.5) * (1 if sender else 0.6)
    for found in DOMAIN.finditer(text):
        for label in re.split(r"\.", found[1].lower())[:-1]:
            host = re.sub(r"^(?:stadt|gemeinde|rathaus|hansestadt)-?|-?(?:stadt|online|nrw)$", "", label)
            name = table.hosts.get(label) or table.hosts.get(host)
            if label.startswith("kreis-"):
                kreis = label.removeprefix("kreis-")
                name = next((full for full in table.kreise.values() if _host(full) == f"kreis-{kreis}"), None)
            if name:
                scores[name] += 2.0 if sender else 1.2
    _count_bodies(text, weight, sender, scores, foreign)
    _count_official(text, weight * (1.6 if sender else 1.0), scores, foreign, table)
    _count_mentions(text, weight, scores, table)


def _place_of(name: str, table: Places) -> str:
    found = table.pattern.match(name)
    return found[1] if found else ""


def _count_bodies(
    text: str, weight: float, sender: bool, scores: defaultdict[str, float], foreign: dict[str, str]
) -> None:
    """Count bodies that are no municipality: they matter at the top only, elsewhere they are quoted."""
    if not sender:
        return
    for found in BODIES.finditer(text):
        starts = found.start() <= 3 or text[: found.start()].rstrip().endswith(("·", "|", "•", "-", "–", ",", " der"))
        name = re.sub(r"^Freien ", "Freie ", re.sub(r"^Landkreises", "Landkreis", found[0].strip(" ,")))
        foreign[name] = name
        scores[name] += 4.5 * weight if starts else 1.5 * weight


def _count_official(
    text: str, weight: float, scores: defaultdict[str, float], foreign: dict[str, str], table: Places
) -> None:
    """Count names with their rank: "Stadt Wesel", "Kreis Wesel", "Stadt Hamburg"."""
    for found in table.kreis_pattern.finditer(text):
        inside = re.search(
            r"\b(?:im|aus dem|in den|für den|dem|den)\s+$", text[max(0, found.start() - NEAR) : found.start()]
        )
        scores[table.kreise[found[1]]] += (0.8 if inside else 2.2) * weight
    for found in FOREIGN.finditer(text):
        others = OTHERS.search(text[max(0, found.start() - NEAR) : found.start()])
        share = 0.25 if others else 1.0
        known = table.pattern.match(text, found.start("name"))
        if known and not re.match(r"\s*\((?:Saale|Oder|Main)\)", text[known.end() :]):
            scores[table.names[known[1]]] += 2.2 * weight * share
        elif found["name"].split()[0] not in NOT_A_NAME and found["name"] not in table.names:
            rank = re.match(CITY, found[0])
            written = f"{'Gemeinde' if rank and 'emeinde' in rank[0] else 'Stadt'} {found['name']}"
            foreign[found["name"]] = written
            scores[found["name"]] += 1.9 * weight * share


def _count_mentions(text: str, weight: float, scores: defaultdict[str, float], table: Places) -> None:
    """Count bare names: one that is a word too needs "in" before it."""
    counted: defaultdict[str, int] = defaultdict(int)
    for found in table.pattern.finditer(text):
        before = text[max(0, found.start() - NEAR) : found.start()]
        name = table.names[found[1]]
        if SEAT.search(before):
            continue
        is_word = found[1] in ORDINARY
        if is_word and not PREPOSITION.search(before) and len(text) > len(found[1]) + 2:
            continue
        if OTHERS.search(before):
            continue
        counted[name] += 1
        if counted[name] <= 4:
            scores[name] += 0.55 * weight
    for found in table.adjective.finditer(text):
        if table.adjectives[found[1]] not in ORDINARY:
            scores[table.adjectives[found[1]]] += 0.4 * weight
