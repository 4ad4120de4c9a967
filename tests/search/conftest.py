"""Searching as a person does, and many entries at once."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from integration.catalogue.folding import fold
from integration.catalogue.models import Entry, EntryText, topic_key
from integration.members.models import Municipality, User
from integration.models import ProjectPage
from integration.taxonomy.models import Topic
from search.engines.kept import kept_indexes
from search.rebuild import rebuild
from search.services import bring_up_to_date
from tests.factories import MunicipalityFactory, TopicFactory


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine that the portal searches with: the database, unless `on_both_engines` says otherwise."""
    name: str = getattr(request, "param", "database")
    if name == "elasticsearch":
        request.getfixturevalue("in_elasticsearch")
    return name


@pytest.fixture
def find(signed_in: Callable[[User], Client], engine: str) -> Callable[..., SimpleNamespace]:
    """`find(user, q="…", thema=[…])` returns titles, total, hits, filters and the page of one search."""

    def run(user: User, **params: object) -> SimpleNamespace:
        if engine == "elasticsearch":  # the worker does it every few seconds
            while bring_up_to_date(kept=kept_indexes()[engine]):
                pass
        response = signed_in(user).get("/suche/", params)
        assert response.status_code == 200
        assert response.context["reduced"] is False
        context = response.context
        counts = {
            facet["name"]: {option["value"]: option["count"] for option in facet["options"] if option["value"]}
            for facet in context["facets"]
        }
        return SimpleNamespace(
            titles=[hit.entry.title for hit in context["hits"]],
            hits=context["hits"],
            total=context["total"],
            names=context["names"],
            counts=counts,
            html=response.content.decode(),
            page=context["page"],
        )

    return run


@pytest.fixture
def many_entries(db: None, member: User, engine: str) -> Callable[..., None]:
    """`many_entries(2000)` writes rows of the catalogue in bulk, without pages."""

    def write(number: int, *, start: int = 0, text: str = "Sprachcafé mit Dolmetscherpool") -> None:
        content_type = ContentType.objects.get_for_model(ProjectPage)
        topics = [TopicFactory(slug=f"thema-{position}", name=f"Thema {position}") for position in range(5)]
        places: list[Municipality] = MunicipalityFactory.create_batch(12)
        now = timezone.now()

        def topics_of(position: int) -> list[Topic]:
            return [topics[(position // 5 + step) % 5] for step in (0, 2)]

        entries = Entry.objects.bulk_create(
            Entry(
                content_type=content_type,
                object_id=1_000_000 + position,
                kind=("project", "material", "event", "link", "discussion")[position % 5],
                title=f"Eintrag {position}",
                teaser="Ein Satz dazu",
                url=f"/projekte/eintrag-{position}/",
                state=Entry.State.PUBLISHED,
                live=True,
                municipality=places[position % 12],
                author=member,
                contact_user=member,
                published_at=now - timedelta(hours=position),
                topic_key=topic_key(topic.pk for topic in topics_of(position)),
            )
            for position in range(start, start + number)
        )
        EntryText.objects.bulk_create(
            EntryText(
                entry=entry,
                text=text,
                folded_title=fold(entry.title),
                folded_teaser=fold(entry.teaser),
                folded=fold(f"{entry.title} {entry.teaser} {text}"),
            )
            for entry in entries
        )
        link = Entry.topics.through
        link.objects.bulk_create(
            link(entry=entry, topic=topic)
            for position, entry in enumerate(entries, start=start)
            for topic in topics_of(position)
        )
        rebuild(kept_indexes()[engine])

    return write
