"""One page in one state, as one role sees it, and the plainest way there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Go = Callable[[Page], object]


@dataclass(frozen=True)
class Stop:
    """One page in one state, as one role sees it."""

    role: str
    name: str
    go: Go
    status: int = 200

    @property
    def is_admin(self) -> bool:
        """Wagtail's own pages: their look is not ours."""
        return self.name.startswith("admin-")

    def __str__(self) -> str:
        return f"{self.role}-{self.name}"


def to(path: str) -> Go:
    """Go straight to an address."""
    return lambda page: page.goto(path)
