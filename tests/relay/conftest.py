import pytest

from integration.catalogue.models import Entry
from integration.catalogue.services import entry_of
from integration.members.models import User
from tests.factories import ListingFactory


@pytest.fixture
def entry(member: User) -> Entry:
    """Something of the member's to which one can write."""
    found = entry_of(ListingFactory(title="24 Etagenbetten mit Matratzen", author=member))
    assert found is not None
    return found
