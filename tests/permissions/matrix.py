"""Reads the committed matrix: who gets which answer where."""

import csv
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from django.http import HttpResponse
from django.urls import reverse

FILE = Path(__file__).with_name("matrix.csv")
COLUMNS = ["url name", "object", "method", "role", "expected status"]


@dataclass(frozen=True)
class Rule:
    """One row. Methods, roles and objects are lists; a name or an object with `*` stands for several."""

    number: int
    name: str
    objects: tuple[str, ...]
    methods: tuple[str, ...]
    roles: tuple[str, ...]
    expected: str

    def covers(self, name: str, obj: str, method: str, role: str) -> bool:
        """Return whether the row says something about this request."""
        return (
            fnmatchcase(name, self.name)
            and any(fnmatchcase(obj, pattern) for pattern in self.objects)
            and method in self.methods
            and role in self.roles
        )


@cache
def read_matrix() -> tuple[Rule, ...]:
    """Return the rows; lines that begin with # are headings."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if line.strip() and not line.startswith("#"))
        assert rows.fieldnames == COLUMNS
        return tuple(
            Rule(
                number=number,
                name=row["url name"],
                objects=tuple(part.strip() for part in row["object"].split("/")),
                methods=tuple(row["method"].split()),
                roles=tuple(row["role"].split()),
                expected=row["expected status"],
            )
            for number, row in enumerate(rows)
        )


@cache
def _about(name: str) -> list[Rule]:
    return [rule for rule in read_matrix() if fnmatchcase(name, rule.name)]


def rule_for(name: str, obj: str, method: str, role: str) -> Rule | None:
    """Return the row that counts: an exact name before a pattern, a long pattern before a short one."""
    found = [rule for rule in _about(name) if rule.covers(name, obj, method, role)]
    return max(found, key=lambda rule: ("*" not in rule.name, len(rule.name), "*" not in rule.objects), default=None)


def outcome(response: HttpResponse) -> str:
    """Say what an answer means: its status, or for a redirect that refuses, where it leads.

    `sign-in`: to the sign-in. `gate`: to the door of the admin. `denied`: Wagtail sends back to its start page.
    """
    location = response.headers.get("Location", "")
    if response.status_code == 302:
        if location.startswith(f"{reverse('account_login')}?"):
            return "sign-in"
        if location.startswith((f"{reverse('admin_gate')}?", f"{reverse('wagtailadmin_login')}?")):
            return "gate"
        if location == reverse("wagtailadmin_home"):
            return "denied"
    return str(response.status_code)


def fits(expected: str, response: HttpResponse) -> bool:
    """Return whether an answer is the one that the matrix wants; `open` is any but a refusal or a failure."""
    got = outcome(response)
    if expected == "open":
        return got not in {"sign-in", "gate", "denied", "403"} and response.status_code < 500
    return got == expected or (expected == "302" and got == "denied")
