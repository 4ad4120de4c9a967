"""Parts of addresses that several apps use."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class PrimaryKeyConverter(IntConverter):
    """A number that a primary key can be; a longer one is no address of ours."""

    regex = "[0-9]{1,18}"


def register() -> None:
    """Have `<pk:…>` in addresses mean that; called once, before any addresses are read."""
    register_converter(PrimaryKeyConverter, "pk")
