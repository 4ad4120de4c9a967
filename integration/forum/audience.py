"""For whom the forum is meant, as a condition of queries: the restrictions at its section bind its threads."""

from django.db.models import Q

from integration.catalogue.audience import section_is_open_to
from integration.members.models import User

KIND = "thread"


def is_open_to(user: User) -> Q:
    """Return the condition that no restriction at the forum's section or above keeps this person out."""
    return section_is_open_to(KIND, user)
