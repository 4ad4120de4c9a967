"""What somebody else would change, and what the author says to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integration.contribute.models import ChangeProposal


class ProposalForm(forms.ModelForm):
    """One text."""

    class Meta:
        model = ChangeProposal
        fields = ("text",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.label = _("What should change?")
        text.help_text = _("For example: the phone number is out of date, the new one is 0221 4710-123.")
        text.widget = forms.Textarea(attrs={"rows": 6, "maxlength": 5000})
        text.error_messages["required"] = _("Please say what should change.")


class AnswerForm(forms.Form):
    """Taken up or not, with a word if the author likes."""

    TAKEN, DECLINED = ChangeProposal.State.TAKEN, ChangeProposal.State.DECLINED

    answer = forms.CharField(
        label=_("A word to the person who proposed it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
    )
    state = forms.ChoiceField(
        choices=[(TAKEN, ""), (DECLINED, "")],
        error_messages={
            "required": _("Please say whether you take the proposal up."),
            "invalid_choice": _("Please say whether you take the proposal up."),
        },
        widget=forms.HiddenInput,
    )
