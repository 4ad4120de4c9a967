"""What templates say of the life of a contribution."""

from typing import Any

from django import template
from django.utils.functional import SimpleLazyObject
from wagtail.models import TaskState

from integration.contribute.forms import ContributionForm
from integration.contribute.life import can_be_handed_in
from integration.contribute.models import Draft
from integration.contribute.selectors import WITH_WORD, word_of_editors
from integration.contribute.waiting import usual_hours, waiting_text
from integration.contribute.windows import READ_FILES
from integration.files.models import Document
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


@register.simple_tag
def draft_of(form: ContributionForm) -> Draft | None:
    """Return what saved itself of this form."""
    same = {"page": form.instance.pk} if form.instance.pk else {"key": form.draft_key}
    return Draft.objects.filter(user=form.user, **same).first()


@register.simple_tag
def is_read(draft: Draft | None, document: Document) -> bool:
    """Return whether a form has what this document suggests."""
    return draft is not None and str(document.pk) in draft.data.get(READ_FILES, [])


@register.filter
def is_being_read(shown: list[tuple[Document, bool]]) -> bool:
    """Return whether a document that was just uploaded and is ticked is still being read."""
    pending = Document.TextState.PENDING
    return any(ticked and document.temporary and document.text_state == pending for document, ticked in shown)
