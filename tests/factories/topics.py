import factory
from factory.django import DjangoModelFactory

from integration.taxonomy.models import Topic, TopicIcon


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic
        django_get_or_create = ("slug",)

    name = factory.Sequence(lambda n: f"Thema {n}")
    slug = factory.Sequence(lambda n: f"thema-{n}")
    icon = TopicIcon.HOUSING
    hue = 1
