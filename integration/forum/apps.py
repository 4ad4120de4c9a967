from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "integration.forum"
    label = "forum"
    verbose_name = _("Forum")

    def ready(self) -> None:
        import_module("integration.forum.file_access")
        import_module("integration.forum.anonymise")
        registry = import_module("integration.reports.registry")
        registry.register(import_module("integration.forum.reported").ReportablePost())
        registry.register(import_module("integration.forum.holding").ReportableHeldPost())
