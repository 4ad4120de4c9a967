from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationConfig(AppConfig):
    name = "integration"
    label = "integration"
    verbose_name = _("Contributions")

    def ready(self) -> None:
        import_module("integration.models.anonymise")
