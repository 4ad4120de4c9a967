"""People in the Wagtail admin: the menu, and what of Wagtail's own is closed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import LogActionRegistry
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction

from integration.members.anonymise import LOG_ACTION
from integration.members.municipality_admin import MunicipalityViewSet


class PeopleGroup(ModelViewSetGroup):
    """Accounts, which Wagtail registers itself, and municipalities under one heading."""

    items = (MunicipalityViewSet,)
    menu_label = _("People")
    menu_name = "people"
    menu_icon = "group"
    menu_order = 250
    submenu_hook = "register_people_menu_item"


@hooks.register("register_admin_viewset")
def register_people() -> PeopleGroup:
    return PeopleGroup()


@hooks.register("register_log_actions")
def register_anonymising(actions: LogActionRegistry) -> None:
    actions.register_action(LOG_ACTION, _("Anonymise"), _("Took everything personal out of the account"))


class ClosedBulkActionMixin:
    """Answers 404: Wagtail's bulk actions ask no account whether this person may change it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404


class ClosedAssignRole(ClosedBulkActionMixin, AssignRoleBulkAction):
    pass


class ClosedDelete(ClosedBulkActionMixin, DeleteBulkAction):
    pass


class ClosedSetActiveState(ClosedBulkActionMixin, SetActiveStateBulkAction):
    pass


# The later registration of an action type replaces Wagtail's
for closed_action in (ClosedAssignRole, ClosedDelete, ClosedSetActiveState):
    hooks.register("register_bulk_action", closed_action, order=100)
