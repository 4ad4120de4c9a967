from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "integration.notifications"
    label = "notifications"
    verbose_name = _("Mail")

    def ready(self) -> None:
        import_module("integration.notifications.review_mails")
        import_module("integration.notifications.anonymise")
