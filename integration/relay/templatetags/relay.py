"""Messages on pages of other apps: the form below an entry, and whether something waits."""

from django import template

from integration.members.models import User
from integration.relay.selectors import Writing, count_unread, writing_to

register = template.Library()


@register.simple_tag
def writing_about(entry: object, user: User) -> Writing | None:
    """Return what to offer to somebody who wants to write to the author; None where nobody can.

    A template without an entry, such as a preview, gives something else.
    """
    return writing_to(entry, user)


@register.simple_tag
def unread_conversations(user: User) -> int:
    """Return in how many conversations something new waits; one small query, so only pages of the person ask."""
    return count_unread(user)
