"""Which kinds there are: every concrete model that subclasses the contract, and nobody keeps another list."""

from functools import cache
from typing import cast

from django.apps import apps
from django.db import models

from integration.catalogue.contract import Contribution


def declared_kinds() -> list[type[Contribution]]:
    """Return every kind in the order of its models, complete or not."""
    return [
        cast("type[Contribution]", model)
        for model in apps.get_models()
        if issubclass(model, Contribution) and not model.is_kind_base()
    ]


@cache
def kinds() -> dict[str, type[Contribution]]:
    """Return the kinds by name, in the order of the navigation."""
    return {
        model.kind: model for model in sorted(declared_kinds(), key=lambda model: (model.section_order, model.kind))
    }


def kind_choices() -> list[tuple[str, str]]:
    """Return (name, label) of every kind, for form fields."""
    return [(name, str(model.kind_label)) for name, model in kinds().items()]


def contributable_kinds() -> dict[str, type[Contribution]]:
    """Return the kinds that members hand in from the front end."""
    return {name: model for name, model in kinds().items() if model.contribute_fields}


def is_contribution(obj: models.Model | type[models.Model]) -> bool:
    """Return whether a model or an object is of some kind."""
    model = obj if isinstance(obj, type) else type(obj)
    return issubclass(model, Contribution) and not model.is_kind_base()
