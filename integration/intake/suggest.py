"""What the portal proposes for a file, so that a member confirms instead of typing."""

from dataclasses import dataclass

from integration.files.extraction import Reading
from integration.files.names import extension_of
from integration.intake.blocks import blocks_of
from integration.intake.dates import guess_date
from integration.intake.kinds import guess_kind
from integration.intake.places import guess_place
from integration.intake.teasers import guess_teaser
from integration.intake.titles import guess_title
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


def suggest(reading: Reading, *, file_name: str) -> Suggestion:
    """Return what the text and the looks of a file suggest; its properties and its name are weak hints."""
    blocks = blocks_of(reading)
    found = reading.found
    title = guess_title(blocks, property_title=found.title, file_name=file_name)
    if not reading.text:
        return Suggestion(title=title)
    stem = file_name.rpartition(".")[0] or file_name
    kind = guess_kind(blocks, title=title, file_name=stem, extension=extension_of(file_name))
    return Suggestion(
        title=title,
        teaser=guess_teaser(blocks, title=title),
        date=guess_date(blocks, title=title, kind=kind, file_name=stem, created=found.created),
        municipality=guess_place(blocks, reading.text, title=title, author=found.author),
        topics=guess_topics(blocks, title=title, file_name=stem),
        kind=kind,
    )
