"""How personal data looks in German office texts. Pure functions; precise before complete: false hints go unread."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

DOT = "•"
IBAN_LENGTHS = {"DE": 22, "AT": 20, "CH": 21, "BE": 16, "NL": 18, "LU": 20, "FR": 27, "ES": 24, "IT": 27, "PL": 28}
IBAN_LENGTHS |= {"TR": 26, "UA": 29, "RO": 24, "BG": 22, "GR": 27, "HR": 21}
OFFICE_MAILBOX = re.compile(
    r"(info|post|poststelle|mail|kontakt|presse|pressestelle|rathaus|stadt|gemeinde|kreis|amt|buergerbuero|bürgerbüro|"
    r"buero|büro|service|verwaltung|integration|migration|asyl|ehrenamt|soziales|jugend|bildung|sekretariat|zentrale|"
    r"anmeldung|redaktion|datenschutz|bewerbung|newsletter|kultur|sport|support|hilfe|office|noreply|no-reply|team|"
    r"beratung|fluechtlingshilfe|bibliothek|vhs|kita|schule|webmaster|kommunalwahlen|vergabe)([._-].*|\d*)",
    re.IGNORECASE,
)
OFFICE_DOMAIN = re.compile(
    r"(^|[.-])(stadt|gemeinde|kreis|landkreis|rathaus|verwaltung|samtgemeinde|bund|bezreg\w*|lwl|lvr|jobcenter\w*|"
    r"arbeitsagentur|staedtetag|landtag|ministerium|polizei|bamf)([.-]|$)|\.(nrw|bayern)(\.de)?$|\.bund\.de$",
    re.IGNORECASE,
)
OFFICE_WORD = re.compile(
    r"pressestelle|stadtverwaltung|gemeindeverwaltung|kreisverwaltung|rathaus|bürgerbüro|bürgerservice|zentrale\b|"
    r"hotline|servicenummer|geschäftsstelle|sekretariat|beratungsstelle|ausländerbehörde|jobcenter|fachbereich|"
    r"fachdienst|sozialamt|jugendamt|integrationsbüro|notruf|amt für|ministerium|bezirksregierung",
    re.IGNORECASE,
)
OFFICE_ACCOUNT = re.compile(
    r"stadtkasse|gemeindekasse|kreiskasse|spendenkonto|kontoinhaber(in)?:?\s+(stadt|gemeinde|kreis|verein)|"
    r"bankverbindung der (stadt|gemeinde)|sparkasse",
    re.IGNORECASE,
)
PHONE_WORD = re.compile(r"(tel|telefon|fon|mobil|handy|fax|rufnummer|durchwahl|anruf|whatsapp|☎)[^\d+]{0,25}$", re.I)
FAX_WORD = re.compile(r"fax[^\d+]{0,15}$", re.IGNORECASE)
NO_PHONE_WORD = re.compile(
    r"(drucksache|vorlage|beschluss|aktenzeichen|az|ds|nr|nummer|konto\w*|blz|iban|steuer\w*|bestell\w*|artikel|isbn|"
    r"kenn\w*|kassenzeichen|rechnung\w*|haushaltsstelle|produkt|gebühr\w*)[.:\s-]{0,4}$",
    re.IGNORECASE,
)
MONTH = "januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
DATE = rf"\d{{1,2}}\.\s?(?:\d{{1,2}}\.\s?|(?:{MONTH})\s)(?:19|20)\d\d"
NAME = r"[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)?"
PHONE_AT = re.compile(r"(?<![\w/.,+-])(?:\+\s?\d|00[1-9]|\(?0[1-9])[\d \u00a0()/–-]{5,24}\d(?![\w]|[.,]\d)")
EMAIL_AT = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[a-zäöü]{2,24}(?![\w@])", re.IGNORECASE)
IBAN_AT = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]){11,30}")
EXTENSION = re.compile(r"\(?0\d{1,4}\)?[\s/–-]+\d[\d ]{2,}[-–]\s?\d{1,4}")  # 089 99887-120: a switchboard
BORN_BEFORE = re.compile(
    rf"(?:\bgeboren(?:\s+(?:am|wurde))?|\bgeb\.(?:\s*am)?|\bgeburts(?:datum|tag)|\*)[\s:;|]{{0,6}}({DATE})", re.I
)
BORN_AFTER = re.compile(rf"(?<!\d)({DATE})(?:\s+in\s+{NAME})?\s+geboren\b(?!e)", re.IGNORECASE)
LIMIT_BEFORE = re.compile(r"(nach|vor|ab|bis|seit|zwischen|und)(\s+(dem|zum))?\s+(geboren\s+)?$", re.IGNORECASE)
NAMED_DATE = re.compile(rf"\b({NAME})\s+({NAME})\s*\(\s*({DATE})\s*\)")
NO_NAME = re.compile(
    r"(gesetz|ordnung|beschluss|satzung|urteil|sitzung|stand|rat|stadt|gemeinde|kreis|amt|vertrag|erlass|vorlage|"
    r"fassung|artikel|ausschuss|bericht|mitteilung|tag|start|beginn|ende|zeitung|anzeiger|post|rundschau)$",
    re.IGNORECASE,
)
INSURANCE_AT = re.compile(r"(?<!\w)(\d{2})[ ]?(\d{6})[ ]?([A-Z])[ ]?(\d{3})(?!\w)")
CASE_AT = re.compile(
    r"(?:\b(?:Aktenzeichen|Az|Gz|BAMF)\b[^\n\d]{0,30}(\d{7}\s?-\s?\d{3})(?!\d))|(?:\bAZR\b[^\n\d]{0,20}(\d{9,12})(?!\d))"
)


@dataclass(frozen=True)
class Found:
    """One passage: masked as the editor may see it on a screen, and whether it is plainly an office's."""

    passage: str
    office: bool = False
    key: str = ""  # as it stands in the text: what is said twice is found once


@dataclass(frozen=True)
class Own:
    """Contact data that belongs to the contribution, and what tells the municipality's own lines."""

    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()  # digits only, as `digits_of` returns them
    domains: frozenset[str] = frozenset()


def digits_of(number: str) -> str:
    """Return a phone number in one spelling: national, digits only."""
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", number))
    if number.lstrip().startswith("+49"):
        return "0" + digits[2:]
    return "0" + digits[4:] if digits.startswith("0049") else digits


def _hide(text: str, keep: int) -> str:
    """Return the text with every letter and digit after the first few as a dot."""
    shown, out = 0, []
    for sign in text:
        out.append(sign if not sign.isalnum() or shown < keep else DOT)
        shown += sign.isalnum()
    return "".join(out)


def emails(text: str, own: Own) -> Iterator[Found]:
    for match in EMAIL_AT.finditer(text):
        address = match[0].strip(".-").lower()
        if address in own.emails:
            continue
        local, _at, domain = address.partition("@")
        ours = any(domain == known or domain.endswith(f".{known}") for known in own.domains)
        office = bool(ours or OFFICE_MAILBOX.fullmatch(local) or OFFICE_DOMAIN.search(domain))
        yield Found(f"{local[0]}{DOT * 3}@{domain}", office, address)


def phones(text: str, own: Own) -> Iterator[Found]:
    for match in PHONE_AT.finditer(text):
        raw = match[0].strip()
        digits, before = digits_of(raw), text[max(0, match.start() - 60) : match.start()]
        if not _is_phone(raw, digits, before) or digits in own.phones:
            continue
        same_exchange = any(len(known) >= 8 and digits[:7] == known[:7] for known in own.phones)
        service = digits.startswith(("0800", "0180", "0900", "0137"))
        mobile = re.match(r"01[567]", digits) is not None
        office = service or bool(FAX_WORD.search(before))
        office = office or (
            not mobile and (same_exchange or bool(EXTENSION.fullmatch(raw) or OFFICE_WORD.search(before)))
        )
        yield Found(_hide(raw, 5), office, digits)


def _is_phone(raw: str, digits: str, before: str) -> bool:
    """Return whether it is dialled, rather than the number of a paper, a span of years or an account."""
    if not 7 <= len(digits) <= 15 or NO_PHONE_WORD.search(before) or re.search(r"[A-Z]{2}\d{2}[\d ]*$", before):
        return False
    if PHONE_WORD.search(before):
        return True
    if re.fullmatch(r"0\d{1,4}\s?[/–-]\s?(19|20)?\d\d", raw) or len(digits) < 8:
        return False
    if raw.startswith("+") or re.match(r"01[567]\d", digits):
        return len(digits) >= 10
    return re.match(r"\(?0[2-9]\d{1,4}\)?\s?[ \u00a0/–-]\s?\d", raw) is not None


def is_iban(candidate: str) -> bool:
    """Return whether a compact IBAN has the length of its country and the right check digits."""
    if IBAN_LENGTHS.get(candidate[:2]) != len(candidate):
        return False
    return int("".join(str(int(sign, 36)) for sign in candidate[4:] + candidate[:4])) % 97 == 1


def ibans(text: str, own: Own) -> Iterator[Found]:
    for match in IBAN_AT.finditer(text):
        compact = re.sub(r"\s", "", match[0])
        number = compact[: IBAN_LENGTHS.get(compact[:2], len(compact))]
        if is_iban(number):
            before = text[max(0, match.start() - 80) : match.start()]
            yield Found(f"{number[:4]} {DOT * 4} {number[-3:]}", bool(OFFICE_ACCOUNT.search(before)), number)


def births(text: str, own: Own) -> Iterator[Found]:
    """Yield dates of birth: by the word beside them, or a name with a date in brackets after it."""
    for match in [*BORN_BEFORE.finditer(text), *BORN_AFTER.finditer(text)]:
        before = text[max(0, match.start() - 20) : match.start()]
        date_before = text[max(0, match.start(1) - 20) : match.start(1)]
        if not LIMIT_BEFORE.search(before) and not LIMIT_BEFORE.search(date_before) and _is_past(match[1]):
            yield Found(_without_day(match[0]), key=match[1])
    for match in NAMED_DATE.finditer(text):
        if NO_NAME.search(match[1]) or NO_NAME.search(match[2]) or int(match[3][-4:]) > timezone.localdate().year - 5:
            continue
        yield Found(f"{match[1]} {match[2][0]}{DOT * 3} ({_without_day(match[3])})", key=match[3])


def _is_past(day: str) -> bool:
    return 1900 <= int(day[-4:]) <= timezone.localdate().year


def _without_day(passage: str) -> str:
    """Return the words of a passage with the year of its date and dots for the day."""
    words = re.sub(rf"{DATE}$", "", passage, flags=re.IGNORECASE)
    head = " ".join(words.split()) if words != passage else ""
    year = re.findall(r"(?:19|20)\d\d", passage)[-1]
    return f"{head} {DOT * 2}.{DOT * 2}.{year}".strip()


def insurance_numbers(text: str, own: Own) -> Iterator[Found]:
    """Yield numbers of the pension insurance whose check digit is right."""
    for area, born, letter, serial in INSURANCE_AT.findall(text):
        digits = f"{area}{born}{ord(letter) - 64:02d}{serial[:2]}"
        weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
        total = sum(sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(digits, weights, strict=True))
        if total % 10 == int(serial[2]) and 1 <= int(born[2:4]) <= 12:
            yield Found(f"{area} {DOT * 6} {letter} {DOT * 3}", key=f"{area}{born}{letter}{serial}")


def case_numbers(text: str, own: Own) -> Iterator[Found]:
    """Yield numbers by which an asylum office knows one person."""
    for match in CASE_AT.finditer(text):
        number = match[1] or match[2]
        yield Found(f"{match[0][: -len(number)].strip()} {_hide(number, 2)}", key=number)
