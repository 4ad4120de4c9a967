"""Accounts in the Wagtail admin."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime, now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.admin.widgets.button import Button
from wagtail.users.views import users

from integration.members.account_forms import AccountCreationForm, AccountEditForm
from integration.members.anonymise import anonymise
from integration.members.models import Municipality, User
from integration.members.permissions import (
    PREFETCH_FOR_RULES,
    user_can_anonymise_account,
    user_can_delete_account,
    user_can_edit_account,
    user_can_invite_account,
)
from integration.members.roles import TRUSTED, Role
from integration.members.services import invite


def role_names(account: User) -> str:
    """Return the roles of an account for a list."""
    names = [role.value for role in account.held_roles()]
    if account.is_superuser:
        names.append(gettext("technical access"))
    if TRUSTED in {group.name for group in account.groups.all()}:
        names.append(gettext("publishes at once"))
    return ", ".join(names)


def invitation_note(account: User) -> str:
    """Return in words what became of the invitation, empty for an account that is in use or switched off."""
    if not account.awaits_first_sign_in:
        return ""
    if account.invited_at is None or account.invitation_ends_at is None:
        return gettext("not invited yet")
    day = date_format(localtime(account.invited_at), "SHORT_DATE_FORMAT")
    if account.invitation_ends_at < now():
        return gettext("invited on %(day)s, link is over") % {"day": day}
    return gettext("invited on %(day)s, not used yet") % {"day": day}


def last_sign_in(account: User) -> str:
    """Return when somebody was here last, or what became of the invitation."""
    if account.last_login is None:
        return invitation_note(account) or gettext("never")
    return date_format(localtime(account.last_login), "SHORT_DATE_FORMAT")


class AccountFilterSet(WagtailFilterSet):
    role = django_filters.ChoiceFilter(
        label=_("Role"),
        field_name="groups__name",
        choices=[(role.value, role.value) for role in Role],
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    municipality = django_filters.ModelChoiceFilter(
        label=_("Municipality"),
        queryset=Municipality.objects.filter(people__isnull=False).distinct(),
        empty_label=_("All"),
    )
    is_active = django_filters.BooleanFilter(label=_("May sign in"), widget=BooleanRadioSelect)
    blocked = django_filters.BooleanFilter(
        label=_("May not write at present"), method="filter_blocked", widget=BooleanRadioSelect
    )

    class Meta:
        model = User
        fields: list[str] = []

    def filter_blocked(self, accounts: QuerySet[User], name: str, value: bool) -> QuerySet[User]:
        blocked = {"posting_blocked_until__gt": now()}
        return accounts.filter(**blocked) if value else accounts.exclude(**blocked)


class IndexView(users.IndexView):
    template_name = "wagtailadmin/generic/index.html"  # without the bar of bulk actions
    page_title = _("Accounts")
    add_item_label = _("Add an account")
    search_fields = ["first_name", "last_name", "email", "function", "municipality__name"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(TitleColumn)(
                "name",
                accessor="display_name",
                label=_("Name"),
                sort_key="name",
                get_url=self.get_edit_url,
                width="24%",
            ),
            Column("email", label=_("E-mail"), sort_key="email"),
            Column("municipality", label=_("Municipality"), sort_key="municipality__name"),
            Column("role", accessor=role_names, label=_("Role")),
            Column("last_login", accessor=last_sign_in, label=_("Last sign-in"), sort_key="last_login"),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        accounts = super().get_base_queryset().filter(anonymised_at=None)
        return accounts.select_related("municipality").prefetch_related(*PREFETCH_FOR_RULES)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_filterset_kwargs()
        kwargs.pop("is_searching", None)
        return kwargs

    def get_edit_url(self, instance: User) -> str | None:
        return super().get_edit_url(instance) if user_can_edit_account(self.request.user, instance) else None

    def get_delete_url(self, instance: User) -> str | None:
        return super().get_delete_url(instance) if user_can_delete_account(self.request.user, instance) else None

    def get_list_more_buttons(self, instance: User) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if user_can_invite_account(self.request.user, instance):
            buttons.append(invite_button(instance))
        if user_can_anonymise_account(self.request.user, instance):
            buttons.append(anonymise_button(instance))
        return buttons


def invite_button(account: User) -> Button:
    return Button(
        gettext("Send the invitation again") if account.invited_at else gettext("Send the invitation"),
        url=reverse("wagtailusers_users:invite", args=[account.pk]),
        icon_name="mail",
        priority=15,
    )


class CreateView(users.CreateView):
    page_title = _("Add an account")
    success_message = _("The account of %(object)s is set up. The invitation is on its way.")
    template_name = "members/admin/account_create.html"
    submit_button_label = _("Set up and invite")

    def save_instance(self) -> User:
        account: User = super().save_instance()
        invite(account=account)
        return account


class GuardedMixin:
    """Refuses accounts that this person may not look after, whichever method asks."""

    request: HttpRequest
    object: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_can_edit_account(cast(User, request.user), self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class EditView(GuardedMixin, users.EditView):
    success_message = _("The account of %(object)s is saved.")
    template_name = "members/admin/account_edit.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.can_delete = user_can_delete_account(cast(User, request.user), self.object)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = list(super().header_more_buttons)
        if user_can_invite_account(cast(User, self.request.user), self.object):
            buttons.append(invite_button(self.object))
        if user_can_anonymise_account(cast(User, self.request.user), self.object):
            buttons.append(anonymise_button(self.object))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["invitation_note"] = invitation_note(self.object)
        context["can_invite"] = user_can_invite_account(cast(User, self.request.user), self.object)
        return context


class DeleteView(users.DeleteView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_can_delete_account(cast(User, request.user), self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def delete_action(self) -> None:
        """Take the person out of every text first: once the row is gone, nobody knows what to look for."""
        with transaction.atomic():
            anonymise(user=self.object, by=cast(User, self.request.user))
            self.object.refresh_from_db()
            super().delete_action()


class AccountHistoryView(GuardedMixin, HistoryView):
    pass


class AccountUsageView(GuardedMixin, UsageView):
    pass


class AccountQuestionView(WagtailAdminTemplateMixin, TemplateView):
    """Asks before it does something with one account, for those who may."""

    may: Callable[[User, User], bool]
    object: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(User, pk=kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may(cast(User, request.user), self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        accounts = {"url": reverse("wagtailusers_users:index"), "label": gettext("Accounts")}
        here = {"url": "", "label": self.page_title, "sublabel": self.object.display_name}
        return [*super().get_breadcrumbs_items(), accounts, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"account": self.object}


class InviteView(AccountQuestionView):
    """Asks, then sends the invitation again."""

    may = staticmethod(user_can_invite_account)

    page_title = _("Send the invitation")
    header_icon = "mail"
    template_name = "members/admin/invite.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        invite(account=self.object)
        messages.success(request, gettext("The invitation to %(email)s is on its way.") % {"email": self.object.email})
        return redirect("wagtailusers_users:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"note": invitation_note(self.object)}


class AnonymiseView(AccountQuestionView):
    """Says what will be gone, then takes a person out of the portal for good."""

    may = staticmethod(user_can_anonymise_account)

    page_title = _("Anonymise the account")
    header_icon = "user"
    template_name = "members/admin/anonymise.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("sure") != "1":
            context = self.get_context_data(unsure=True)
            return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        anonymise(user=self.object, by=cast(User, request.user))
        messages.success(
            request, gettext("The account is anonymised. What was written stays, as that of a former member.")
        )
        return redirect("wagtailusers_users:index")


def anonymise_button(account: User) -> Button:
    return Button(
        gettext("Anonymise"),
        url=reverse("wagtailusers_users:anonymise", args=[account.pk]),
        icon_name="bin",
        priority=90,
    )


class AccountViewSet(users.UserViewSet):
    """Editors make accounts here; what they may give and whom they may change says `permissions.py`."""

    menu_label = _("Accounts")
    menu_order = 1
    menu_hook = "register_people_menu_item"
    add_to_settings_menu = False
    ordering = ["last_name", "first_name"]
    copy_view_enabled = False
    filterset_class = AccountFilterSet
    template_prefix = ""
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    history_view_class = AccountHistoryView
    usage_view_class = AccountUsageView

    def get_form_class(self, for_update: bool = False) -> type[AccountCreationForm] | type[AccountEditForm]:
        return AccountEditForm if for_update else AccountCreationForm

    def get_urlpatterns(self) -> list[URLPattern]:
        invite_view = self.construct_view(InviteView)
        anonymise_view = self.construct_view(AnonymiseView)
        return [
            *super().get_urlpatterns(),
            path("invite/<int:pk>/", invite_view, name="invite"),
            path("anonymise/<pk:pk>/", anonymise_view, name="anonymise"),
        ]
