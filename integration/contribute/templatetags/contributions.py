"""What templates say of the life of a contribution."""

from typing import Any

from django import template
from django.utils.functional import SimpleLazyObject
from wagtail.models import TaskState

from integration.contribute.life import can_be_handed_in
from integration.contribute.selectors import WITH_WORD, word_of_editors
from integration.contribute.waiting import usual_hours, waiting_text
from integration.models import ContributionPage

register = template.Library()

KEPT_AS = "_review_time"


@register.simple_tag(takes_context=True)
def review_time(context: dict[str, Any]) -> str:
    """Return how long a review takes at present; asked for once in a request, however often a page says it."""
    request = context.get("request")
    kept = getattr(request, KEPT_AS, None)
    if kept is None:
        portal: SimpleLazyObject | None = context.get("portal")
        kept = waiting_text(usual_hours(), review_days=getattr(portal, "review_days", 2))
        if request is not None:
            setattr(request, KEPT_AS, kept)
    return str(kept)


@register.simple_tag
def hand_in_possible(page: ContributionPage, state: str) -> bool:
    """Return whether the newest version can go to the editors as it is."""
    return can_be_handed_in(state, has_open_changes=page.has_unpublished_changes)


@register.simple_tag
def word_of_editors_on(page: ContributionPage, state: str) -> TaskState | None:
    """Return what the editors said when they sent a contribution back or declined it."""
    return word_of_editors(page) if state in WITH_WORD else None
