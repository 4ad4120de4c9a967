"""Texts by rule and questions about them: of sentences of a collection, or of German words as common as they are."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Protocol

from search.analysis import content_words
from search.ranking import query_words

LENGTH = 1000  # characters of a text
TITLE_WORDS = 6
SENTENCE = re.compile(r"(?<=[.;:?!])\s+")
SHORTEST, LONGEST = 40, 400  # characters of a sentence
COMMONEST = 60_000  # words of the dictionary


class Source(Protocol):
    """Where sentences come from."""

    def sentence(self, chance: random.Random) -> str:
        """Return any sentence."""
        ...

    def questions(self) -> list[str]:
        """Return what people asked, nothing where nobody did."""
        ...


class Sentences:
    """The sentences of a collection with `docs.jsonl` and, if there is one, `queries.jsonl`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        texts = (str(row["text"]) for row in _lines(folder / "docs.jsonl"))
        every = (sentence for text in texts for sentence in SENTENCE.split(text))
        self.all = [sentence for sentence in every if SHORTEST <= len(sentence) <= LONGEST]
        if not self.all:
            raise ValueError(f"{folder}: no sentences")

    def sentence(self, chance: random.Random) -> str:
        return chance.choice(self.all)

    def questions(self) -> list[str]:
        path = self.folder / "queries.jsonl"
        return [str(row["text"]) for row in _lines(path)] if path.exists() else []


class Dictionary:
    """Words of German without order, each as common as it is."""

    def __init__(self) -> None:
        frequencies = import_module("wordfreq").get_frequency_dict("de", wordlist="best")
        chosen = sorted(frequencies, key=lambda word: (-frequencies[word], word))[:COMMONEST]
        self.words = [word for word in chosen if word.isalpha()]
        self.weights = list(accumulate(frequencies[word] for word in self.words))

    def sentence(self, chance: random.Random) -> str:
        words = chance.choices(self.words, cum_weights=self.weights, k=chance.randint(6, 20))
        return " ".join(words).capitalize() + "."

    def questions(self) -> list[str]:
        return []


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def source(folder: Path | None) -> Source:
    """Return the sentences of this folder, or those of words."""
    return Sentences(folder) if folder else Dictionary()


@dataclass(frozen=True)
class Text:
    """What a contribution says."""

    title: str
    teaser: str
    body: str


def text(sentences: Source, number: int) -> Text:
    """Return the text of this number, the same in every run, of about a thousand characters."""
    chance = random.Random(number)
    body = [sentences.sentence(chance)]
    title = " ".join(sentences.sentence(chance).split()[:TITLE_WORDS]).rstrip(",.;:")
    while sum(map(len, body)) + len(title) < LENGTH:
        body.append(sentences.sentence(chance))
    return Text(title=f"{title} {number}"[:255], teaser=body[0][:500], body=" ".join(body[1:])[:LENGTH])


def questions(sentences: Source, number: int) -> dict[str, list[str]]:
    """Return so many queries of one word, of two, and whole questions; those of a sentence where nobody asked any."""
    chance = random.Random(20240501)
    made: dict[str, list[str]] = {"one word": [], "two words": [], "questions": []}
    asked = sentences.questions()
    chance.shuffle(asked)
    made["questions"] = asked[:number]
    while min(map(len, made.values())) < number:
        said = list(dict.fromkeys(word for word in content_words(sentences.sentence(chance)) if word.isalpha()))
        if len(said) < 3 or len(query_words(" ".join(said))) < 3:
            continue
        for name, size in (("one word", 1), ("two words", 2), ("questions", min(len(said), 6))):
            if len(made[name]) < number:
                made[name].append(" ".join(chance.sample(said, size)))
    return made
