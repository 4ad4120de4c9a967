"""The contract of a contribution: what a kind declares so that lists, search and mails treat it like any other."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.utils.functional import Promise

from integration.files.models import Document, Image
from integration.members.models import User

REQUIRED = (
    "kind",
    "kind_label",
    "kind_label_plural",
    "kind_icon",
    "section_slug",
    "section_title",
    "section_intro",
)


@dataclass(frozen=True)
class EntryData:
    """What the catalogue keeps of one contribution; times are aware datetimes, foreign keys are primary keys."""

    title: str
    url: str
    state: str
    live: bool
    teaser: str = ""
    detail: str = ""
    text: str = ""  # what it says itself, as plain text; what its files say is read from `document_ids`
    keywords: tuple[str, ...] = ()  # people, tags, topics, places: found, but not quoted
    document_ids: tuple[int, ...] = ()
    municipality_id: int | None = None
    author_id: int | None = None
    topic_ids: tuple[int, ...] = ()
    contact_user_id: int | None = None
    contact_name: str = ""
    contact_phone: str = ""
    phase: str = ""  # of `phases.Phase`, where its author says so and no dates do
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    file_count: int = 0
    file_note: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    # Each inner tuple is one restriction: groups of which a reader needs one. All restrictions must allow.
    restrictions: tuple[tuple[int, ...], ...] = field(default=())


@dataclass(frozen=True)
class OpenQuestion:
    """Something that waits for somebody who knows."""

    title: str
    url: str
    asked_at: datetime
    topic: str = ""


@dataclass(frozen=True)
class OpenQuestions:
    """The newest of them, and where all are listed."""

    rows: list[OpenQuestion]
    url: str


@dataclass(frozen=True)
class OwnState:
    """What an author reads of something in "Meine Beiträge", where the states of a review do not fit the kind."""

    words: str
    look: str  # of the mark before the words: ok, wait, todo, off
    text: str  # what that means
    url: str
    verb: str  # the one next step, at this address
    waits: bool = False  # it is the author's turn
    is_over: bool = False  # nothing is expected of anybody any more


@dataclass(frozen=True)
class BegunForm:
    """A form of a kind that keeps its drafts itself: "Meine Beiträge" leads back to it."""

    title: str
    url: str
    kind_label: str
    updated_at: datetime
    file_count: int = 0


class Contribution:
    """A kind of contribution. A concrete model that subclasses it is a kind; `manage.py check` says what it lacks."""

    pk: Any
    kind: ClassVar[str] = ""  # short name in code and addresses
    kind_label: ClassVar[str | Promise] = ""  # as people see it: "Projekt"
    kind_label_plural: ClassVar[str | Promise] = ""
    kind_icon: ClassVar[str] = ""  # name of a picture in static/icons.svg
    section_slug: ClassVar[str] = ""  # address of the list
    section_title: ClassVar[str | Promise] = ""
    section_intro: ClassVar[str | Promise] = ""
    section_order: ClassVar[int] = 100  # place in the navigation, lowest first
    section_parent: ClassVar[str] = ""  # kind whose list leads to this kind's list, instead of the navigation
    by_date: ClassVar[bool] = False  # its list shows what is not over first, instead of the newest
    contribute_fields: ClassVar[tuple[str, ...]] = ()  # fields of the front-end form; empty: editors only
    contribute_more: ClassVar[tuple[str, ...]] = ()  # further fields, folded away until somebody wants them
    contribute_questions: ClassVar[tuple[str, ...]] = ()  # asked for later one by one, the most helpful first
    contribute_files_first: ClassVar[bool] = False  # where a file is the heart of it
    contribute_hint: ClassVar[str | Promise] = ""  # one line that helps to choose this kind
    takes_messages: ClassVar[bool] = False  # members write to its author through the portal

    @classmethod
    def is_kind_base(cls) -> bool:
        """Return whether this model is only the base of kinds."""
        return False

    @classmethod
    def questions(cls) -> tuple[str, ...]:
        """Return the fields to ask for when they are empty: those declared, else all of the form but the title."""
        everything = (*cls.contribute_fields, *cls.contribute_more)
        return cls.contribute_questions or tuple(name for name in everything if name != "title")

    @classmethod
    def edit_url(cls, object_id: int) -> str:
        """Return where its author changes it; empty for what has no form."""
        return ""

    @classmethod
    def withdraw_url(cls, object_id: int) -> str:
        """Return where its author takes it back."""
        return ""

    @classmethod
    def own_states(cls, object_ids: list[int]) -> dict[int, OwnState]:
        """Return how these stand, by their numbers, in one query; nothing for a kind with the states of a review."""
        return {}

    @classmethod
    def begun_by(cls, user_id: int) -> list[BegunForm]:
        """Return the forms that this person began and that became nothing yet, in one query; the newest first."""
        return []

    @classmethod
    def preview_url(cls, object_id: int) -> str:
        """Return where those who may read drafts see its newest version."""
        return ""

    @classmethod
    def open_questions(cls, user: User, number: int) -> OpenQuestions | None:
        """Return what of this kind nobody has answered yet, for the start page; None where that is no question."""
        return None

    @classmethod
    def unnamed_of(cls, user: User) -> list[int]:
        """Return the numbers of those that this person wrote without a name: the catalogue does not know whose."""
        return []

    def entry_data(self) -> EntryData:
        """Return what the catalogue shall keep; read from the published version, or the newest draft where none is."""
        raise NotImplementedError

    def shows(self, file: Document | Image) -> bool:
        """Return whether this version uses a file; what takes no files has nothing to say."""
        return False

    def newest_version(self) -> "Contribution":
        """Return what readers see when published, else the newest draft."""
        return self

    @classmethod
    def missing_declarations(cls) -> list[str]:
        """Return the names that a complete kind still has to declare."""
        missing = [name for name in REQUIRED if not getattr(cls, name)]
        if cls.entry_data is Contribution.entry_data:
            missing.append("entry_data")
        return missing
