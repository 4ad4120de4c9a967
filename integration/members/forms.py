"""Forms around the own account: sign-in, passwords, "Meine Daten"."""

from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from integration.members.mail import reset_mail
from integration.members.models import User
from integration.members.phone import validate_phone

PASSWORD_HELP = _("At least 10 characters, not only digits. A sentence that only you know is a good password.")
ADDRESS_MISSING = _("Please enter your work e-mail address.")
ADDRESS_INVALID = _("This address is not complete. It looks like this: name@musterstadt.de")

# What allauth says in our forms; named here so that our catalogue translates it, for allauth's German says "du"
SAID_BY_ALLAUTH = (
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Please type your current password."),
    gettext_noop("You must type the same password each time."),
)


def _label(form: forms.Form, **labels: Any) -> None:
    """Set labels; the placeholders that allauth brings go, because a label is always in sight."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)


def _say(form: forms.Form | forms.ModelForm, **missing: Any) -> None:
    """Set what is said where a field is left empty, and where an address is none."""
    for name, words in missing.items():
        field = form.fields[name]
        field.error_messages["required"] = words
        if isinstance(field, forms.EmailField):
            field.error_messages["invalid"] = ADDRESS_INVALID


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(
            self,
            login=_("Work e-mail address"),
            password=_("Password"),
            remember=_("Stay signed in on this device"),
        )
        _say(self, login=ADDRESS_MISSING, password=_("Please enter your password."))
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class PasswordResetForm(allauth_forms.ResetPasswordForm):
    """Does the same work for every address, so that neither text nor time tells whether there is an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, email=_("Work e-mail address"))
        _say(self, email=ADDRESS_MISSING)
        self.fields["email"].widget.attrs["autocomplete"] = "username"

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        account: User | None = next(iter(self.users), None)
        mail = reset_mail(account or User(pk=0, email=email, password=make_password(None)))
        if account is not None:
            mail.send()
        return email


class _NewPasswordMixin(forms.Form):
    """The password twice, with plain words instead of a list of rules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, password1=_("New password"), password2=_("New password once more"))
        _say(
            self,
            password1=_("Please enter a new password."),
            password2=_("Please enter the new password once more."),
        )
        self.fields["password1"].help_text = PASSWORD_HELP


class SetPasswordForm(_NewPasswordMixin, allauth_forms.ResetPasswordKeyForm):
    """Behind the link of a mail."""


class ChangePasswordForm(_NewPasswordMixin, allauth_forms.ChangePasswordForm):
    """For somebody who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, oldpassword=_("Current password"))
        _say(self, oldpassword=_("Please enter your current password."))


class PasswordLinkForm(allauth_forms.UserTokenForm):
    """Checks the link of a mail; it does nothing for somebody who was deactivated since."""

    def _get_user(self, uidb36: str) -> User | None:
        try:
            account = super()._get_user(uidb36)
        except OverflowError:  # a made-up number that no database column holds
            return None
        return account if account is not None and account.is_active else None


class MyDataForm(forms.ModelForm):
    """What people may change about themselves."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["first_name", "last_name", "function", "phone", "phone_visible"]
        labels: ClassVar = {"phone_visible": _("Show my phone number to the other members")}
        help_texts: ClassVar = {
            "function": _("For example: integration office, volunteering"),
            "phone": _("With area code. Colleagues from other municipalities can then simply call you."),
        }
        widgets: ClassVar = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "function": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = True
        self.fields["last_name"].required = True
        _say(self, first_name=_("Please enter your first name."), last_name=_("Please enter your last name."))
        self.fields["phone"].validators.append(validate_phone)

    def save(self, commit: bool = True) -> User:
        """Write these fields alone: a full save could bring back what an editor just took away."""
        if commit:
            self.instance.save(update_fields=list(self.fields))
        return self.instance
