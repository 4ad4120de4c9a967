from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "integration.catalogue"
    label = "catalogue"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        for module in ("checks", "signal_handlers", "file_access", "anonymise"):
            import_module(f"integration.catalogue.{module}")
