"""Conversations of the forum stand for what takes messages: relay knows no kind."""

import pytest

from integration.catalogue.models import Entry
from integration.catalogue.services import entry_of
from integration.forum.models import Thread
from integration.members.models import User
from integration.models import TopicProposal
from tests.factories import ThreadFactory


@pytest.fixture(autouse=True)
def _takes_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Thread, "takes_messages", True)
    monkeypatch.setattr(TopicProposal, "takes_messages", True)


@pytest.fixture
def entry(member: User) -> Entry:
    """Something of the member's to which one can write."""
    found = entry_of(ThreadFactory(title="24 Etagenbetten mit Matratzen", author=member))
    assert found is not None
    return found
