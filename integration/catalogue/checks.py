"""`manage.py check` fails when a kind is incomplete, double or has no page to show."""

from collections import Counter
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from integration.catalogue.contract import Contribution
from integration.catalogue.registry import declared_kinds


def kind_errors(models: list[type[Contribution]]) -> list[CheckMessage]:
    """Return what is wrong with these kinds."""
    errors: list[CheckMessage] = []
    for model in models:
        missing = model.missing_declarations()
        if missing:
            errors.append(
                Error(
                    f"{model.__name__} is no complete kind: it lacks {', '.join(missing)}.",
                    hint="See integration/catalogue/contract.py.",
                    obj=model,
                    id="catalogue.E001",
                )
            )
        template = getattr(model, "template", None)
        if template:
            try:
                get_template(template)
            except TemplateDoesNotExist:
                errors.append(Error(f"{model.__name__} has no template {template}.", obj=model, id="catalogue.E003"))
    for attribute in ("kind", "section_slug"):
        names = Counter(getattr(model, attribute) for model in models)
        errors.extend(
            Error(f"{attribute} '{name}' is declared by {count} kinds.", id="catalogue.E002")
            for name, count in names.items()
            if name and count > 1
        )
    return errors


@register("catalogue")
def check_kinds(**kwargs: Any) -> list[CheckMessage]:
    """Check every declared kind."""
    return kind_errors(declared_kinds())
