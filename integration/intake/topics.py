"""What a document is about, in the portal's topics: few and right rather than many."""

import re
from collections import defaultdict

from integration.intake.blocks import Block

MOST = 3
# Stems per topic with their weight; written for compounds, so "wohn" finds "Wohnraumversorgung". Small letters.
STEMS: dict[str, tuple[tuple[str, float], ...]] = {
    "Wohnen": (
        (r"\bwohn(?:ung|raum|en\b|heim|kosten|geld|projekt|form|gemeinschaft|berecht|anlage|quartier|verhältnis|führer|bau)|wohnung(?:s|en)|\w+wohnungen?\b", 2),
        (r"\b\w*unterk[uü]nft\w*|\b\w*unterbring\w*|\bobdach\w*|notunterkunft|sammelunterkunft", 2),
        (r"\bmiet(?:e\b|er\b|er\w|vertr\w+|kosten|wohn\w+|verhältnis|führerschein|recht)|\bvermieter\w*|leerstand", 1.5),
        (r"\bcontainer(?:anlage|dorf|standort)?\b|\bhausordnung|\bbrandschutz", 1),
    ),
    "Bildung": (
        (r"\b\w*schul(?:e|en|kinder|pflicht|amt|sozial\w+|träger\w*|platz|plätze|jahr|leitung\w*|bus|leben|abschl\w+|besuch|anmeld\w+|form\w*)?\b(?<!volkshochschule)", 1.2),
        (r"\b(?:be)schulung|\bschüler\w*|\blehrkr\w+|\blehrer\w*|\bunterricht\w*|\bseiteneinsteig\w+|\bwillkommensklass\w+|\binternationale[nr]? klass\w+|\bvorbereitungsklass\w+", 2),
        (r"\bbildung(?!surlaub)\w*|\b\w+bildung\b(?<!ausbildung)(?<!fortbildung)(?<!bewusstseinsbildung)(?<!meinungsbildung)|\bhausaufgaben\w*|\blernf\w+|\bnachhilfe|\bstudi(?:um|erende)\w*", 1.6),
    ),
    "Arbeit": (
        (r"\barbeits(?:markt|platz|plätze|vermittl|gelegenheit|erlaubnis|agentur|aufnahme|suche|los|welt|kräfte|stelle)\w*|\barbeitgeber\w*|\bagentur für arbeit|\bjobcenter\w*|\b(?:integration|weg|übergang|vermittlung) in (?:arbeit|beruf|ausbildung)\b", 1.8),
        (r"\bjob(?:s|messe|börse|coach\w*|turbo|speed\w*)?\b|\bausbildung(?:s|en)?\w*|\bpraktik\w+|\bberuf\w*|\bfachkräfte\w*|\berwerbs\w+|\bbewerbung(?:s|en)\w*|\bazubi\w*|\bbeschäftigung\w*", 1.4),
        (r"\bqualifizierung\w*|\bbetriebe?n?\b|\bunternehmen\b|\bhandwerk\w*", 0.7),
    ),
    "Gleichstellung": (
        (r"\bgleichstellung\w*|\bgleichberechtig\w*|\bgender\w*|\bgeschlechter\w*", 2.5),
        (r"\bfrauen\w*|\b\w+frauen\b|\bfrau(?:en)?haus\w*|\bmädchen\w*|\bgewaltschutz\w*|\bhäusliche[rn]? gewalt|\bmigrantinnen\b|\bmütter\w*", 1.5),
    ),
    "Ehrenamt": (
        (r"\b\w*ehrenamt\w*|\bfreiwillige[nr]?\b(?! (?:leistung|aufgabe|ausreise|feuerwehr))|\bfreiwilligen\w+", 2.2),
        (r"\b\w*pat(?:e|en|in|innen|enschaft\w*)\b|\b\w*lots(?:e|en|in|innen)\b|\bmentor\w*|\bhelferkreis\w*|\bhelferinnen\b|\bengagement\w*|\bengagierte\w*|\bwillkommensinitiative\w*|\bbegleiter(?:innen)?\b", 1.0),
    ),
    "Sprache": (
        (r"\b\w*(?:sprachkurs|deutschkurs|integrationskurs|sprachförder|sprachmittl|sprachlern|spracherwerb|sprachcaf|sprachnive|sprachtreff|sprachpat|sprachkenntnis|sprachprüf|sprachunterricht|sprachbarrier|muttersprach|herkunftssprach|zweitsprach|erstsprach|mehrsprach)\w*", 2),
        (r"\b\w*dolmetsch\w*|\bübersetz(?:ung|er|en|t)\w*|\balphabetisierung\w*|\bleichte[rn]? sprache|\bdeutsch (?:lernen|als)\b|\bdeutschunterricht", 2),
        (r"\bsprach(?:e|en|lich\w*)\b", 1),
    ),
    "Gesundheit": (
        (r"\bgesundheit\w*|\b\w+gesundheit\b|\bgesundheitlich\w*|\bmedizin\w*|\b\w*ärzt\w+|\b(?:haus|kinder|fach|amts)arzt\w*|\barzt\w*|\bkrankenkass\w+|\bkrankenh\w+|\bklinik\w*|\bbehandlungsschein\w*", 2),
        (r"\b\w*impf\w*|\bpsych\w+|\btrauma\w*|\btherap\w+|\bhebamme\w*|\bhygiene\w*|\bsucht(?:hilfe|berat|präv)\w*|\bpatient\w*|\bpflegebedürf\w*|\bschwangerschaft\w*", 1.6),
    ),
    "Familie": (
        (r"\bfamilien?\b|\bfamilien\w+|\bkita\w*|\bkindertages\w+|\bkindergart\w+|\bkindergärt\w+|\bkinderbetreu\w+|\bspielgruppe\w*|\bbrückenprojekt\w*|\beltern\w*|\bjugendhilfe\w*|\bfrühe hilfen|\bferien\w*|\bjugendamt\w*", 1.6),
        (r"\bunbegleitete\w*|\bvormund\w*|\bpflegefamilie\w*|\bumf\b|\buma\b|\binobhutnahme\w*", 2),
        (r"\bkinder\b|\bkindern\b|\bjugendlich\w+|\bmütter\b|\bväter\b", 0.8),
    ),
    "Verwaltung": (
        (r"\bdigitalisierung\w*|\bausländerbehörde\w*|\beinbürgerung\w*|\bverwaltungs(?:verfahren|ablauf|abläufe|prozess|personal|handeln|modernisierung|vereinbarung|digital)\w*|\bdienstanweisung\w*|\binterkulturelle[nr]? öffnung", 2),
        (r"\bbezahlkarte\w*|\bflüag\b|\bkostenerstattung\w*|\bzuweisung\w*|\baufenthaltstitel\w*|\baufenthaltserlaubnis\w*|\basylbewerberleistung\w*|\bkommunales? integrationsmanagement|\bcase-?management|\bdatenschutz\w*|\bonline-?(?:antrag|dienst|termin)\w*|\bgebührensatzung|\bgebührenkalkulation|\bterminvergabe", 1.6),
        (r"\bkämmer\w+|\bhaushaltsmittel|\bsachbearbeit\w+|\bpersonal(?:stellen|bedarf|amt|rat)\w*|\bbehördengang\w*|\bbehörden", 0.6),
    ),
    "Kultur und Sport": (
        (r"\bsport\w*|\b\w+sport\b(?<!transport)|\bfußball\w*|\bschwimm\w+|\bturn(?:en|halle|verein|ier)\w*|\bfahrradkurs\w*|\bradfahr\w*", 1.8),
        (r"\bkultur(?:en|verein|fest|programm|zentrum|angebot|amt|büro|haus|arbeit|woche|café|treff|förder)?\w*|\btheater\w*|\bmusik\w*|\bkonzert\w*|\bmuseum\w*|\bmuseen|\bbibliothek\w*|\bbücherei\w*|\bfestival\w*|\bausstellung\w*|\bchor\b|\bkunst\b|\btanz\w*|\bstadtfest\w*|\bfest der", 1.5),
    ),
}  # fmt: skip
PATTERNS = {topic: [(re.compile(stem), weight) for stem, weight in stems] for topic, stems in STEMS.items()}
TURNHALLE_FOR_BEDS = re.compile(r"\bturnhallen?\b")
ENTITIES = re.compile(
    r"\b(?:fachbereich|fachdienst|amt für|dezernat|ausschuss für|ministerium für|abteilung|sachgebiet|referat|\w*ausschuss(?:es)?(?: für)?)\b[^.;:\n]{0,80}",
    re.IGNORECASE,
)
LEAST = 2.6
SHARE = 0.5  # of the first topic's score, to be named beside it
LOOKED_AT = 7000  # characters


def guess_topics(blocks: list[Block], *, title: str, file_name: str) -> tuple[str, ...]:
    """Return at most three topics, the surest first."""
    in_title = _counted(title)
    scores: defaultdict[str, float] = defaultdict(float)
    for topic, value in in_title.items():
        scores[topic] += 2.6 * value
    for topic, value in _counted(re.sub(r"[_\-.]+", " ", file_name)).items():
        scores[topic] += 0.6 * value
    headings = " . ".join(block.text for block in blocks if block.stands_out and not block.is_letterhead)[:1500]
    for topic, value in _counted(headings).items():
        scores[topic] += 0.5 * value
    text = "\n".join(block.text for block in blocks if _tells(block))[:LOOKED_AT]
    body = _counted(ENTITIES.sub(" ", text))
    length = max(1.0, len(text) / 1500)
    for topic, value in body.items():
        scores[topic] += value / length**0.6
    ranked = sorted(scores, key=lambda topic: -scores[topic])
    if not ranked or scores[ranked[0]] < LEAST:
        return ()
    top = scores[ranked[0]]
    chosen = [
        topic
        for topic in ranked
        if scores[topic] >= LEAST and scores[topic] >= top * (SHARE if topic in in_title else SHARE + 0.15)
    ]
    return tuple(chosen[:MOST])


def _tells(block: Block) -> bool:
    """Return whether a block is about the matter: letterheads name departments of everything."""
    return block.place not in ("header", "footer") and not block.is_letterhead


def _counted(text: str) -> dict[str, float]:
    """Return the weight of each topic's words in a text; the same word over and over counts less and less."""
    lower = TURNHALLE_FOR_BEDS.sub(" ", text.lower())
    scores: dict[str, float] = {}
    for topic, patterns in PATTERNS.items():
        value = 0.0
        for pattern, weight in patterns:
            found = pattern.findall(lower)
            kinds = len(set(found))
            value += weight * (kinds**0.5 + (len(found) - kinds) ** 0.5 * 0.5 if found else 0.0)
        if value:
            scores[topic] = value
    return scores
