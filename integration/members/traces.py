"""Finds a person's name, address and phone in every text of the database, and takes them out."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext

from integration.members.models import User

TEXTS = {"CharField", "TextField", "JSONField", "SlugField", "URLField", "EmailField"}
LEFT_ALONE: dict[tuple[str, str], set[str] | None] = {
    # What a file says is the file's: it is handed on with the words in it, and whoever published it answers for it
    ("files", "document"): {"text", "found", "file", "download_name"},
    ("members", "user"): None,
    # Made of other texts, and so made anew
    ("catalogue", "entry"): None,
    ("catalogue", "entrytext"): None,
}
SHORTEST_PHONE = 6  # signs; shorter ones are extensions that many have
SPELLINGS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
# A line break in JSON ends with a letter
BEGINS, ENDS = r"(?:(?<!\w)|(?<=\\n)|(?<=\\r)|(?<=\\t))", r"(?!\w)"
SPACE = r"(?:\s|&nbsp;|\\+u00a0|\+|%20|-|</?[a-z]+>)+"  # a name may be written in an address, or partly in bold
GENITIVE = r"(?:['’]?s)?"
ADDRESSED = rf"(?:(?:Frau|Fr\.|Herrn|Herr|Hr\.|Kollegin|Kollegen|Kollege|Dr\.|Prof\.){SPACE})"


def _sign(sign: str) -> str:
    """Return a pattern for one sign, as text, JSON, HTML and addresses write it."""
    if sign.isascii() and sign.isalnum():
        return sign
    if sign.isspace():
        return SPACE
    forms = {sign, html.escape(sign), quote(sign, safe=""), SPELLINGS.get(sign, sign)}
    written = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return rf"(?:{written}|\\+u{ord(sign):04x})"


def _pattern(text: str) -> str:
    return "".join(_sign(sign) for sign in " ".join(text.split()))


@dataclass(frozen=True)
class Traces:
    """How texts name and reach one person."""

    names: re.Pattern[str] | None  # None where somebody else has the same name: nobody can say who is meant
    contacts: re.Pattern[str]  # address and phone
    needles: tuple[str, ...]  # plain letters, of which each text with a trace has one

    @classmethod
    def of(cls, user: User) -> "Traces":
        """Return the traces of a person. A last name alone is left: it may be a word, or somebody else's name."""
        first, last = _pattern(user.first_name), _pattern(user.last_name)
        reached = [_pattern(user.email)] + ([_pattern(user.phone)] if len(user.phone) >= SHORTEST_PHONE else [])
        same = User.objects.filter(first_name__iexact=user.first_name, last_name__iexact=user.last_name)
        names = None
        needles = [user.email.partition("@")[0], *([user.phone] if len(user.phone) >= SHORTEST_PHONE else [])]
        if user.first_name and user.last_name and not same.exclude(pk=user.pk).exists():
            full = rf"@?{ADDRESSED}*{first}{SPACE}{last}|{last},(?:{SPACE})?{first}|{ADDRESSED}+{last}"
            names = re.compile(f"{BEGINS}(?:{full}){GENITIVE}{ENDS}", re.IGNORECASE)
            needles += _needles(user.last_name)
        return cls(
            names=names,
            contacts=re.compile(f"{BEGINS}(?:{'|'.join(reached)}){ENDS}", re.IGNORECASE),
            needles=tuple(needle for needle in dict.fromkeys(needles) if needle),
        )

    def without(self, text: str) -> str:
        """Return a text without them; where nothing else stands in it, or in a value of JSON, nothing is left."""
        if self.names is not None:
            text = self.names.sub(gettext("Former member"), text)
        if self.contacts.fullmatch(text):
            return ""
        text = re.sub(rf'(?<="){self.contacts.pattern}(?=\\*")', "", text, flags=re.IGNORECASE)
        return self.contacts.sub(gettext("(taken out)"), text)


def _longest_plain(text: str) -> str:
    """Return the longest run of letters that every way of writing has in common."""
    return max(re.findall(r"[A-Za-z0-9]+", text), key=len, default="")


def _needles(name: str) -> list[str]:
    """Return what a text with this name has in it; one in other letters as it is written, in JSON too."""
    plain = _longest_plain(name)
    return [plain] if plain else [name, name.lower(), json.dumps(name)[1:-1]]


def remove_traces(traces: Traces) -> int:
    """Take the traces out of every text of every table; return how many were changed.

    It writes past all models: what is kept for good, such as records of who decided what, keeps no name either.
    """
    changed = 0
    for model in apps.get_models(include_auto_created=True):
        columns = list(_texts_of(model))
        if columns:
            changed += _clean(model, columns, traces)
    return changed


def _texts_of(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    options = model._meta
    left = LEFT_ALONE.get((options.app_label, options.model_name or ""), set())
    if options.proxy or not options.managed or options.swapped or left is None:
        return
    for field in options.local_concrete_fields:
        is_text = field.get_internal_type() in TEXTS and not field.choices and not field.primary_key
        if is_text and field.name not in left:
            yield field


def _clean(model: type[models.Model], columns: list[models.Field[Any, Any]], traces: Traces) -> int:
    name = connection.ops.quote_name
    table, key = name(model._meta.db_table), name(model._meta.pk.column or "")
    contains = "ILIKE" if connection.vendor == "postgresql" else "LIKE"
    texts = [f"CAST({name(field.column or '')} AS TEXT)" for field in columns]
    tests = [f"{text} {contains} %s ESCAPE '!'" for text in texts for _needle in traces.needles]
    wanted = [f"%{_literally(needle)}%" for _text in texts for needle in traces.needles]
    changed = 0
    with connection.cursor() as cursor:
        # Names of tables and columns are those of our models
        cursor.execute(f"SELECT {key}, {', '.join(texts)} FROM {table} WHERE {' OR '.join(tests)}", wanted)  # noqa: S608
        for number, *found in cursor.fetchall():
            for field, text in zip(columns, found, strict=True):
                clean = traces.without(text) if text else text
                if clean == text:
                    continue
                value = _fitting(field, clean, number)
                cast = "::jsonb" if connection.vendor == "postgresql" and _is_json(field) else ""
                column = name(field.column or "")
                cursor.execute(f"UPDATE {table} SET {column} = %s{cast} WHERE {key} = %s", [value, number])  # noqa: S608
                changed += 1
    return changed


def _literally(text: str) -> str:
    return re.sub(r"([!%_])", r"!\1", text)


def _is_json(field: models.Field[Any, Any]) -> bool:
    return field.get_internal_type() == "JSONField"


def _fitting(field: models.Field[Any, Any], text: str, number: Any) -> str:
    """Return the text as the column can hold it: not longer, and unique where it has to be."""
    if field.unique:
        text = f"{text} {number}"
    return text[: field.max_length] if field.max_length and not _is_json(field) else text
