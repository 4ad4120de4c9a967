import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from integration.members.models import Municipality, User
from integration.members.roles import Role

PASSWORD = "korrekt-pferd-batterie"


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = Municipality
        django_get_or_create = ("ags",)

    ags = factory.Sequence(lambda n: f"059{n:05d}")
    name = factory.Sequence(lambda n: f"Musterstadt {n}")
    kind = "Stadt"
    kreis = "Kreis Muster"
    population = 42_000
    latitude = 51.5
    longitude = 7.5
    active = True


class UserFactory(DjangoModelFactory):
    """`UserFactory(role=Role.EDITOR)`; the password is `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    role = Role.MEMBER
    email = factory.Sequence(lambda n: f"person{n}@stadt.example")
    first_name = "Mia"
    last_name = factory.Sequence(lambda n: f"Muster{n}")
    function = "Integrationsbüro"
    phone = "0221 4710-123"
    municipality = factory.SubFactory(MunicipalityFactory)

    @classmethod
    def _create(cls, model_class, *args, role=Role.MEMBER, **kwargs):
        user = model_class.objects.create_user(kwargs.pop("email"), kwargs.pop("password", PASSWORD), **kwargs)
        if role is not None:
            user.groups.add(Group.objects.get(name=role))
        return user
