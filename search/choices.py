"""What the filters of a search choose from, read once for a page: topics, and municipalities with their facts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from integration.members.models import Municipality, User
from integration.taxonomy.models import Topic


class Place(NamedTuple):
    """A municipality, as far as the search asks; the fields are columns."""

    pk: int
    ags: str
    name: str
    kind: str
    kreis: str
    size_class: int
    active: bool

    def alike(self, other: "Place") -> int:
        """Return in how many respects two are alike: Kreis and size class; one without a Kreis has only itself."""
        same_kreis = self.pk == other.pk or (self.kreis != "" and self.kreis == other.kreis)
        return same_kreis + (self.size_class == other.size_class)


@dataclass(frozen=True)
class Choices:
    """All topics in their order and all municipalities; none of them by themselves tell anything about entries."""

    topics: tuple[Topic, ...] = ()
    places: tuple[Place, ...] = field(default=())

    @classmethod
    def read(cls) -> "Choices":
        """Ask the database, in two queries."""
        return cls(
            topics=tuple(Topic.objects.all()),
            places=tuple(map(Place._make, Municipality.objects.order_by().values_list(*Place._fields))),
        )

    @cached_property
    def topic_names(self) -> dict[str, str]:
        """Names by slug."""
        return {topic.slug: topic.name for topic in self.topics}

    @cached_property
    def by_ags(self) -> dict[str, Place]:
        """Municipalities by AGS."""
        return {place.ags: place for place in self.places}

    def home_of(self, user: User) -> Place | None:
        """Return the municipality somebody works for."""
        return next((place for place in self.places if place.pk == user.municipality_id), None)

    @cached_property
    def kreise(self) -> frozenset[str]:
        """Names of the Kreise; a kreisfreie Stadt has none."""
        return frozenset(place.kreis for place in self.places if place.kreis)

    @staticmethod
    def person(pk: int) -> User | None:
        """Return somebody whom every member may find; asked for one at a time, since few searches name a person."""
        return User.objects.shown_to_members().filter(pk=pk).first()

    def topic_numbers(self, slugs: Iterable[str]) -> frozenset[str]:
        """Return topics as entries keep them (`topic_key`)."""
        wanted = set(slugs)
        return frozenset(str(topic.pk) for topic in self.topics if topic.slug in wanted)
