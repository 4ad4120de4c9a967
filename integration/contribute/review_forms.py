"""What editors say when they decide on a contribution."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm

from integration.contribute.review.decisions import COMMENT_LENGTH, Place


class WordForm(TaskStateCommentForm):
    """A comment that has to be there: without it the author cannot do anything."""

    label = _("What should be different?")
    missing = _("Please say what should be different. The author reads it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comment = self.fields["comment"]
        comment.label = self.label
        comment.required = True
        comment.max_length = COMMENT_LENGTH
        comment.error_messages["required"] = self.missing
        comment.widget = forms.Textarea(attrs={"rows": 5, "maxlength": COMMENT_LENGTH})


class ChangesForm(WordForm):
    """Asks for changes, and to which part of the contribution where that helps."""

    place = forms.ChoiceField(
        label=_("Which part?"), choices=[("", _("Everything together")), *Place.choices], required=False
    )
    field_order = ["place", "comment"]


class DeclineForm(WordForm):
    """Says why a contribution is not taken."""

    label = _("Why is it not taken?")
    missing = _("Please say why it is not taken. The author reads it.")


FORMS: dict[str, type[forms.Form]] = {"reject": ChangesForm, "decline": DeclineForm}


def form_for(action: str) -> type[forms.Form]:
    return FORMS.get(action, TaskStateCommentForm)
