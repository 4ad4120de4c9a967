"""Compares what the engine proposes with what a person would enter."""

import re
from dataclasses import dataclass, field
from typing import Any

from tests.intake.writers import Sample


@dataclass
class Verdict:
    """How many of each were right; `misses` says which were not."""

    title: int = 0
    date: int = 0
    municipality: int = 0
    kind: int = 0
    named: int = 0
    right: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the named topics that are right."""
        return self.right / self.named if self.named else 1.0


def simple(text: str | None) -> str:
    """Return a text without case, signs and spaces: what is left is trivially the same."""
    return re.sub(r"[\W_]+", "", (text or "").lower())


def judge(samples: list[Sample], rows: dict[str, dict[str, Any]]) -> Verdict:
    verdict = Verdict()
    for sample in samples:
        row = rows[sample.name]
        titles = {simple(title) for title in (sample.title, *sample.other_titles)}
        right = {
            "title": simple(row["title"]) in titles,
            "date": row["date"] == sample.date,
            "municipality": row["municipality"] == sample.municipality,
            "kind": row["kind"] == sample.kind,
        }
        for name, is_right in right.items():
            setattr(verdict, name, getattr(verdict, name) + is_right)
            if not is_right:
                verdict.misses.append(f"{sample.name}: {name} {row[name]!r} instead of {getattr(sample, name)!r}")
        verdict.named += len(row["topics"])
        verdict.right += len(set(row["topics"]) & set(sample.topics))
        if set(row["topics"]) - set(sample.topics) or not row["topics"]:
            verdict.misses.append(f"{sample.name}: topics {row['topics']} instead of {list(sample.topics)}")
    return verdict
