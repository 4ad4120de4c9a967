from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContributeConfig(AppConfig):
    name = "integration.contribute"
    label = "contribute"
    verbose_name = _("Contributing")

    def ready(self) -> None:
        import_module("integration.contribute.anonymise")
