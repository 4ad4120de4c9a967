"""What somebody became is what was done: eingebürgert leads to Einbürgerung, betreut to Betreuung."""

import re
from functools import lru_cache

from search import compounds, dictionary

SHORTEST = 6  # letters
_PREFIX = (
    "ab|an|auf|aus|bei|dar|durch|ein|fest|fort|frei|her|hin|los|mit|nach|statt|teil|um|unter|vor|weg|weiter|wieder|zu"
    "|zurück|zusammen"
).replace("ü", "u")
_INFLECTED = r"(?:e[mnrs]?)?"
_WITH_GE = re.compile(rf"({_PREFIX}|)ge([a-z]{{3,}}?)e?t{_INFLECTED}")
_WITHOUT_GE = re.compile(rf"((?:be|ent|er|uber|unter|ver|zer)[a-z]{{3,}}?)e?t{_INFLECTED}")
_OF_VERBS_IN_IEREN = re.compile(rf"([a-z]{{3,}})iert{_INFLECTED}")


@lru_cache(maxsize=10_000)
def noun_of(word: str) -> str | None:
    """Return the noun of a participle, both in normal form, if German has it; what only looks like one has none."""
    if len(word) < SHORTEST:
        return None
    nouns: list[str] = []
    if found := _OF_VERBS_IN_IEREN.fullmatch(word):
        nouns += [f"{found[1]}ation", f"{found[1]}ierung"]
    if found := _WITH_GE.fullmatch(word):
        nouns.append(_in_ung(found[1] + found[2]))
    elif found := _WITHOUT_GE.fullmatch(word):
        nouns.append(_in_ung(found[1]))
    known = [noun for noun in nouns if compounds.frequency(noun) is not None]
    return max(known, key=lambda noun: compounds.frequency(noun) or dictionary.RARE, default=None)


def _in_ung(root: str) -> str:
    """Return what a verb's noun may be: (ein)bürger-ung, (be)treu-ung, and of (ver)mittel-n Vermittlung."""
    return f"{root[:-2]}lung" if root.endswith("el") else f"{root}ung"
