"""The one field of a message."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integration.relay.models import MESSAGE_LENGTH
from integration.relay.texts import clean_text


class MessageForm(forms.Form):
    """A message, plain as a mail; the key makes one of two clicks."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your message"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Please write something. One sentence is enough."),
            "max_length": _("A message takes at most %(limit_value)d characters; yours has %(show_value)d."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4()} | kwargs.get("initial", {})
        kwargs["auto_id"] = "message-%s"  # the page around it may have a form with a text, too
        super().__init__(*args, **kwargs)

    def clean_text(self) -> str:
        text = clean_text(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        return text

    @property
    def form_key(self) -> uuid.UUID:
        """The key of the form; one that lost it gets another."""
        return self.cleaned_data.get("key") or uuid.uuid4()
