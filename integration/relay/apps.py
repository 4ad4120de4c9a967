from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RelayConfig(AppConfig):
    name = "integration.relay"
    label = "relay"
    verbose_name = _("Messages between members")

    def ready(self) -> None:
        import_module("integration.relay.anonymise")
        registry = import_module("integration.reports.registry")
        registry.register(import_module("integration.relay.reportable").ReportableMessage())
