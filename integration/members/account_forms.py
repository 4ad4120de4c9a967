"""The forms by which editors make and change accounts. No field of theirs sets a password or a superuser."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import Group
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from integration.members.models import Municipality, User
from integration.members.permissions import groups_user_can_give, roles_user_can_give
from integration.members.phone import validate_phone
from integration.members.roles import TRUSTED, Role

MUNICIPAL_ROLES = (Role.MEMBER, Role.CONTACT)


class AccountForm(WagtailAdminModelForm):
    """What making and changing an account have in common; `for_user` is who fills it in."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    publishes_at_once = forms.BooleanField(
        label=_("May publish at once"),
        required=False,
        help_text=_("What this person hands in appears without waiting; the editors look at it later."),
    )
    further_groups = forms.TypedMultipleChoiceField(
        label=_("Further groups"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Some contributions are meant for certain groups only."),
    )

    class Meta:
        model = User
        fields: ClassVar[list[str]] = [
            "email",
            "first_name",
            "last_name",
            "municipality",
            "function",
            "phone",
            "phone_visible",
        ]
        labels: ClassVar = {"phone_visible": _("Show the phone number to members")}
        help_texts: ClassVar = {
            "email": _("The work address. The person signs in with it."),
            "municipality": _("Needed for the roles Mitglieder and Kommunenkontakt."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = True
        self.fields["last_name"].required = True
        self.fields["phone"].validators.append(validate_phone)
        self.fields["role"].choices = [(role.value, role.value) for role in roles_user_can_give(self.for_user)]
        held = {group.name for group in self.instance.groups.all()} if self.instance.pk else set()
        self.fields["publishes_at_once"].initial = TRUSTED in held
        further_groups = [(group.pk, group.name) for group in groups_user_can_give(self.for_user)]
        self.fields["further_groups"].choices = further_groups
        if not further_groups:
            del self.fields["further_groups"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        same = User.objects.annotate(lower=Lower("email")).filter(lower=email).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("There is already an account with this address."), code="unique")
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        role = data.get("role") or self._kept_role()
        if role in MUNICIPAL_ROLES and "municipality" in data and data["municipality"] is None:
            self.add_error("municipality", forms.ValidationError(_("Choose a municipality."), code="required"))
        return data

    def _kept_role(self) -> str:
        """Return the role of an account whose form does not offer one."""
        held = self.instance.held_roles() if self.instance.pk else []
        return held[-1].value if held else ""

    def save(self, commit: bool = True) -> User:
        account: User = super().save(commit=commit)
        if commit:
            self._save_groups(account)
            if account.municipality and not account.municipality.active:
                Municipality.objects.filter(pk=account.municipality_id).update(active=True)
        return account

    def _save_groups(self, account: User) -> None:
        """Set the groups that the form offers; those that it cannot give stay as they are."""
        if "role" in self.fields and self.cleaned_data["role"]:
            account.groups.remove(*Group.objects.filter(name__in=[role.value for role in Role]))
            account.groups.add(Group.objects.get(name=self.cleaned_data["role"]))
        if "publishes_at_once" in self.fields:
            trusted, _created = Group.objects.get_or_create(name=TRUSTED)
            change = account.groups.add if self.cleaned_data["publishes_at_once"] else account.groups.remove
            change(trusted)
        if "further_groups" in self.fields:
            account.groups.remove(*(pk for pk, _name in self.fields["further_groups"].choices))
            account.groups.add(*self.cleaned_data["further_groups"])


class AccountCreationForm(AccountForm):
    """Makes an account that only its owner can open, by the link in the invitation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = Role.MEMBER.value

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit=commit)


class AccountEditForm(AccountForm):
    """Changes an account; nobody changes the own role or deactivates the own account."""

    class Meta(AccountForm.Meta):
        fields: ClassVar[list[str]] = [*AccountForm.Meta.fields, "posting_blocked_until", "is_active"]
        labels: ClassVar = AccountForm.Meta.labels | {
            "is_active": _("May sign in"),
            "posting_blocked_until": _("May not write until"),
        }
        help_texts: ClassVar = AccountForm.Meta.help_texts | {
            "posting_blocked_until": _(
                "Until then the person reads everything and writes nothing in the forum. Empty it to end the break."
            ),
            "is_active": _(
                "Take the tick away when somebody leaves: the person is signed out at once, the contributions stay."
            ),
        }

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = self._kept_role()
        self.fields["role"].required = not self.instance.is_superuser
        if "further_groups" in self.fields:
            self.fields["further_groups"].initial = [group.pk for group in self.instance.groups.all()]
        if editing_self:
            del self.fields["role"]
            del self.fields["publishes_at_once"]
            del self.fields["posting_blocked_until"]
            del self.fields["is_active"]
