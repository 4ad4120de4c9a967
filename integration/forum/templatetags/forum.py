"""The form for a question on pages of apps that do not know the forum."""

from django import template

from integration.forum.forms import AskForm
from integration.forum.permissions import user_can_create_thread
from integration.members.models import User

register = template.Library()


@register.simple_tag
def question_about(words: str, user: User) -> AskForm | None:
    """Return the form, written already, for words that found nothing; none for who may not ask."""
    return AskForm.about(words) if user_can_create_thread(user) else None
