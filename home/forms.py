"""The forms with which anybody reports a barrier, and a member asks the editors."""

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from home.models import Feedback
from integration.members.models import User


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


class QuestionForm(forms.ModelForm):
    """A message to the editors, filled in with what somebody looked for; the key makes one message of one form."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": _("Please send the form again.")})

    class Meta:
        model = Feedback
        fields: ClassVar = ["subject", "text"]
        labels: ClassVar = {"subject": _("Subject"), "text": _("Your message")}
        error_messages: ClassVar = {
            "subject": {"required": _("Please write in a few words what it is about.")},
            "text": {"required": _("Please write what you are looking for.")},
        }
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].required = True

    @classmethod
    def about(cls, words: str) -> "QuestionForm":
        """Return the form for a search that found nothing."""
        subject = gettext("I am looking for: %(words)s") % {"words": words} if words else ""
        text = (
            gettext(
                "Hello,\n\nI am looking for “%(words)s” and found nothing in the portal. "
                "Do you know who has something on that?"
            )
            % {"words": words}
            if words
            else ""
        )
        return cls(initial={"subject": subject[:160], "text": text, "form_key": uuid4()})

    def message_of(self, user: User) -> Feedback:
        """Return what was written, as this person's; not saved yet."""
        message: Feedback = self.save(commit=False)
        message.kind, message.form_key = Feedback.Kind.QUESTION, self.cleaned_data["form_key"]
        message.user, message.name, message.email = user, user.display_name[:120], user.email
        return message
