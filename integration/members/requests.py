"""What comes with a request of a member, in the types that the code behind it needs."""

from collections.abc import Iterable

from django.http import HttpRequest

from integration.members.models import User

LONGEST_KEY = 18  # digits; what is longer does not fit into the column of a primary key


class MemberRequest(HttpRequest):
    """What views get that only members reach: behind the sign-in the user of a request is always an account."""

    user: User


def as_key(text: str) -> int | None:
    """Return a primary key that somebody sent, or None for what can be none: a database refuses longer numbers."""
    return int(text) if len(text) <= LONGEST_KEY and text.isascii() and text.isdecimal() else None


def as_keys(texts: Iterable[object]) -> set[int]:
    """Return the primary keys among what somebody sent; what can be none is left out."""
    return {key for text in texts if (key := as_key(str(text))) is not None}
