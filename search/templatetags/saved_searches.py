"""The saved searches of whoever reads the page."""

from typing import Any

from django import template
from django.template.context import RequestContext

from integration.members.models import User

register = template.Library()

SHOWN = 5


@register.inclusion_tag("search/parts/saved_list.html", takes_context=True)
def saved_searches(context: RequestContext) -> dict[str, Any]:
    """Offer the newest ones to repeat; nothing where nothing is saved."""
    user = context["request"].user
    return {"searches": list(user.saved_searches.all()[:SHOWN]) if isinstance(user, User) else []}
