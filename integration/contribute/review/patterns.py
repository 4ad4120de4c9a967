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
BREAK = r"[ \u00a0]{0,3}\n[ \u00a0]{0,3}"  # one end of a line, as PDFs have them; an empty line parts
DATE = rf"\d{{1,2}}\.(?:{BREAK}|\s?)(?:\d{{1,2}}\.(?:{BREAK}|\s?)|(?:{MONTH})(?:{BREAK}|\s))(?:19|20)\d\d"
NAME = r"[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)?"
PHONE_AT = re.compile(r"(?<![\w/.,+-])(?:\+\s?\d|00[1-9]|\(?0[1-9])[\d \u00a0()/–-]{5,24}\d(?![\w]|[.,]\d)")
EMAIL_AT = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[a-zäöü]{2,24}(?![\w@])", re.IGNORECASE)
PHONE_BROKEN_AT = re.compile(
    rf"(?<![\w/.,+-])((?:\+\s?\d|00[1-9]|\(?0[1-9])[\d \u00a0()/–-]{{0,20}}){BREAK}"
    r"([\d(/–-][\d \u00a0()/–-]{0,20}\d)(?![\w]|[.,]\d|[ \t]*\d)"
)
EMAIL_BROKEN_AT = re.compile(rf"(?<![\w.+-])([\w.+-]{{1,64}}@)([\w.-]{{0,100}}){BREAK}([\w.-]{{1,100}})")
DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,6}[a-zäöü]{2,24}", re.IGNORECASE)
IBAN_AT = re.compile(r"(?<![A-Z0-9])(?=[A-Z]{2}\d{2})")
IBAN_IN_LINE = re.compile(r"(?:[ \u00a0]?[A-Z0-9]){15,34}")
IBAN_BROKEN = re.compile(
    rf"([A-Z]{{2}}\d{{2}}(?:[ \u00a0][A-Z0-9]{{4}}){{0,8}}|[A-Z]{{2}}\d{{2}}[A-Z0-9]{{0,28}}){BREAK}"
    r"((?:[A-Z0-9]{4}[ \u00a0]){0,8}[A-Z0-9]{1,4}|[A-Z0-9]{1,30})(?![A-Z0-9])"
)
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
    start: int = 0  # place in the text
    end: int = 0


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
    for address, span in _addresses(text, own):
        if address in own.emails:
            continue
        local, _at, domain = address.partition("@")
        ours = any(domain == known or domain.endswith(f".{known}") for known in own.domains)
        office = bool(ours or OFFICE_MAILBOX.fullmatch(local) or OFFICE_DOMAIN.search(domain))
        yield Found(f"{local[0]}{DOT * 3}@{domain}", office, address, *span)


def _addresses(text: str, own: Own) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield e-mail addresses, those too that a line end breaks after "@", or at a dot or hyphen of their domain."""
    whole = set()
    for match in EMAIL_AT.finditer(text):
        whole.add(match.start())
        address = match[0].strip(".-").lower()
        before = re.search(rf"([\w.+-]{{1,64}}[.-]){BREAK}$", text[max(0, match.start() - 75) : match.start()])
        if before is None or f"{before[1]}{address}".lower() not in own.emails:  # a sentence may end before it, too
            yield address, match.span()
    for match in EMAIL_BROKEN_AT.finditer(text):
        local, first, second = match.groups()
        is_broken = not first or first[-1] in ".-" or second[0] == "."
        domain = f"{first}{second}".rstrip(".-")
        if match.start() not in whole and is_broken and DOMAIN.fullmatch(domain):
            yield f"{local}{domain}".strip(".-").lower(), match.span()


def phones(text: str, own: Own) -> Iterator[Found]:
    for raw, before, span in _numbers(text):
        digits = digits_of(raw)
        if digits in own.phones:
            continue
        same_exchange = any(len(known) >= 8 and digits[:7] == known[:7] for known in own.phones)
        service = digits.startswith(("0800", "0180", "0900", "0137"))
        mobile = re.match(r"01[567]", digits) is not None
        office = service or bool(FAX_WORD.search(before))
        office = office or (
            not mobile and (same_exchange or bool(EXTENSION.fullmatch(raw) or OFFICE_WORD.search(before)))
        )
        yield Found(_hide(raw, 5), office, digits, *span)


def _numbers(text: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Yield phone numbers with what stands before them; of the broken ones those that cannot be rows of a table."""
    whole: set[int] = set()
    for match in PHONE_AT.finditer(text):
        raw, before = match[0].strip(), text[max(0, match.start() - 60) : match.start()]
        if _is_phone(raw, digits_of(raw), before):
            whole.update(range(match.start(), match.end()))
            yield raw, before, match.span()
    for match in PHONE_BROKEN_AT.finditer(text):
        first, before = match[1].strip(), text[max(0, match.start() - 60) : match.start()]
        raw, digits = f"{first} {match[2]}", digits_of(f"{first}{match[2]}")
        if whole & {match.start(), match.end() - 1} or not _is_phone(raw, digits, before):
            continue
        is_told = PHONE_WORD.search(before) or first[-1] in "/–-" or match[2][0] in "/–-"
        in_prose = re.search(r"[^\W\d][^\d\n]*\Z", before)  # words before it in its line: no column of numbers
        if is_told or (in_prose and (first.startswith("+") or re.match(r"01[567]\d", first)) and len(digits) <= 13):
            yield raw, before, match.span()


def _is_phone(raw: str, digits: str, before: str) -> bool:
    """Return whether it is dialled, rather than the number of a paper, a span of years or an account."""
    if not 7 <= len(digits) <= 15 or NO_PHONE_WORD.search(before) or re.search(r"[A-Z]{2}\d{2}[\d\s]*$", before):
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
        in_line = IBAN_IN_LINE.match(text, match.start())
        broken = IBAN_BROKEN.match(text, match.start())
        for found in (in_line, broken):
            compact = re.sub(r"\s", "", found[0]) if found else ""
            number = compact[: IBAN_LENGTHS.get(compact[:2], len(compact))]
            if found is None or not is_iban(number):
                continue
            before = text[max(0, match.start() - 80) : match.start()]
            office = bool(OFFICE_ACCOUNT.search(before))
            yield Found(f"{number[:4]} {DOT * 4} {number[-3:]}", office, number, *found.span())
            break


def births(text: str, own: Own) -> Iterator[Found]:
    """Yield dates of birth: by the word beside them, or a name with a date in brackets after it."""
    for match in [*BORN_BEFORE.finditer(text), *BORN_AFTER.finditer(text)]:
        before = text[max(0, match.start() - 20) : match.start()]
        date_before = text[max(0, match.start(1) - 20) : match.start(1)]
        if not LIMIT_BEFORE.search(before) and not LIMIT_BEFORE.search(date_before) and _is_past(match[1]):
            yield Found(_without_day(match[0]), False, " ".join(match[1].split()), *match.span())
    for match in NAMED_DATE.finditer(text):
        if NO_NAME.search(match[1]) or NO_NAME.search(match[2]) or int(match[3][-4:]) > timezone.localdate().year - 5:
            continue
        yield Found(f"{match[1]} {match[2][0]}{DOT * 3} ({_without_day(match[3])})", False, match[3], *match.span())


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
    for match in INSURANCE_AT.finditer(text):
        area, born, letter, serial = match.groups()
        digits = f"{area}{born}{ord(letter) - 64:02d}{serial[:2]}"
        weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
        total = sum(sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(digits, weights, strict=True))
        if total % 10 == int(serial[2]) and 1 <= int(born[2:4]) <= 12:
            key = f"{area}{born}{letter}{serial}"
            yield Found(f"{area} {DOT * 6} {letter} {DOT * 3}", False, key, *match.span())


def case_numbers(text: str, own: Own) -> Iterator[Found]:
    """Yield numbers by which an asylum office knows one person."""
    for match in CASE_AT.finditer(text):
        number = match[1] or match[2]
        yield Found(f"{match[0][: -len(number)].strip()} {_hide(number, 2)}", False, number, *match.span())
