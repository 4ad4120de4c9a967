from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig

from integration.members import converters


class MembersConfig(AppConfig):
    name = "integration.members"
    label = "members"
    verbose_name = _("People")
    default = True

    def ready(self) -> None:
        converters.register()


class AccountsInAdminConfig(WagtailUsersAppConfig):
    """Wagtail's accounts with our forms: no passwords in the hands of editors, no roles above the own."""

    user_viewset = "integration.members.admin.AccountViewSet"
