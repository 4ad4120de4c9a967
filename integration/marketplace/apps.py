from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketplaceConfig(AppConfig):
    name = "integration.marketplace"
    label = "marketplace"
    verbose_name = _("Marketplace")

    def ready(self) -> None:
        import_module("integration.marketplace.file_access")
        import_module("integration.marketplace.anonymise")
        registry = import_module("integration.reports.registry")
        registry.register(import_module("integration.marketplace.reported").ReportableListing())
