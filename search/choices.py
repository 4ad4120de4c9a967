"""What a page of the search chooses from and compares, in one query: topics, municipalities, and people by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast

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


class Person(NamedTuple):
    """Somebody whom every member may find; the fields are columns."""

    id: int
    first_name: str
    last_name: str
    function: str
    phone: str
    phone_visible: bool
    municipality_id: int | None

    def user(self) -> User:
        """Return the account as far as it is known here, with the rules that it has; it is not to be saved."""
        return User(**self._asdict())


TOPIC_COLUMNS = ("pk", "name", "slug", "icon", "hue", "sort_order", "synonyms")


@dataclass(frozen=True)
class Choices:
    """All topics in their order, all municipalities and, if asked for, people; they tell nothing about entries."""

    topics: tuple[Topic, ...] = ()
    places: tuple[Place, ...] = ()
    people: tuple[Person, ...] = ()

    @classmethod
    def read(cls, *, people: bool = False) -> "Choices":
        """Ask the database, in one query: each of the three has seven columns, which come as text."""
        asked = [_rows("place", Municipality.objects.all(), Place._fields)]
        if people:
            asked.append(_rows("person", User.objects.shown_to_members(), Person._fields))
        found: dict[str, list[list[str]]] = {"topic": [], "place": [], "person": []}
        for sort, *values in _rows("topic", Topic.objects.all(), TOPIC_COLUMNS).union(*asked, all=True):
            found[sort].append(values)
        return cls(
            topics=tuple(sorted(map(_topic, found["topic"]), key=lambda topic: (topic.sort_order, topic.name))),
            places=tuple(
                Place(int(pk), ags, name, kind, kreis, int(size), _is_true(active))
                for pk, ags, name, kind, kreis, size, active in found["place"]
            ),
            people=tuple(
                Person(int(pk), first, last, function, phone, _is_true(visible), int(town) if town else None)
                for pk, first, last, function, phone, visible, town in found["person"]
            ),
        )

    @cached_property
    def by_pk(self) -> dict[int, Place]:
        """Municipalities by primary key."""
        return {place.pk: place for place in self.places}

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
        return self.by_pk.get(user.municipality_id or 0)

    @cached_property
    def kreise(self) -> frozenset[str]:
        """Names of the Kreise; a kreisfreie Stadt has none."""
        return frozenset(place.kreis for place in self.places if place.kreis)

    @staticmethod
    def person(pk: int) -> User | None:
        """Return somebody whom every member may find; asked for one at a time, since few searches name a person."""
        return User.objects.shown_to_members().filter(pk=pk).first()

    def topics_of(self, key: str) -> list[Topic]:
        """Return the topics of a key that entries keep (`topic_key`), in their order."""
        wanted = set(key.split())
        return [topic for topic in self.topics if str(topic.pk) in wanted]

    def topic_numbers(self, slugs: Iterable[str]) -> frozenset[str]:
        """Return topics as entries keep them (`topic_key`)."""
        wanted = set(slugs)
        return frozenset(str(topic.pk) for topic in self.topics if topic.slug in wanted)


def _rows(sort: str, found: QuerySet[Any], columns: Iterable[str]) -> QuerySet[Any]:
    return found.order_by().values_list(Value(sort), *(Cast(column, TextField()) for column in columns))


def _topic(values: list[str]) -> Topic:
    pk, name, slug, icon, hue, sort_order, synonyms = values
    return Topic(
        pk=int(pk), name=name, slug=slug, icon=icon, hue=int(hue), sort_order=int(sort_order), synonyms=synonyms
    )


def _is_true(text: str) -> bool:
    """Read a truth value, for which each database has its own text."""
    return text in {"1", "true"}
