"""What editors say when they decide on a contribution."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm


class ChangesForm(TaskStateCommentForm):
    """Asking for changes takes a word on what should change: without it the author cannot do anything."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        comment = self.fields["comment"]
        comment.required = True
        comment.error_messages["required"] = _("Please say what should be different. The author reads it.")


def form_for(action: str) -> type[forms.Form]:
    return ChangesForm if action == "reject" else TaskStateCommentForm
