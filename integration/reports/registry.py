"""What can be reported or waits for the editors: each app registers its kinds, and this app knows none of them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.html import strip_tags

from integration.members.models import User


@dataclass(frozen=True)
class Said:
    """What stands before or after the reported thing, so that editors see it as readers do; `html` is clean HTML."""

    name: str
    html: str


@dataclass(frozen=True)
class ReportedContext:
    """The thing as it is now, for the editors alone; `html` is clean HTML."""

    title: str
    html: str
    url: str
    author: User | None
    hidden: bool
    shielded: bool = False  # peers do not know who wrote it, and mails never say
    before: tuple[Said, ...] = field(default=())
    after: tuple[Said, ...] = field(default=())

    @property
    def text(self) -> str:
        """What it says, as one plain line."""
        return " ".join(unescape(strip_tags(self.html.replace("<", " <"))).split())


class Reportable(ABC):
    """One kind of thing. `register` makes it known."""

    kind: ClassVar[str]  # short name in code and addresses
    label: ClassVar[str | Promise]  # as people see it: "Beitrag im Forum"
    is_held: ClassVar[bool] = False  # waits before anybody else reads it: hiding means to refuse, restoring to release

    @abstractmethod
    def find(self, pk: int, user: User) -> Any | None:
        """Return the thing, a model with `get_absolute_url`, if this person may see it; None otherwise."""

    @abstractmethod
    def contexts(self, pks: Iterable[int]) -> dict[int, ReportedContext]:
        """Return what editors see of each, in a number of queries that does not depend on how many there are."""

    def context(self, pk: int) -> ReportedContext | None:
        """Return what editors see of one; None for what is gone."""
        return self.contexts([pk]).get(pk)

    def note_reported(self, pk: int) -> None:
        """Hear of a report, in its transaction; most kinds have nothing to do."""
        return

    @abstractmethod
    def hide(self, pk: int, by: User) -> None:
        """Take it from everybody's eyes; what is hidden stays so. Raises `NotPossibleError`."""

    @abstractmethod
    def restore(self, pk: int, by: User) -> None:
        """Show it again; what is shown stays so. Raises `NotPossibleError`."""


class NotPossibleError(Exception):
    """The thing is not as it has to be for that; the text says why, to editors."""


_reportables: dict[str, Reportable] = {}


def register(reportable: Reportable) -> None:
    """Have this kind be reported; called while apps get ready. Raises `ImproperlyConfigured` for a double name."""
    if reportable.kind in _reportables:
        raise ImproperlyConfigured(f"Two kinds of reported things are called {reportable.kind}.")
    _reportables[reportable.kind] = reportable


def reportables() -> dict[str, Reportable]:
    """Return every kind by its name."""
    return dict(_reportables)


def reportable_of(kind: str) -> Reportable | None:
    """Return one kind; None for a name that nobody registered."""
    return _reportables.get(kind)


def label_of(kind: str) -> str:
    """Return the kind as people see it; of one that is not installed any more its name."""
    found = _reportables.get(kind)
    return str(found.label) if found is not None else kind
