"""What is asked first: a file, a link or a title; one of them is enough."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integration.files.fields import FilesField


class BeginForm(forms.Form):
    """The first page of "Beitrag hinzufügen"."""

    uploads = FilesField(
        label=_("Drop files here or choose them"),
        required=False,
        help_text=_(
            "PDF, Word, PowerPoint, Excel, ODT or pictures, as they are. We read them and fill in the form for you."
        ),
    )
    title = forms.CharField(
        label=_("Or write a title only"),
        required=False,
        max_length=255,
        help_text=_("You go on writing later, whenever you like."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    link = forms.URLField(
        label=_("Or paste a link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("For example to a press release."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.one_of_several = True  # type: ignore[attr-defined]  # none of them is merely optional

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(
                _("Please choose a file, write a title or paste a link: one of them is enough.")
            )
        return cleaned
