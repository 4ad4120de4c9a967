"""Fills a portal with thousands of published contributions in seconds, as `record()` would leave them.

Pages are written in bulk with computed tree paths, then the tables of their kinds, then the rows of the catalogue.
"""

from __future__ import annotations

import io
import json
import random
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection, models, transaction
from django.utils import timezone
from PIL import Image as PillowImage
from taggit.models import Tag
from wagtail.models import Collection, Locale, Page, PageViewRestriction
from wagtail.rich_text import RichText

from home.models import PortalSettings
from integration.catalogue.folding import fold
from integration.catalogue.models import Entry, EntryRestriction, EntryText, topic_key
from integration.files.models import Document, Image
from integration.members.models import Municipality, User
from integration.members.municipalities import load_municipalities
from integration.members.roles import Role
from integration.models import (
    ContributionContact,
    ContributionFile,
    ContributionImage,
    ContributionPage,
    ContributionTag,
    EventPage,
    LinkPage,
    MaterialPage,
    ProjectPage,
    SectionPage,
    TopicDiscussionPage,
)
from integration.models.base import file_note
from integration.taxonomy.models import Topic
from search.engines.kept import kept_indexes
from search.rebuild import rebuild

COMMON_WORD = "Wohnraum"  # in every fifth contribution
RARE_WORD = "Zwirbelhahn"  # in three of them, inside a file
RARE = 3  # contributions
PEOPLE = 60
TAKING_PART = 60  # municipalities
BATCH = 250  # rows of one INSERT
TAGS = 40
KINDS: tuple[tuple[type[ContributionPage], int], ...] = (
    (ProjectPage, 8),
    (MaterialPage, 6),
    (EventPage, 3),
    (LinkPage, 2),
    (TopicDiscussionPage, 1),
)
ENDINGS = ("ung", "keit", "er", "en", "raum", "kurs", "hilfe", "amt", "schule", "berater", "netz", "treff")
SYLLABLES = ("ber", "den", "gel", "hau", "kin", "lan", "mit", "nor", "pro", "rat", "sta", "tre", "ver", "wes", "zug")
Progress = Callable[[int], Any]


@dataclass(frozen=True)
class Filled:
    """What a benchmark asks for: somebody who reads, and one address of every kind of page."""

    member: User
    start: str
    section: str
    detail: str


class Words:
    """Sentences of invented words, some frequent and most rare, the same in every run."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        vocabulary = random.Random(0)
        self.words = sorted(
            {
                "".join(vocabulary.choices(SYLLABLES, k=vocabulary.randint(1, 3))).capitalize()
                + vocabulary.choice(ENDINGS)
                for _number in range(6000)
            }
        )
        self.weights = list(Words._cumulated(1 / (rank + 5) for rank in range(len(self.words))))

    @staticmethod
    def _cumulated(weights: Iterable[float]) -> Iterator[float]:
        total = 0.0
        for weight in weights:
            total += weight
            yield total

    def text(self, length: int) -> str:
        """Return about that many characters."""
        words = self.random.choices(self.words, cum_weights=self.weights, k=length // 9)
        for position in range(11, len(words), 12):
            words[position] += "."
        return " ".join(words)


def insert(model: type[models.Model], rows: list[Any]) -> None:
    """Write rows of one table alone; `bulk_create` refuses models whose parents have tables of their own."""
    table = model._base_manager.all()
    for begin in range(0, len(rows), BATCH):
        table._insert(rows[begin : begin + BATCH], fields=model._meta.local_concrete_fields, using=table.db)


def _photo() -> Image:
    buffer = io.BytesIO()
    PillowImage.new("RGB", (1200, 800), "steelblue").save(buffer, "JPEG")
    file = ContentFile(buffer.getvalue(), name="messung.jpg")
    return Image.objects.create(title="Bild", description="Ein blaues Feld", file=file)


def people() -> list[User]:
    municipalities = list(Municipality.objects.active().order_by("ags"))
    present = User.objects.filter(email__endswith="@messung.example").count()
    User.objects.bulk_create(
        User(
            email=f"person{number}@messung.example",
            first_name="Mia",
            last_name=f"Muster{number}",
            function="Integrationsbüro",
            phone="0221 4710-123",
            municipality=municipalities[number % len(municipalities)],
        )
        for number in range(present, PEOPLE)
    )
    people = list(User.objects.filter(email__endswith="@messung.example").order_by("pk"))
    group = Group.objects.get(name=Role.MEMBER)
    group.user_set.add(*people)
    return people


def surroundings() -> None:
    load_municipalities(Path(settings.BASE_DIR) / "fixtures" / "municipalities.csv")
    chosen = Municipality.objects.order_by("ags").values_list("pk", flat=True)[:TAKING_PART]
    Municipality.objects.filter(pk__in=list(chosen)).update(active=True)
    specs = json.loads((Path(settings.BASE_DIR) / "fixtures" / "demo" / "topics.json").read_text(encoding="utf-8"))
    for position, spec in enumerate(specs):
        Topic.objects.update_or_create(slug=spec["slug"], defaults=spec | {"sort_order": position})
    Tag.objects.bulk_create(
        (Tag(name=f"Schlagwort {number}", slug=f"schlagwort-{number}") for number in range(TAGS)),
        ignore_conflicts=True,
    )
    portal = PortalSettings.load()
    portal.editor_name, portal.editor_phone, portal.office_hours = (
        "Ada Beispiel",
        "0221 4710-100",
        "Di bis Do, 9 bis 15 Uhr",
    )
    portal.save()


class Filler:
    """Makes all rows of a number of contributions in memory, then writes table by table."""

    def __init__(self, first: int, progress: Progress) -> None:
        self.first = first
        self.progress = progress
        self.words = Words(first)
        self.random = self.words.random
        self.now = timezone.now()
        self.people = people()
        self.topics = list(Topic.objects.all())
        self.tags = list(Tag.objects.filter(slug__startswith="schlagwort-"))
        self.image = Image.objects.first() or _photo()
        self.collection = Collection.objects.get(depth=1)
        self.locale = Locale.objects.get()
        self.home_path = SectionPage.objects.earliest("path").get_parent().url_path
        self.sections = {section.kind: section for section in SectionPage.objects.all()}
        self.children = {
            kind: int(last.path[-Page.steplen :], 36) if (last := section.get_last_child()) else 0
            for kind, section in self.sections.items()
        }
        self.content_types = {model: ContentType.objects.get_for_model(model) for model, _share in KINDS}
        self.editors = Group.objects.get(name=Role.EDITOR)

    def page(self, model: type[ContributionPage], number: int) -> ContributionPage:
        """Return an unsaved page with all that its own tables hold."""
        section = self.sections[model.kind]
        self.children[model.kind] += 1
        published = self.now - timedelta(hours=3 * number + 1)
        owner = self.people[number % len(self.people)]
        title = f"{self.words.text(45).rstrip('.')} {number}"
        slug = f"beitrag-{number}"
        paragraphs = [f"<p>{self.words.text(700)}</p>" for _number in range(self.random.randint(2, 5))]
        if number % 5 == 0:
            paragraphs.append(f"<p>{COMMON_WORD} {self.words.text(300)}</p>")
        body = model._meta.get_field("body").to_python([])
        body.append(("text", RichText("".join(paragraphs))))
        return model(
            path=Page._get_path(section.path, section.depth + 1, self.children[model.kind]),
            depth=section.depth + 1,
            numchild=0,
            title=title,
            draft_title=title,
            slug=slug,
            url_path=f"{section.url_path}{slug}/",
            content_type=self.content_types[model],
            locale=self.locale,
            translation_key=uuid.uuid4(),
            live=True,
            owner=owner,
            first_published_at=published,
            last_published_at=published,
            latest_revision_created_at=published,
            teaser=self.words.text(180),
            municipality=owner.municipality,
            body=body,
            **self.own_fields(model, number),
        )

    def own_fields(self, model: type[ContributionPage], number: int) -> dict[str, Any]:
        """Return what a kind has beyond the common fields."""
        today = timezone.localdate()
        if model is ProjectPage:
            return {
                "cost": "41.500 Euro im Jahr",
                "staffing": "eine halbe Stelle",
                "worked": "\n".join(self.words.text(60) for _number in range(3)),
                "failed": "\n".join(self.words.text(60) for _number in range(2)),
                "partners": "\n".join(self.words.text(30) for _number in range(3)),
                "period_start": today - timedelta(days=number),
            }
        if model is MaterialPage:
            return {"material_kind": "checklist", "date": today - timedelta(days=number), "why_it_helps": "Spart Zeit."}
        if model is EventPage:
            start = datetime.combine(today + timedelta(days=number % 400 - 60), time(10), self.now.tzinfo)
            return {"start": start, "end": start + timedelta(hours=3), "place": "Rathaus", "organiser": "Kreis Muster"}
        if model is LinkPage:
            return {"link_url": "https://www.example.org/", "why_it_helps": "Immer aktuell."}
        opens = today - timedelta(days=number % 800)
        return {"question": self.words.text(80), "opens": opens, "closes": opens + timedelta(days=21)}

    def document(self, number: int) -> Document:
        """Return an unsaved file; its bytes do not exist, for no page reads them."""
        text = self.words.text(6000)
        if number < RARE * len(self.slots()) and number % len(self.slots()) == 0:
            text += f" {RARE_WORD}"
        return Document(
            title=f"Unterlage {number}",
            file=f"documents/unterlage-{number}.pdf",
            file_size=180_000,
            file_hash=f"{number:040x}",
            collection=self.collection,
            text=text,
            text_state=Document.TextState.DONE,
            pages=4,
        )

    @staticmethod
    def slots() -> list[type[ContributionPage]]:
        """Return one round of kinds, each as often as its share says."""
        return [model for model, share in KINDS for _number in range(share)]

    def write(self, count: int) -> None:
        """Write that many contributions."""
        slots = self.slots()
        numbers = range(self.first, self.first + count)
        pages = []
        for number in numbers:
            pages.append(self.page(slots[number % len(slots)], number))
            self.progress(1)
        tree = [Page(**{f.attname: getattr(page, f.attname) for f in Page._meta.concrete_fields}) for page in pages]
        Page.objects.bulk_create(tree, batch_size=BATCH)
        saved = dict(Page.objects.filter(path__in=[page.path for page in tree]).values_list("path", "pk"))
        for page in pages:
            page.pk = page.id = page.page_ptr_id = saved[page.path]
            page.contributionpage_ptr_id = page.pk
        insert(ContributionPage, pages)
        for model, _share in KINDS:
            insert(model, [page for page in pages if type(page) is model])
        for kind, section in self.sections.items():
            Page.objects.filter(pk=section.pk).update(
                numchild=Page.objects.filter(path__startswith=section.path, depth=section.depth + 1).count()
            )
            section.numchild = self.children[kind]
        self.write_relations(pages)

    def write_relations(self, pages: list[ContributionPage]) -> None:
        """Write files, pictures, people, topics, tags and restrictions, and the catalogue that follows from them."""
        with_file = [page for page in pages if isinstance(page, ProjectPage | MaterialPage)]
        documents = [self.document(int(page.slug.rpartition("-")[2])) for page in with_file]
        Document.objects.bulk_create(documents, batch_size=BATCH)
        document_of = dict(zip([page.pk for page in with_file], documents, strict=True))
        ContributionFile.objects.bulk_create(
            [ContributionFile(page_id=pk, document=document, sort_order=0) for pk, document in document_of.items()],
            batch_size=BATCH,
        )
        ContributionImage.objects.bulk_create(
            [
                ContributionImage(page_id=page.pk, image=self.image, sort_order=0)
                for page in pages
                if isinstance(page, ProjectPage)
            ],
            batch_size=BATCH,
        )
        ContributionContact.objects.bulk_create(
            [ContributionContact(page_id=page.pk, user_id=page.owner_id, sort_order=0) for page in pages],
            batch_size=BATCH,
        )
        topics_of = {page.pk: self.random.sample(self.topics, k=self.random.randint(1, 3)) for page in pages}
        page_topics = ContributionPage.topics.through
        page_topics.objects.bulk_create(
            [
                page_topics(contributionpage_id=pk, topic_id=topic.pk)
                for pk, topics in topics_of.items()
                for topic in topics
            ],
            batch_size=BATCH,
        )
        tags_of = {page.pk: self.random.sample(self.tags, k=2) for page in pages}
        ContributionTag.objects.bulk_create(
            [ContributionTag(content_object_id=pk, tag=tag) for pk, tags in tags_of.items() for tag in tags],
            batch_size=BATCH,
        )
        entries = [self.entry(page, document_of.get(page.pk)) for page in pages]
        for entry in entries:
            entry.topic_key = topic_key(topic.pk for topic in topics_of[entry.object_id])
        Entry.objects.bulk_create(entries, batch_size=BATCH)
        entry_topics = Entry.topics.through
        entry_topics.objects.bulk_create(
            [
                entry_topics(entry_id=entry.pk, topic_id=topic.pk)
                for entry in entries
                for topic in topics_of[entry.object_id]
            ],
            batch_size=BATCH,
        )
        entry_documents = Entry.documents.through
        entry_documents.objects.bulk_create(
            [
                entry_documents(entry_id=entry.pk, document_id=document_of[entry.object_id].pk)
                for entry in entries
                if entry.object_id in document_of
            ],
            batch_size=BATCH,
        )
        EntryText.objects.bulk_create(
            [
                self.text(entry, page, document_of.get(page.pk), [*tags_of[page.pk], *topics_of[page.pk]])
                for entry, page in zip(entries, pages, strict=True)
            ],
            batch_size=BATCH,
        )
        self.write_restrictions([entry for entry in entries if entry.restricted])

    def write_restrictions(self, entries: list[Entry]) -> None:
        """Let only editors see these."""
        restrictions = PageViewRestriction.objects.bulk_create(
            [
                PageViewRestriction(page_id=entry.object_id, restriction_type=PageViewRestriction.GROUPS)
                for entry in entries
            ]
        )
        page_groups = PageViewRestriction.groups.through
        page_groups.objects.bulk_create(
            [page_groups(pageviewrestriction=restriction, group=self.editors) for restriction in restrictions]
        )
        for entry in entries:
            EntryRestriction.objects.create(entry=entry).groups.set([self.editors])

    def entry(self, page: ContributionPage, document: Document | None) -> Entry:
        """Return the row that `record()` would write."""
        starts_at, ends_at = page.period()
        return Entry(
            content_type=self.content_types[type(page)],
            object_id=page.pk,
            kind=page.kind,
            title=page.title,
            teaser=page.teaser,
            detail=page.detail(),
            url="/" + page.url_path.removeprefix(self.home_path),
            municipality_id=page.municipality_id,
            author_id=page.owner_id,
            contact_user_id=page.owner_id,
            contact_name=page.owner.display_name,
            state=Entry.State.PUBLISHED,
            live=True,
            restricted=page.pk % 100 == 0,
            phase=page.phase(),
            starts_at=starts_at,
            ends_at=ends_at,
            file_count=1 if document else 0,
            file_note=file_note([document]) if document else "",
            published_at=page.first_published_at,
            updated_at=page.last_published_at,
        )

    @staticmethod
    def text(entry: Entry, page: ContributionPage, document: Document | None, keywords: list[Tag | Topic]) -> EntryText:
        """Return the searchable text that `record()` would write."""
        own = page.own_text()
        found_by = [f"{page.owner.display_name} {page.owner.function}", *(keyword.name for keyword in keywords)]
        found_by += [page.municipality.name, page.municipality.kreis]
        everything = [page.title, page.teaser, own, *found_by]
        if document:
            everything += [document.title, document.filename, document.text]
        return EntryText(
            entry=entry,
            text=own,
            keywords="\n".join(found_by),
            folded_title=fold(page.title),
            folded_teaser=fold(page.teaser),
            folded=fold("\n".join(part for part in everything if part)),
        )


@transaction.atomic
def fill(count: int, progress: Progress = lambda step: None) -> Filled:
    """Add contributions until there are `count`; the portal must have been set up. `progress(1)` follows each."""
    present = ContributionPage.objects.count()
    surroundings()
    if count > present:
        Filler(present, progress).write(count - present)
        for kept in kept_indexes().values():
            rebuild(kept)
    detail = ProjectPage.objects.exclude(view_restrictions__isnull=False).earliest("path")
    return Filled(
        member=User.objects.get(email="person1@messung.example"),
        start="/",
        section="/projekte/",
        detail=Entry.objects.get(object_id=detail.pk, kind="project").url,
    )


def settle() -> None:
    """Give the database the statistics that it would have gathered by itself in a running portal."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
