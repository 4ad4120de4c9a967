"""The editors' form on pages of apps that do not know it."""

from django import template

from home.forms import QuestionForm

register = template.Library()


@register.simple_tag
def question_about(words: str) -> QuestionForm:
    """Return the form for words that found nothing."""
    return QuestionForm.about(words)
