"""The form with which anybody reports a barrier."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from home.models import Feedback


class FeedbackForm(forms.ModelForm):
    """One field must be filled in; the hidden one is for programs, people never see it."""

    website = forms.CharField(required=False, max_length=200)

    class Meta:
        model = Feedback
        fields: ClassVar = ["text", "page_url", "name", "email"]
        labels: ClassVar = {
            "text": _("What does not work?"),
            "page_url": _("On which page?"),
            "name": _("Your name"),
            "email": _("Your e-mail address"),
        }
        help_texts: ClassVar = {
            "page_url": _("Its address or its title."),
            "email": _("Only if you would like an answer."),
        }
        error_messages: ClassVar = {
            "text": {"required": _("Please write what does not work.")},
            "email": {"invalid": _("This address is not complete. It looks like this: name@musterstadt.de")},
        }
        widgets: ClassVar = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def is_from_a_program(self) -> bool:
        """Return whether the field that people do not see is filled in."""
        return bool(self.cleaned_data.get("website"))

    def visible_fields(self) -> list[Any]:
        return [field for field in super().visible_fields() if field.name != "website"]
