#!/usr/bin/env python
"""Message catalogue of the portal, kept with Babel because gettext's binaries are not on every machine.

add FILE.tsv   add or replace translations; lines are msgid TAB msgstr, for plurals
               msgid TAB msgid_plural TAB msgstr[0] TAB msgstr[1]; a context goes first as msgctxt:CONTEXT TAB ...
               `-` reads standard input; \\n and \\t are line break and tab, # starts a comment line
update         write new msgids of the sources into the catalogue (--prune drops those that no source uses)
check          fail if a used msgid lacks its German text, is fuzzy, loses a placeholder, or if an entry is unused
compile        write the binary catalogue that Django reads
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template import TemplateSyntaxError
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO_FILE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
SOURCES = ("cms", "home", "integration", "search", "templates")
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml"}
SKIPPED_FOLDERS = {"migrations", "__pycache__", "node_modules"}
HEADER = """\
# German texts of the portal. Written by tools/translations.py: `add` new texts, do not edit by hand.
msgid ""
msgstr ""
"Project-Id-Version: integrationsportal\\n"
"Language: de\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
Spec: TypeAlias = tuple[int | tuple[int, str], ...] | None
_BASE_KEYWORDS: dict[str, Spec] = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
KEYWORDS: dict[str, Spec] = {
    "_": None,
    "gettext_noop": None,
    **_BASE_KEYWORDS,
    **{f"{name}_lazy": spec for name, spec in _BASE_KEYWORDS.items()},
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]?[\d.]*[a-zA-Z]|\{(\w*)[^{}\s]*\}")

MessageId: TypeAlias = str | tuple[str, ...] | list[str]


@dataclass(frozen=True, order=True)
class Key:
    """What makes a message one message: its singular and its context."""

    singular: str
    context: str


def key_of(message: Message) -> Key:
    """Plural and singular use of one msgid are the same entry in a catalogue."""
    return Key(singular_of(message.id), message.context or "")


def singular_of(msgid: MessageId) -> str:
    """Babel keeps plural messages as a sequence; sorting and looking up needs the first part."""
    return msgid if isinstance(msgid, str) else msgid[0]


@contextlib.contextmanager
def locked_catalogue() -> Iterator[Catalog]:
    """Serialise writers: several people add texts at the same moment and none may be lost."""
    PO_FILE.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(PO_FILE.parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        catalogue = load()
        yield catalogue
        save(catalogue)
    finally:
        os.close(descriptor)


def load() -> Catalog:
    """An absent file is an empty catalogue, so that the first `add` works."""
    if not PO_FILE.exists():
        return Catalog(locale="de", domain="django")
    with PO_FILE.open("rb") as file:
        return read_po(file, locale="de", domain="django", ignore_obsolete=True, abort_invalid=True)


def save(catalogue: Catalog) -> None:
    """Sorted and without dates, places and wrapped lines: a change shows as the lines that it changes."""
    buffer = io.BytesIO()
    write_po(
        buffer,
        catalogue,
        width=0,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
        include_previous=False,
        include_lineno=False,
    )
    replace_file(PO_FILE, HEADER.encode() + buffer.getvalue().strip() + b"\n")


def replace_file(path: Path, content: bytes) -> None:
    """Readers see the old or the new file, never half of one."""
    if path.exists() and path.read_bytes() == content:
        path.touch()
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(name, 0o644)
    os.replace(name, path)


def source_files() -> Iterator[Path]:
    """Our own packages and templates, in a stable order."""
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and not SKIPPED_FOLDERS.intersection(path.relative_to(ROOT).parts):
                yield path


def python_source(path: Path) -> bytes | None:
    """Templates become the Python calls that they make; anything else is not a source of messages."""
    if path.suffix == ".py":
        return path.read_bytes()
    if path.suffix not in TEMPLATE_SUFFIXES:
        return None
    calls = templatize(path.read_text(encoding="utf-8"), origin=str(path.relative_to(ROOT)))
    # Indentation of HTML means nothing, but would be an error to the Python tokenizer.
    return "\n".join(line.strip() for line in calls.splitlines()).encode()


def used_messages() -> Catalog:
    """Every message that the sources ask for."""
    catalogue = Catalog(locale="de", domain="django")
    for path in source_files():
        try:
            source = python_source(path)
        except TemplateSyntaxError as error:
            sys.exit(f"{path.relative_to(ROOT)}: {error}")
        if source is None:
            continue
        place = str(path.relative_to(ROOT))
        try:
            found = list(extract("python", io.BytesIO(source), keywords=KEYWORDS, options={"encoding": "utf-8"}))
        except (SyntaxError, ValueError) as error:
            sys.exit(f"{place}: {error}")
        for line, msgid, _comments, context in found:
            if singular_of(msgid):
                catalogue.add(msgid, locations=[(place, line)], context=context)
    return catalogue


def unescape(field: str) -> str:
    """A field lies on one line, so line breaks and tabs are written as in C."""
    return re.sub(r"\\([nt\\])", lambda match: {"n": "\n", "t": "\t", "\\": "\\"}[match[1]], field)


def parse_lines(text: str) -> tuple[list[tuple[MessageId, MessageId, str | None]], list[str]]:
    """Split the given lines into messages and complaints."""
    messages: list[tuple[MessageId, MessageId, str | None]] = []
    complaints: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [unescape(field) for field in line.split("\t")]
        context = None
        if fields[0].startswith("msgctxt:"):
            context = fields.pop(0).removeprefix("msgctxt:")
        if len(fields) not in {2, 4} or not all(field.strip() for field in fields):
            complaints.append(f"line {number}: expected 2 fields (4 for a plural), none empty: {line!r}")
        elif len(fields) == 2:
            messages.append((fields[0], fields[1], context))
        else:
            messages.append(((fields[0], fields[1]), (fields[2], fields[3]), context))
    return messages, complaints


def add(source: str) -> int:
    """Store translations, also of texts that no source uses yet."""
    text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    messages, complaints = parse_lines(text)
    if complaints:
        print("\n".join(complaints), "Nothing was added.", sep="\n", file=sys.stderr)
        return 1
    with locked_catalogue() as catalogue:
        for msgid, msgstr, context in messages:
            singular = singular_of(msgid)
            present = catalogue.get(singular, context)
            if isinstance(msgid, str) and present is not None and present.pluralizable:
                print(f"Kept {singular!r}: it has a plural, give four fields to change it.", file=sys.stderr)
                continue
            if present is not None:
                catalogue.delete(singular, context)
            catalogue.add(msgid, msgstr, context=context)
    print(f"{len(messages)} added.")
    return 0


def update(*, prune: bool) -> int:
    """Bring the catalogue in line with the sources and name what still needs a German text."""
    used = used_messages()
    used_keys = {key_of(message) for message in used if message.id}
    with locked_catalogue() as catalogue:
        for message in used:
            if not message.id:
                continue
            present = catalogue.get(singular_of(message.id), message.context)
            if present is None:
                catalogue.add(message.id, context=message.context)
            elif message.pluralizable and not present.pluralizable:
                catalogue.delete(present.id, present.context)
                catalogue.add(message.id, context=message.context)
        unused = [message for message in catalogue if message.id and key_of(message) not in used_keys]
        for message in unused if prune else []:
            catalogue.delete(singular_of(message.id), message.context)
        missing = [message for message in catalogue if message.id and not is_translated(message)]
    for message in missing:
        print(f"needs German: {singular_of(message.id)!r}")
    print(f"{len(used_keys)} used, {len(missing)} without German, {len(unused)} unused{' (dropped)' if prune else ''}.")
    return 0


def is_translated(message: Message) -> bool:
    """A plural counts only when both of its forms are there."""
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(texts) and all(texts) and (not message.pluralizable or len(texts) == 2)


def placeholders(text: str) -> set[str]:
    """Names that the code fills in; a misspelt one breaks the page at run time."""
    return {named or f"{{{braced}}}" for named, braced in PLACEHOLDER.findall(text)}


def placeholder_errors(message: Message) -> list[str]:
    """German may leave the number out of a singular, but must not invent or lose any other value."""
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    known = set().union(*(placeholders(text) for text in ids))
    problems = []
    for number, text in enumerate(texts):
        invented = placeholders(text) - known
        lost = placeholders(ids[min(number, len(ids) - 1)]) - placeholders(text) if not message.pluralizable else set()
        problems += [f"unknown placeholder {name}" for name in sorted(invented)]
        problems += [f"lost placeholder {name}" for name in sorted(lost)]
    return problems


def check() -> int:
    """Lint: the German catalogue is complete, and nothing in it is dead."""
    used = used_messages()
    catalogue = load()
    complaints = []
    for message in used:
        if not message.id:
            continue
        place = ":".join(str(part) for part in message.locations[0])
        present = catalogue.get(singular_of(message.id), message.context)
        if present is None or not is_translated(present) or (message.pluralizable and not present.pluralizable):
            complaints.append(f"{place}: no German text for {message.id!r}")
        elif present.fuzzy:
            complaints.append(f"{place}: fuzzy: {message.id!r}")
        else:
            complaints += [f"{place}: {error}: {message.id!r}" for error in placeholder_errors(present)]
    used_keys = {key_of(message) for message in used if message.id}
    complaints += [
        f"{PO_FILE.relative_to(ROOT)}: unused: {singular_of(message.id)!r}"
        for message in catalogue
        if message.id and key_of(message) not in used_keys
    ]
    print("\n".join(complaints) or f"{len(used_keys)} texts, all in German.")
    return 1 if complaints else 0


class CatalogueWithSingulars(Catalog):
    """Has the singular of a plural as a message of its own too: an older Python's gettext finds it only so."""

    def __iter__(self) -> Iterator[Message]:
        for message in super().__iter__():
            yield message
            if message.pluralizable:
                text = singular_of(message.string or "")
                yield Message(singular_of(message.id), text, flags=message.flags, context=message.context)


def compiled() -> bytes:
    """Return the binary catalogue."""
    catalogue = CatalogueWithSingulars(locale="de", domain="django")
    for message in load():
        if message.id:
            catalogue.add(message.id, message.string, flags=message.flags, context=message.context)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def compile_catalogue() -> int:
    """The .mo is made on every machine and never committed."""
    replace_file(PO_FILE.with_suffix(".mo"), compiled())
    return 0


def main() -> int:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("add").add_argument("file")
    commands.add_parser("update").add_argument("--prune", action="store_true")
    commands.add_parser("check")
    commands.add_parser("compile")
    arguments = parser.parse_args()
    if not settings.configured:
        settings.configure(USE_I18N=True)
    if arguments.command == "add":
        return add(arguments.file)
    if arguments.command == "update":
        return update(prune=arguments.prune)
    return check() if arguments.command == "check" else compile_catalogue()


if __name__ == "__main__":
    sys.exit(main())
