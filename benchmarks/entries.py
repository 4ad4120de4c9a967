"""Fills the catalogue with very many published contributions of about 1 KB, without their pages."""

import random
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from benchmarks.fill import KINDS, Progress, people, surroundings
from benchmarks.texts import Source, Text, text
from integration.catalogue.folding import fold
from integration.catalogue.models import Entry, EntryRestriction, EntryText, topic_key
from integration.members.roles import Role
from integration.taxonomy.models import Topic

BATCH = 1000
RESTRICTED = 100  # one in so many is for editors only
FIRST_OBJECT = 1_000_000_000  # no page has such a number


def write(number: int, sentences: Source, progress: Progress = lambda step: None) -> None:
    """Add rows until there are so many; those of an earlier run count. `progress` hears how many came."""
    present = Entry.objects.filter(object_id__gte=FIRST_OBJECT).count()
    progress(min(present, number))
    writer = Writer()
    for first in range(present, number, BATCH):
        numbers = range(first, min(first + BATCH, number))
        writer.write(numbers, [text(sentences, each) for each in numbers])
        progress(len(numbers))


class Writer:
    """Writes rows as `record()` would leave them."""

    def __init__(self) -> None:
        surroundings()
        self.people, self.topics = people(), list(Topic.objects.order_by("pk"))
        self.kinds = [model for model, share in KINDS for _number in range(share)]
        self.content_types = {model: ContentType.objects.get_for_model(model) for model in self.kinds}
        self.editors = Group.objects.get(name=Role.EDITOR)

    @transaction.atomic
    def write(self, numbers: Iterable[int], texts: Iterable[Text]) -> None:
        """Write one row for each number."""
        said = dict(zip(numbers, texts, strict=True))
        entries = Entry.objects.bulk_create(self._entry(number, its_text) for number, its_text in said.items())
        EntryText.objects.bulk_create(
            EntryText(
                entry=entry,
                text=its_text.body,
                folded_title=fold(its_text.title),
                folded_teaser=fold(its_text.teaser),
                folded=fold(f"{its_text.title}\n{its_text.teaser}\n{its_text.body}"),
            )
            for entry, its_text in zip(entries, said.values(), strict=True)
        )
        under = Entry.topics.through
        under.objects.bulk_create(
            under(entry_id=entry.pk, topic_id=topic.pk) for entry in entries for topic in self._topics(entry.object_id)
        )
        restrictions = EntryRestriction.objects.bulk_create(
            EntryRestriction(entry=entry) for entry in entries if entry.restricted
        )
        allowed = EntryRestriction.groups.through
        allowed.objects.bulk_create(
            allowed(entryrestriction_id=restriction.pk, group_id=self.editors.pk) for restriction in restrictions
        )

    def _entry(self, number: int, its_text: Text) -> Entry:
        model, person = self.kinds[number % len(self.kinds)], self.people[number % len(self.people)]
        published = timezone.now() - timedelta(minutes=30 * number)
        return Entry(
            content_type=self.content_types[model],
            object_id=FIRST_OBJECT + number,
            kind=model.kind,
            title=its_text.title,
            teaser=its_text.teaser,
            url=f"/messung/{number}/",
            municipality_id=person.municipality_id,
            author_id=person.pk,
            contact_user_id=person.pk,
            contact_name=person.display_name,
            state=Entry.State.PUBLISHED,
            live=True,
            restricted=number % RESTRICTED == 0,
            topic_key=topic_key(topic.pk for topic in self._topics(FIRST_OBJECT + number)),
            published_at=published,
            updated_at=published,
        )

    def _topics(self, number: int) -> list[Topic]:
        chance = random.Random(number)
        return chance.sample(self.topics, k=chance.randint(1, 3))
