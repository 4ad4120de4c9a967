"""Rows of the catalogue without their pages, for tests of readers that need many."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from integration.catalogue.models import Entry, topic_key
from integration.catalogue.registry import kinds
from integration.taxonomy.models import Topic
from tests.factories.people import UserFactory

_object_ids = count(1_000_000)


def catalogue_rows(number: int, *, kind: str = "project", topics: tuple[Topic, ...] = (), **fields: Any) -> list[Entry]:
    """Add this many published entries, each with an author and contact of its own municipality."""
    content_type = ContentType.objects.get_for_model(kinds()[kind])
    people = [UserFactory() for _index in range(min(number, 12))]
    rows = [
        Entry(
            content_type=content_type,
            object_id=next(_object_ids),
            kind=kind,
            url=f"/{kind}/{index}/",
            author=people[index % len(people)],
            municipality=people[index % len(people)].municipality,
            contact_user=people[index % len(people)],
            contact_name=people[index % len(people)].display_name,
            state=Entry.State.PUBLISHED,
            live=True,
            published_at=timezone.now() - timedelta(minutes=index),
            topic_key=topic_key(topic.pk for topic in topics),
            **({"title": f"Beitrag {index}"} | fields),
        )
        for index in range(number)
    ]
    made = Entry.objects.bulk_create(rows)
    for topic in topics:
        topic.entries.add(*made)
    return made
