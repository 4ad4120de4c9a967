"""What happens to people that other apps have to do their part in."""

from collections.abc import Callable
from typing import Any

from django.dispatch import Signal

from integration.members.models import User

anonymised = Signal()
"""Sent in the transaction, with `user` as the person was known until then: delete what only concerns this person."""
traces_removed = Signal()
"""Sent after it, when no text names the person any more: what is made of texts and names has to be made anew."""

Forget = Callable[[User], None]


def forgets_person(forget: Forget) -> Forget:
    """Have this function called when somebody is anonymised."""
    return _connected(anonymised, forget)


def follows_removed_traces(forget: Forget) -> Forget:
    """Have this function called when no text names the person any more."""
    return _connected(traces_removed, forget)


def _connected(signal: Signal, forget: Forget) -> Forget:
    def receive(sender: Any, user: User, **kwargs: Any) -> None:
        forget(user)

    signal.connect(receive, weak=False, dispatch_uid=f"{forget.__module__}.{forget.__qualname__}")
    return forget
