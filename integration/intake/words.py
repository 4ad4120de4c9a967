"""German words by which the parts of an official document are known: letterheads, sorts of documents, sections."""

import re

MONTHS = {
    "januar": 1, "jänner": 1, "jan": 1, "februar": 2, "feb": 2, "märz": 3, "maerz": 3, "mär": 3, "mrz": 3,
    "april": 4, "apr": 4, "mai": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8,
    "september": 9, "sept": 9, "sep": 9, "oktober": 10, "okt": 10, "november": 11, "nov": 11, "dezember": 12, "dez": 12,
}  # fmt: skip
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DATE = rf"(?:\d{{1,2}}\.\s?\d{{1,2}}\.\s?(?:\d{{4}}|\d\d)\b|\d{{1,2}}\.\s?(?:{MONTH})\.?\s+\d{{4}}|\d{{4}}-\d\d-\d\d|(?:{MONTH})\.?\s+\d{{4}})"

# Sorts of documents, as headings name them
GENRE_WORDS = (
    r"presse|pressemappe|presse(?:mitteilung|information|info|meldung|erklärung|dienst|text)(?:en)?|medien(?:mitteilung|information|info)|"
    r"(?:mitteilung|information)(?:en)? (?:an|für) die (?:presse|medien)|"
    r"(?:mitteilung|bericht|vorlage|information|antwort|stellungnahme|antrag|anfrage) (?:der|des) (?:verwaltung|senats?|stadtverwaltung|kreisverwaltung|magistrats|landrats|(?:ober)?bürgermeister(?:s|in)|fraktion(?:en)? [\w/ -]+)(?: an (?:den|die) \w+(?: \w+)?)?|"
    r"(?:öffentliche |nicht\s?öffentliche )?(?:beschluss|sitzungs|verwaltungs|rats|mitteilungs|informations|berichts|antrags|ausschuss|kreistags|gremien)?"
    r"(?:vorlage|drucksache)|vorlage (?:an|für) (?:den|die) [\wäöüß -]+|"
    r"(?:ergebnis|kurz|verlaufs|sitzungs|gesprächs|besprechungs)?(?:protokoll|niederschrift)|sitzungsniederschrift|vermerk|aktenvermerk|"
    r"(?:sachstands|zwischen|abschluss|jahres|tätigkeits|erfahrungs|verwendungs)?bericht|"
    r"(?:rahmen|handlungs|integrations|umsetzungs|fein|grob)?konzept(?:ion)?|formular|vordruck|antragsformular|"
    r"checkliste|flyer|faltblatt|handzettel|merkblatt|informationsblatt|infoblatt|handreichung|leitfaden|arbeitshilfe|"
    r"vertrag|vereinbarung|kooperationsvereinbarung|satzung|runderlass|erlass|urteil|beschluss|vortrag|präsentation|"
    r"einladung|schnellbrief|tagesordnung|entwurf|anlage|bekanntmachung|amtliche bekanntmachung|mitteilung|information|dokumentation|"
    r"nicht\s?öffentlich|öffentlich|öffentliche sitzung|im namen des volkes|aktuell|newsletter|rundschreiben|"
    r"dienstanweisung|antrag|anfrage|projektbeschreibung|projektskizze|steckbrief"
)
NUMBER = r"(?:\s*(?:nr\.?|nummer|no\.?|lfd\.\s*nr\.?|-nr\.?|:)*\s*[:#]?\s*(?:[ivxlcdm]+[/-])?\d[\w./ -]*)?"
GENRE = re.compile(
    rf"^\W*(?:{GENRE_WORDS})(?:\s*(?:/|und|-|–)\s*(?:{GENRE_WORDS}))?{NUMBER}(?:\s*(?:vom|,|\||·|–|-)?\s*(?:den\s+)?{DATE})?\W*$",
    re.IGNORECASE,
)
GENRE_START = re.compile(rf"^\W*(?:{GENRE_WORDS})\b", re.IGNORECASE)
GENRE_PREFIX = re.compile(
    r"^(?:presse(?:mitteilung|information|info|meldung)|medien(?:mitteilung|information)|"
    r"(?:beschluss|sitzungs|verwaltungs|mitteilungs)vorlage)\s*(?:(?:nr\.?\s*)?\d[\d/.-]*)?\s*[:–|-]\s*(?=\S)",
    re.IGNORECASE,
)

# Who writes
OFFICES = (
    r"(?:der|die) (?:ober)?(?:bürgermeister(?:in)?|stadtdirektor(?:in)?|landr(?:at|ätin)|präsident(?:in)?|minister(?:in)?|beigeordnete[r]?|vorstand|gemeindedirektor(?:in)?)|"
    r"fachbereich|fachdienst|fachstelle|dezernat|referat|stabsstelle|abteilung|sachgebiet|geschäftsbereich|geschäftsstelle|"
    r"\w*amt für|sozialamt|jugendamt|ordnungsamt|presseamt|presse- und|pressestelle|pressekontakt|kommunales integrationszentrum|"
    r"ausländerbehörde|stadtverwaltung|gemeindeverwaltung|kreisverwaltung|stadtwerke|jobcenter|bezirksregierung|"
    r"(?:deutscher )?städte(?:- und gemeindebund|tag)|(?:deutscher )?landkreistag|zweckverband|regionalverband|bundesamt für|freie und hansestadt|\w+gericht|"
    r"ministerium für|landschaftsverband|(?:ober|landes)?verwaltungsgericht|integrationsrat|büro des|büro der|amt \d\d"
)
BODIES = (
    r"(?:landeshaupt|bundes|hanse|universitäts|kreis|klingen|große kreis|kloster|kur|alte hanse)?stadt|gemeinde|(?:land)?kreis|"
    r"städteregion|flecken|markt|samtgemeinde|verbandsgemeinde"
)
CONTACT = re.compile(
    r"(?:\b(?:tel|telefon|fon|fax|telefax|mobil|e-?mail|mail|internet|web|durchwahl|zimmer|ansprechpartner\w*|"
    r"ansprechperson\w*|auskunft erteilt|sachbearbeit\w*|bearbeitet von|kontakt|aktenzeichen|mein zeichen|az|öffnungszeiten|"
    r"sprechzeiten|bankverbindung|iban|postfach|postanschrift|hausanschrift|herausgeber|verantwortlich|redaktion|impressum|"
    r"v\.\s?i\.\s?s\.\s?d\.\s?p)\b\.?\s*[:.]?|\bwww\.|@\w|https?://|\b0\d{2,5}[ /-]+\d[\d -]{3,}|\+49)",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"\b\d{5}\s+[A-ZÄÖÜ][a-zäöüß]+|(?:stra(?:ß|ss)e|str\.|platz|weg|allee|markt|wall|ring|gasse|ufer|damm|hof)\s+\d{1,4}\s?[a-z]?\b",
    re.IGNORECASE,
)
SENDER = re.compile(
    rf"^(?:(?:{BODIES})\s+[A-ZÄÖÜ][\wäöüß()./-]+(?:\s+(?:an|am|bei|im|in|der|dem|den|ob|vor|auf|Bad|[A-ZÄÖÜ][\wäöüß()./-]+)){{0,5}}|(?:{OFFICES})\b.*)$",
    re.IGNORECASE,
)
OFFICE = re.compile(rf"(?:^|[·•|,–\t/]|\s-)\s*(?:{OFFICES})\b", re.IGNORECASE)
STARTS_AS_BODY = re.compile(rf"^(?:{BODIES}|kommunales)\s+[A-ZÄÖÜ]", re.IGNORECASE)
VERB = re.compile(
    r"\b(?:ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|hatte|kann|können|soll|sollen|muss|müssen|darf|dürfen|"
    r"gibt|beschließt|lädt|bietet|startet|eröffnet|sucht|geht|stellt|fördert|unterstützt|beginnt|erhält|erhalten|bekommt|bekommen|"
    r"\w{3,}(?:iert|ieren))\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[a-zäöüß]{2}[)“\"»]?[.!?](?:\s|$|[“\"»])")

# What introduces or heads a part of a document
SECTION = re.compile(
    r"^(?:[\dIVX]+(?:\.[\d]+)*[.)]?\s+)?(?:inhalt(?:sverzeichnis|sübersicht)?|einleitung|vorwort|grußwort|präambel|ausgangslage|ausgangssituation|anlass|hintergrund|"
    r"sachverhalt(?:sdarstellung)?|sachdarstellung|sachstand|problembeschreibung|begründung|erläuterung(?:en)?|beschluss(?:vorschlag|entwurf|empfehlung)?|beschlusstext|"
    r"beratungsfolge|beratungsergebnis|gremium|gremien|finanzielle auswirkungen|kosten|finanzierung|personelle auswirkungen|klimarelevanz|klimaauswirkungen|anlagen?|anhang|zusammenfassung|"
    r"fazit|ausblick|ziele?|zielsetzung|zielgruppen?|maßnahmen|umsetzung|vorgehen|agenda|gliederung|tagesordnung|tagesordnungspunkte|teilnehm\w+|"
    r"anwesend\w*|entschuldigt|verteiler|ergebnis(?:se)?|nächste schritte|termine?|kontakt|impressum|quellen|literatur\w*|"
    r"allgemeines|geltungsbereich|vorbemerkung(?:en)?|abstimmungsergebnis|unterschrift(?:en)?|hinweise?|persönliche angaben|angaben zur person|personalien|"
    r"vielen dank.*|danke.*|noch fragen.*|fragen\??|tenor|tatbestand|entscheidungsgründe|gründe|öffentlicher teil|nichtöffentlicher teil|tabelle\d*|sheet\d*|"
    r"auf einen blick|ablauf|programm|protokollführung|schriftführung|sitzungsleitung|beginn|ende|ort|datum|uhrzeit)\s*(?:\([^)]*\))?\s*:?$",
    re.IGNORECASE,
)
NUMBERED = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,4}\.|[a-z]\)|§\s*\d+\w?|Art(?:ikel|\.)\s*\d+|TOP\s*\d+\S*|Punkt\s*\d+)\s+\S",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"^(?:sehr geehrte|liebe[rs]?\b|guten tag|hallo|mit freundlichen|herzliche grüße|i\.\s?a\.|im auftrag|gez\.)",
    re.IGNORECASE,
)
ADDRESSEE = re.compile(
    r"^(?:an (?:die|den|das|alle|sämtliche)\b|nachrichtlich|verteiler|per e-mail|nur per)", re.IGNORECASE
)
BULLET = re.compile(r"^\s*[•●▪‣◦➢✓☐□■\-–*]\s")
PAGE_NUMBER = re.compile(r"^\W*(?:seite\s*)?\d{1,4}(?:\s*(?:von|/)\s*\d{1,4})?\W*$", re.IGNORECASE)
LABELLED = re.compile(r"^[A-ZÄÖÜ][\wäöüß./() -]{1,35}:(?:\s|\t|$)")
TITLE_LABEL = re.compile(
    r"^(?:(?:(?:bezeichnung|titel|thema|gegenstand|name|kurztitel) (?:des|der) \w+|betreff|betr\.?|beratungsgegenstand|gegenstand(?: der (?:vorlage|beratung))?|bezeichnung(?: der vorlage)?|titel|thema|"
    r"überschrift|projekttitel|(?:titel|name) des (?:projekts|vorhabens)|vorhaben|tagesordnungspunkt|hier)\s*(?::|\t|$)|betreff\s+(?=[A-ZÄÖÜ]))\s*",
    re.IGNORECASE,
)
DATE_LABEL = re.compile(
    rf"^\W*(?:(?:[A-ZÄÖÜ][\wäöüß().-]+(?:[ /-][\w().ÄÖÜäöüß-]+){{0,4}},?\s*(?:den|am|im)?\s*)|(?:datum|stand|erstellt am|vom|den)\s*:?\s*)?{DATE}\W*$",
    re.IGNORECASE,
)


def is_genre(text: str) -> bool:
    """Return whether a line only names the sort of document, perhaps with a number and a date."""
    return len(text) < 110 and bool(GENRE.match(text))


def is_date(text: str) -> bool:
    """Return whether a line is a date, perhaps with a place or a label before it."""
    return len(text) < 90 and bool(DATE_LABEL.match(text))


def is_letterhead(text: str) -> bool:
    """Return whether a line says who writes or how to reach them, and tells nothing."""
    if len(text) > 160 or (SENTENCE.search(text[:-1] + " ") and VERB.search(text)):
        return False
    if CONTACT.search(text) and len(text) < 160 and not VERB.search(text):
        return True
    if ADDRESS.search(text) and len(text) < 130 and not VERB.search(text):
        return True
    if VERB.search(text) or text.endswith((".", "!", "?")):
        return False
    return bool(OFFICE.search(text) or SENDER.match(text))


def stands_alone(text: str) -> bool:
    """Return whether a line is a thing of its own, not a part of the text around it."""
    return bool(
        is_genre(text)
        or is_date(text)
        or TITLE_LABEL.match(text)
        or is_letterhead(text)
        or PAGE_NUMBER.match(text)
        or SECTION.match(text)
    )
