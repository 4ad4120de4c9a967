"""What the portal proposes for a file, so that a member confirms instead of typing."""

from dataclasses import dataclass

from integration.files.extraction import Reading
from integration.files.names import extension_of
from integration.intake.blocks import blocks_of
from integration.intake.dates import guess_date, mentions
from integration.intake.kinds import guess_kind
from integration.intake.places import guess_place
from integration.intake.teasers import guess_teaser
from integration.intake.titles import guess_title, title_of_minutes, title_of_name
from integration.intake.topics import guess_topics


@dataclass(frozen=True)
class Suggestion:
    """Proposals; what is unknown is empty."""

    title: str = ""
    teaser: str = ""
    date: str = ""  # YYYY-MM-DD, or YYYY-MM where no day is known
    municipality: str = ""  # name in the table; bodies outside it as written
    topics: tuple[str, ...] = ()  # German names
    kind: str = ""  # value of `MaterialKind`
    rank: int = 0  # what it comes from: 2 a text with a title, 1 a text, 0 no more than the name of the file


def suggest(reading: Reading, *, file_name: str) -> Suggestion:
    """Return what the text and the looks of a file suggest; its properties and its name are weak hints."""
    blocks = blocks_of(reading)
    found = reading.found
    title = guess_title(blocks, property_title=found.title, file_name=file_name)
    stem = file_name.rpartition(".")[0] or file_name
    if not reading.text:
        return _of_name(stem, title=title, extension=extension_of(file_name))
    kind = guess_kind(blocks, title=title, file_name=stem, extension=extension_of(file_name))
    return Suggestion(
        title=title_of_minutes(title) if kind == "minutes" else title,
        teaser=guess_teaser(blocks, title=title, kind=kind),
        date=guess_date(blocks, title=title, kind=kind, file_name=stem, created=found.created),
        municipality=guess_place(blocks, reading.text, title=title, author=found.author),
        topics=guess_topics(blocks, title=title, file_name=stem),
        kind=kind,
        rank=2 if title and guess_title(blocks, property_title="", file_name="") else 1,
    )


def _of_name(stem: str, *, title: str, extension: str) -> Suggestion:
    """Return what the name of a file says, where nobody can read the file; a year alone is no date."""
    title = title_of_name(f"{stem}.{extension}") or title
    if not title:
        return Suggestion()
    words = stem.replace("_", " ")
    date = guess_date([], title="", kind="", file_name=stem, created="")
    date = date or next((mention.value for mention in mentions(words)), "")
    return Suggestion(title=title, date=date, kind=guess_kind([], title=title, file_name=words, extension=extension))
