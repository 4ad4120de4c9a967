"""The title of a document: candidates are scored by how they look, where they stand and how they read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from integration.intake import words
from integration.intake.blocks import Block

MOST_WORDS, MOST_LETTERS = 34, 260
HEAD = 40  # blocks from the top that may hold the title
LEAST = -1.5
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
WORD = re.compile(r"[^\W\d_]{2,}")
# What programs and templates write into the property "title"
MEANINGLESS = re.compile(
    r"^\W*$|^(?:microsoft|powerpoint|word|excel|präsentation\d*$|presentation\d*$|document\d*|dokument\d*|unbenannt|untitled|"
    r"vorlage|template|folie \d|slide \d|title|titel|neues? |scan|img|briefkopf|musterbrief|kopie von|copy of|normal|entwurf$|blank|leer|test)|"
    r"\.(?:docx?|dotx?|pptx?|potx?|xlsx?|odt|pdf|indd|qxd|rtf|tmp)\b|^[\d_ .-]+$|^\S*[\\/]\S*$|vorlage_|_vorlage|\btemplate\b|lorem ipsum",
    re.IGNORECASE,
)
MEANINGLESS_NAME = re.compile(
    r"^(?:scan|img|dsc|doc|dokument|document|datei|file|unbenannt|neu|anlage|download|kopie|temp?|test)\W*\d*\W*\d*$",
    re.IGNORECASE,
)
CONTINUES = re.compile(
    r"^(?:über|zur|zum|zu|der|des|die|für|vom|von|im|in|betreffend|aus|und|mit|bei|nach|gegen|am|auf|an|durch|ohne|unter|sowie|–|-)\s|^[a-zäöüß]",
)
FORMULA = re.compile(r"^\W*(?:im namen|nicht\s?öffentlich|öffentlich|anlage|entwurf|aktuell|presse\W*$)", re.IGNORECASE)
QUESTION_OF = re.compile(r"^(?:top|tagesordnungspunkt|punkt)\s*\d[\w.]*\s*(?:ö|nö)?\s*[:.–-]?\s*", re.IGNORECASE)
MEETING = re.compile(r"^(?:\d{1,3}\. )?(?:\w+e )?Sitzung\b")
MEETING_DETAILS = re.compile(
    r"[\s,;(|–-]+(?:(?:um|ab|von|beginn:?)\s+)?\d{1,2}(?:[:.]\d\d)?\s*(?:(?:bis|[-–])\s*\d{1,2}(?:[:.]\d\d)?\s*)?Uhr\b.*$|"
    r"[\s,;(|–-]+(?:im |in |ort: )?(?:(?:großen|kleinen) )?(?:raum|zimmer|sitzungs(?:saal|raum|zimmer)|ratssaal|besprechungsraum)\b.*$",
    re.IGNORECASE,
)
TRAILING = re.compile(r"\s*(?:[-–|:,;·•]|\(\s*\))+\s*$")
LEADING = re.compile(r"^[\s\-–|:,;·•*#]+")
QUOTED = re.compile(r"^[„\"»“]([^„\"»“”«]+)[“\"«”]$")


@dataclass(frozen=True)
class Candidate:
    """What the title may be, and how likely that is."""

    text: str
    score: float
    index: int = -1


def guess_title(blocks: list[Block], *, property_title: str, file_name: str) -> str:
    """Return the title, or nothing where there is none."""
    named = _words(_readable(file_name))
    described = property_title if not MEANINGLESS.search(property_title) else ""
    candidates = list(_candidates(blocks, named, _words(described)))
    if described and len(_words(described)) >= 2 and not words.is_genre(described):
        candidates.append(Candidate(_clean(described), 0.5))
    if len(named) >= 2 and not MEANINGLESS_NAME.match(file_name):
        candidates.append(Candidate(_clean(_readable(file_name)), LEAST + 0.1))
    genres = [block for block in blocks[:HEAD] if block.is_genre and block.page == 1 and not FORMULA.match(block.text)]
    if genres:
        genre = max(genres, key=lambda block: (block.scale, -block.index))
        marked = 1.5 if genre.place == "title" or genre.level == 1 or genre.scale > 1.3 else 0.0
        candidates.append(Candidate(_clean(genre.text), LEAST + 0.5 + marked))
    best = max(candidates, key=lambda candidate: candidate.score, default=None)
    return best.text if best and best.score > LEAST else ""


def title_of_name(file_name: str) -> str:
    """Return what a file's name says as a title, for a file that has nothing else to say; or nothing."""
    readable = _clean(_readable(file_name))
    named = max((len(word) for word in WORD.findall(readable)), default=0) >= 4
    return "" if not named or MEANINGLESS_NAME.match(readable) else readable[:1].upper() + readable[1:]


def title_of_minutes(title: str) -> str:
    """Return the title of minutes: which meeting they are of, without when it began and in which room."""
    title = TRAILING.sub("", MEETING_DETAILS.sub("", title)) or title
    meeting = MEETING.match(title)
    return f"Protokoll der {title}" if meeting else title


def _readable(file_name: str) -> str:
    """Return a file's name as words, without numbers that only sort it."""
    stem = re.sub(r"\.[A-Za-z0-9]{2,4}$", "", file_name)
    stem = re.sub(r"(?<!\d)(?:20\d\d[-_.]?\d\d[-_.]?\d\d|\d\d[-_.]\d\d[-_.]20\d\d)(?!\d)", " ", stem)
    stem = re.sub(
        r"(?i)(?:^|[\W_])(?:final\w{0,3}|neu|entwurf|kopie|v\d+(?:\.\d+)*|version\s?\d*|endfassung|\(\d+\))(?=$|[\W_])",
        " ",
        stem,
    )
    return re.sub(r"\s+", " ", re.sub(r"[_+]+|(?<=\w)-(?=\w)|\s-|-\s", " ", stem)).strip(" .-")


def _words(text: str) -> set[str]:
    folded = text.lower().translate(SPELLED_OUT)
    return set(WORD.findall(folded))


def _candidates(blocks: list[Block], named: set[str], described: set[str]) -> Iterator[Candidate]:
    """Yield every block near the top that may be the title, alone and with what continues it."""
    usable = [block for block in blocks if block.page <= 2][:HEAD] or blocks[:HEAD]
    largest = max((block.scale for block in usable if not _is_nothing(block)), default=1.0)
    order = 0
    for position, block in enumerate(usable):
        if block.place == "footer":
            continue
        order += 1
        labelled = list(_labelled(usable, position))
        yield from (Candidate(_clean(text), score, block.index) for text, score in labelled)
        if labelled:
            continue
        score = _score(block, order, largest)
        following = usable[position + 1 : position + 4]
        text = block.text
        for count, joined in enumerate(_joined(block, following)):
            text = joined
            bonus = 1.2 if count else 0.0
            shape = _of_shape(text)
            agreement = 2.0 * _likeness(text, named) + 2.0 * _likeness(text, described)
            genre = -9.0 if words.is_genre(text) else 0.0
            yield Candidate(_clean(text), score + shape + agreement + bonus + genre, block.index)


def _is_nothing(block: Block) -> bool:
    """Return whether a block cannot be a title whatever it looks like."""
    return block.is_genre or block.is_letterhead or words.is_date(block.text) or len(block.text) < 4


def _labelled(blocks: list[Block], position: int) -> Iterator[tuple[str, float]]:
    """Yield what stands after "Betreff:" and the like, in the same line, the next cell or below."""
    block = blocks[position]
    cells = block.cells
    for number, cell in enumerate(cells):
        label = words.TITLE_LABEL.match(f"{cell}\t" if number + 1 < len(cells) or cell.endswith(":") else cell)
        if not label:
            continue
        rest = cell[label.end() :].strip() if label.end() <= len(cell) else ""
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        if not rest and number + 1 < len(cells):
            rest = cells[number + 1]
        elif not rest and following and not _is_nothing(following) and len(following.text) < MOST_LETTERS:
            rest = following.text
        elif rest and following and _carries_on(block, following):
            rest = f"{rest} {following.text}"
        if len(_words(rest)) >= 1 and not words.is_genre(rest):
            strong = label[0].lower().startswith(("betr", "titel", "bezeichnung", "beratungs", "gegenstand", "thema"))
            yield rest, (9.0 if strong else 5.0) - position * 0.05 + min(0.0, _of_shape(rest))


def _carries_on(block: Block, following: Block) -> bool:
    """Return whether the next block is the second line of a labelled title."""
    alike = following.bold == block.bold and following.place == block.place and len(following.text) < 120
    return alike and bool(CONTINUES.match(following.text)) and not words.SENTENCE.search(following.text)


def _joined(block: Block, following: list[Block]) -> Iterator[str]:
    """Yield the block's text, then with the blocks that carry it on."""
    text = block.text
    yield text
    last = block
    for after in following:
        same_looks = abs(after.scale - last.scale) < 0.06 and after.bold == last.bold and after.place == last.place
        goes_on = CONTINUES.match(after.text) and not after.is_prose and len(after.text) < 170
        is_open = bool(re.search(r"(?:[-–,:]|\b(?:und|für|der|die|des|zur|zum|von|in|im|mit|am))$", text))
        marked = block.scale >= 1.25 or block.place == "title"
        if _is_nothing(after) or (after.level and not block.level and block.place != "title"):
            return
        is_name = words.is_genre(text) or (block.stands_out and len(text.split()) <= 3)
        carried = goes_on and len(after.text.split()) > 2 and not after.text.startswith(("zwischen", "und "))
        if (is_name and carried) or (same_looks and (is_open or (goes_on and block.stands_out))):
            pass
        elif not (same_looks and marked and after.page == block.page and not words.NUMBERED.match(after.text)):
            return
        if words.is_genre(text) and not goes_on:
            return
        text = f"{text} {after.text}"
        if len(text) > MOST_LETTERS:
            return
        yield text
        last = after


def _score(block: Block, order: int, largest: float) -> float:
    """Return what looks and place of a block say."""
    score = min(4.5, (block.scale - 1) * 5.5) if block.scale > 1.04 else 0.0
    if block.scale < 0.93:
        score -= 1.5
    if block.scale > 1.1 and block.scale >= largest - 0.02:
        score += 2.0
    score += 1.4 if block.bold else 0.0
    if block.place == "title":
        score += 5.0 if block.page == 1 else -1.0
    elif block.level:
        score += {1: 3.5, 2: 1.2}.get(block.level, 0.2)
    score -= {"header": 2.5, "subtitle": 1.5, "sheet": 1.0, "table": 1.5}.get(block.place, 0.0)
    score -= min(order, 30) * 0.12 + (block.page - 1) * 2.5
    return score + _of_words(block)


def _of_words(block: Block) -> float:
    """Return what a block says about itself: a letterhead, a date, a section is no title."""
    text, score = block.text, 0.0
    if block.is_letterhead:
        score -= 5.0 if block.place != "title" else 2.0
    if words.is_date(text) or words.PAGE_NUMBER.match(text):
        score -= 7.0
    if words.SECTION.match(text):
        score -= 5.0
    if words.GREETING.match(text):
        score -= 5.0
    if words.NUMBERED.match(text) and not QUESTION_OF.match(text):
        score -= 8.0 if text.startswith("§") else 4.0
    if words.ADDRESSEE.match(text):
        score -= 6.0
    if words.BULLET.match(block.raw):
        score -= 2.0
    if block.place == "table" and len(block.cells) > 1:
        score -= 2.5
    if (
        words.LABELLED.match(text)
        and not words.GENRE_START.match(text)
        and block.scale < 1.15
        and block.place != "title"
    ):
        score -= 2.0
    if "____" in text or "....." in text or "☐" in text:
        score -= 5.0
    return score


def _of_shape(text: str) -> float:
    """Return how much a text reads like a title: some words, no full sentence."""
    count = len(text.split())
    letters = sum(character.isalpha() for character in text)
    score = 0.0
    if count == 1:
        score -= 1.2 if len(text) < 12 else 0.3
    elif count >= 3:
        score += 1.0
    if count > 22:
        score -= (count - 22) * 0.35
    if count > MOST_WORDS or len(text) > MOST_LETTERS:
        score -= 5.0
    if re.search(r"[^.]\.$", text) and count > 5 and not text.endswith(("e. V.", "e.V.")):
        score -= 2.0
    if words.SENTENCE.search(text[:-2]) and count > 8:
        score -= 2.0
    if text.endswith(":"):
        score -= 1.5
    if text[:1].islower():
        score -= 2.0
    if letters < len(text) * 0.55:
        score -= 3.0
    return score


def _likeness(text: str, others: set[str]) -> float:
    """Return which share of the words two texts have in common."""
    own = _words(text)
    if len(own) < 2 or not others:
        return 0.0
    common = len(own & others)
    share = common / min(len(own), len(others))
    return share if common >= 2 and share >= 0.5 else 0.0


def _clean(text: str) -> str:
    """Return a title without its label, quotation marks around it and loose signs."""
    text = " ".join(text.split())
    label = words.TITLE_LABEL.match(text)
    if label and len(text) > label.end():
        text = text[label.end() :]
    text = QUESTION_OF.sub("", text) or text
    text = words.GENRE_PREFIX.sub("", text)
    text = LEADING.sub("", TRAILING.sub("", text))
    quoted = QUOTED.match(text)
    text = quoted[1] if quoted else text
    if text.endswith(".") and not re.search(r"\b(?:e\. ?V|u\. ?a|etc|usw|ff|Nr|\w)\.$", text):
        text = text[:-1]
    return text[:MOST_LETTERS].strip()
