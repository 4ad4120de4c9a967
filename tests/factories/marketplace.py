"""Requests and offers, put up as people do: `ListingFactory(author=…, sort="seek")`."""

import uuid
from typing import Any

import factory
from factory.django import DjangoModelFactory

from integration.marketplace.categories import Category
from integration.marketplace.models import Listing
from integration.marketplace.services import Values, put_up
from tests.factories.people import UserFactory


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ("slug",)

    name = factory.Sequence(lambda n: f"Kategorie {n}")
    slug = factory.Sequence(lambda n: f"kategorie-{n}")


class ListingFactory(DjangoModelFactory):
    class Meta:
        model = Listing

    title = factory.Sequence(lambda n: f"Etagenbetten, Posten {n}")
    sort = Listing.Sort.OFFER
    author = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: type[Listing], *args: Any, **kwargs: Any) -> Listing:
        author = kwargs.pop("author")
        later = {name: kwargs.pop(name) for name in list(kwargs) if name not in Values.__dataclass_fields__}
        kwargs.setdefault("municipality", author.municipality)
        listing = put_up(user=author, key=uuid.uuid4(), values=Values(**kwargs)).listing
        for name, value in later.items():  # how it stands meanwhile
            setattr(listing, name, value)
        if later:
            listing.save()
        return Listing.objects.get(pk=listing.pk)
