"""Fills an empty portal with invented contributions, so that it can be looked at; never in production.

Everything goes the way of real contributions (page, revision, publishing, review); only the dates are set back afterwards.
"""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision, TaskState, WorkflowState

from home.demo_files import BUILDERS, TABLE_MARK, DocumentSpec
from home.demo_forum import ForumLoader, load_threads, remove_forum
from home.demo_market import load_listings, remove_listings
from home.demo_messages import load_conversations, remove_conversations
from home.demo_pictures import PICTURES
from home.models import PortalSettings
from integration.catalogue.models import Entry
from integration.catalogue.registry import kinds
from integration.catalogue.services import recorded_once
from integration.files.models import Document, Image
from integration.forum.tasks import tell_of_post
from integration.marketplace.tasks import match_listing
from integration.members.models import EmailDomain, Municipality, User
from integration.members.municipalities import load_municipalities
from integration.models import TopicProposal
from integration.models.base import ContributionContact, ContributionFile, ContributionImage, ContributionPage
from integration.models.sections import SectionPage
from integration.notifications.models import Message
from integration.taxonomy.models import Topic

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
PASSWORD = "portal-demo"  # noqa: S105 - printed on the demo's own sign-in page
MARKER = "mitglied@portal.example"
EDITOR = "redaktion@portal.example"
WAITING_FOR = {"draft": 3, "changes_requested": 2, "in_review": 1}  # days since the last change
MARKS = re.compile(r"^(## |- \[ \] |- )")
PDF_PAGE = re.compile(rb"/Type /Page\b")


Handed = ContributionPage | TopicProposal


def _read(name: str) -> Any:
    return json.loads((FIXTURES / "demo" / name).read_text(encoding="utf-8"))


def is_loaded() -> bool:
    """Return whether the demo is there already."""
    return User.objects.filter(email=MARKER).exists()


def read_entries() -> list[dict[str, Any]]:
    """Return everything that is to be handed in, oldest first, each with its kind; the unpublished ones last."""
    specs: list[dict[str, Any]] = []
    for name, kind in kinds().items():
        if not issubclass(kind, Handed):
            continue  # forum and marketplace have contents of their own
        specs += [{"state": "published"} | spec | {"kind": name} for spec in _read(f"entries/{name}s.json")]
    specs += _read("entries/unpublished.json")
    published = [spec for spec in specs if spec["state"] == "published"]
    unpublished = [spec for spec in specs if spec["state"] != "published"]
    return [
        *sorted(published, key=lambda spec: -spec["published_days_ago"]),
        *sorted(unpublished, key=lambda spec: -WAITING_FOR[spec["state"]]),
    ]


def load_demo(specs: list[dict[str, Any]]) -> Iterator[Handed]:
    """Load everything in one transaction and yield each contribution as it is done; consume it to the end."""
    with transaction.atomic():
        load_municipalities(FIXTURES / "municipalities.csv")
        people = _read("people.json")
        _load_participants(people)
        topics = _load_topics()
        users = _load_people(people["people"])
        _load_settings()
        loader = _Loader(users=users, topics=topics)
        for spec in specs:
            if spec["state"] == "published":
                yield loader.publish(spec)
        load_threads(_read("threads.json"), ForumLoader(users=users, topics=topics))
        load_listings(_read("listings.json"), users=users)
        load_conversations(_read("conversations.json"), users)
        DBTaskResult.objects.filter(task_path__in=(tell_of_post.module_path, match_listing.module_path)).delete()
        Message.objects.all().delete()  # nobody waits for mails about a past that never was
        for spec in specs:
            if spec["state"] != "published":
                yield loader.hand_in(spec)
        _settle_messages()


@transaction.atomic
def remove_demo() -> None:
    """Remove every contribution, file, topic and mail, and the demo's people; sections, groups and own accounts stay."""
    remove_conversations()
    remove_forum()
    remove_listings()
    for page in ContributionPage.objects.all():
        Page.objects.get(pk=page.pk).specific.delete()
    for proposal in TopicProposal.objects.all():
        proposal.delete()
    PortalSettings.objects.update(editor_photo=None)
    for model in (Document, Image, Topic):
        for item in model._default_manager.all():
            item.delete()
    for journal in (PageLogEntry, ModelLogEntry):
        journal.objects.all().delete()
    Message.objects.all().delete()
    User.objects.filter(email__in=[person["email"] for person in _read("people.json")["people"]]).delete()
    EmailDomain.objects.all().delete()
    Municipality.objects.update(active=False)


def _load_participants(people: dict[str, Any]) -> None:
    Municipality.objects.filter(ags__in=people["active_municipalities"]).update(active=True)
    municipalities = Municipality.objects.in_bulk(people["active_municipalities"], field_name="ags")
    domains = {
        person["email"].partition("@")[2]: municipalities[person["ags"]]
        for person in people["people"]
        if person["ags"] and not person["email"].endswith("@portal.example")
    }
    EmailDomain.objects.bulk_create(
        [EmailDomain(domain=domain, municipality=municipality) for domain, municipality in domains.items()]
    )


def _load_topics() -> dict[str, Topic]:
    for position, spec in enumerate(_read("topics.json")):
        Topic.objects.update_or_create(slug=spec["slug"], defaults=spec | {"sort_order": position})
    return {topic.slug: topic for topic in Topic.objects.all()}


def _load_people(people: list[dict[str, Any]]) -> dict[str, User]:
    password = make_password(PASSWORD)  # once for all: a good hash takes its time
    municipalities = Municipality.objects.in_bulk(
        [person["ags"] for person in people if person["ags"]], field_name="ags"
    )
    groups = {group.name: group for group in Group.objects.all()}
    users = {}
    for person in people:
        user = User(
            password=password,
            municipality=municipalities.get(person["ags"]),
            **{
                name: person[name]
                for name in ("email", "first_name", "last_name", "function", "phone", "phone_visible")
            },
        )
        user.save()
        user.groups.set([groups[name] for name in person["groups"]])
        users[user.email] = user
    return users


def _load_settings() -> None:
    portal = PortalSettings.load()
    for name, value in _read("settings.json").items():
        setattr(portal, name, value)
    portal.full_clean()
    portal.save()


class _Loader:
    """Turns specs into contributions of the people loaded before."""

    def __init__(self, *, users: dict[str, User], topics: dict[str, Topic]) -> None:
        self.users = users
        self.topics = topics
        self.municipalities = Municipality.objects.in_bulk(field_name="ags")
        self.sections = {section.kind: section for section in SectionPage.objects.all()}
        self.editor = users[EDITOR]
        self.today = timezone.localdate()
        self.minutes = count(start=7, step=53)  # so that not everything was written on the hour

    # Dates

    def day(self, value: int | str | None) -> date | None:
        """Read an integer as days from today, a string as an ISO date."""
        if value is None:
            return None
        return self.today + timedelta(days=value) if isinstance(value, int) else date.fromisoformat(value)

    def moment(self, days_ago: int) -> datetime:
        """Return a moment in the office hours of that day, and never one to come."""
        at = datetime.combine(self.today - timedelta(days=days_ago), time(8)) + timedelta(
            minutes=next(self.minutes) % 480
        )
        return min(timezone.make_aware(at), timezone.now() - timedelta(minutes=20))

    # Contributions

    @recorded_once()
    def publish(self, spec: dict[str, Any]) -> Handed:
        """Hand in and release as an author and the editor would."""
        page = self._add(spec)
        page.save_revision(user=page.owner, log_action=True).publish(user=self.editor)
        self._date_back(page, self.moment(spec["published_days_ago"]))
        return self._fresh(page)

    @recorded_once()
    def hand_in(self, spec: dict[str, Any]) -> Handed:
        """Leave a contribution in the state that its spec names: a draft, in review, or sent back with a comment."""
        page = self._add(spec)
        page.save_revision(user=page.owner, log_action=True)
        if spec["state"] != "draft":
            review = page.get_workflow().start(page, page.owner)
            if spec["state"] == "changes_requested":
                review.current_task_state.reject(user=self.editor, comment=spec["comment"])
        self._date_back(page, self.moment(WAITING_FOR[spec["state"]]))
        return self._fresh(page)

    def _add(self, spec: dict[str, Any]) -> Handed:
        return self._add_proposal(spec) if spec["kind"] == TopicProposal.kind else self._add_page(spec)

    def _add_proposal(self, spec: dict[str, Any]) -> TopicProposal:
        proposal = TopicProposal(
            title=spec["title"],
            why=spec["why"],
            live=False,
            owner=self.users[spec["author"]],
            municipality=self.municipalities[spec["ags"]],
        )
        proposal.topics = [self.topics[slug] for slug in spec["topics"]]
        proposal.full_clean()
        proposal.save()
        log(instance=proposal, action="wagtail.create", user=proposal.owner)
        return proposal

    def _add_page(self, spec: dict[str, Any]) -> ContributionPage:
        model = cast("type[ContributionPage]", kinds()[spec["kind"]])
        page = model(
            title=spec["title"],
            slug=spec["slug"],
            teaser=spec["teaser"],
            live=False,
            owner=self.users[spec["author"]],
            municipality=self.municipalities[spec["ags"]] if spec["ags"] else None,
            body=json.dumps([_block(block) for block in spec["body"]]),
            **self._own_fields(model, spec),
        )
        page.topics = [self.topics[slug] for slug in spec["topics"]]
        page.tags.add(*spec["tags"])
        page.contacts = [self._contact(contact) for contact in spec["contacts"]]
        page.files = [ContributionFile(document=self._document(item, page)) for item in spec["files"]]
        page.images = self._pictures(page)
        page.full_clean(exclude=["path", "depth", "content_type", "translation_key", "locale"])
        self.sections[spec["kind"]].add_child(instance=page)
        log(instance=page, action="wagtail.create", user=page.owner)
        return page

    def _own_fields(self, model: type[ContributionPage], spec: dict[str, Any]) -> dict[str, Any]:
        """Read the fields that only this kind has, by the type of its columns."""
        values: dict[str, Any] = {}
        for field in model._meta.local_concrete_fields:
            if field.name in spec:
                values[field.name] = self._value(field, spec[field.name])
            elif f"{field.name}_in_days" in spec:
                values[field.name] = self.day(spec[f"{field.name}_in_days"])
        if "start_in_days" in spec:
            at = partial(datetime.combine, cast(date, values["start"]))
            values["start"] = timezone.make_aware(at(time.fromisoformat(spec["start_time"] or "00:00")))
            values["end"] = timezone.make_aware(at(time.fromisoformat(spec["end_time"]))) if spec["end_time"] else None
        return values

    def _value(self, field: models.Field, value: Any) -> Any:
        if isinstance(field, models.ForeignKey):
            return self.users[value] if value else None
        if isinstance(field, models.DateField):
            return self.day(value)
        return "\n".join(value) if isinstance(value, list) else value

    def _contact(self, contact: dict[str, Any]) -> ContributionContact:
        if "user" in contact:
            return ContributionContact(user=self.users[contact["user"]])
        fields = {name: contact[name] for name in ("name", "function", "phone", "email")}
        return ContributionContact(municipality=self.municipalities.get(contact["ags"]), **fields)

    def _document(self, item: dict[str, Any], page: ContributionPage) -> Document:
        """Make the file. Its text is known, so the worker need not read it again."""
        content = BUILDERS[item["format"]](item["spec"])
        document = Document(
            title=item["title"],
            file=ContentFile(content, name=item["name"]),
            uploaded_by_user=page.owner,
            text=document_text(item["spec"]),
            text_state=Document.TextState.DONE,
            pages=len(PDF_PAGE.findall(content)) if item["format"] == "pdf" else None,
        )
        document._set_document_file_metadata()
        document.save()
        return document

    def _pictures(self, page: ContributionPage) -> list[ContributionImage]:
        if page.slug not in PICTURES:
            return []
        draw, title, alternative, caption = PICTURES[page.slug]
        image = Image(
            title=title,
            description=alternative,
            file=ContentFile(draw(), name=f"{page.slug}.png"),
            uploaded_by_user=page.owner,
            source="Eigene Zeichnung für die Demo",
        )
        image._set_image_file_metadata()
        image.save()
        return [ContributionImage(image=image, alternative=alternative, caption=caption)]

    def _date_back(self, page: Handed, moment: datetime) -> None:
        """Set every trace of the contribution to the day on which it is said to have been written."""
        stored: models.QuerySet[Any] = TopicProposal.objects.filter(pk=page.pk)
        if isinstance(page, ContributionPage):
            stored = Page.objects.filter(pk=page.pk)
            stored.update(latest_revision_created_at=moment)
        stored.filter(live=True).update(first_published_at=moment, last_published_at=moment)
        Revision.objects.for_instance(page).update(created_at=moment)
        page_log, model_log = PageLogEntry.objects, ModelLogEntry.objects
        (page_log if isinstance(page, ContributionPage) else model_log).for_instance(page).update(timestamp=moment)
        reviews = WorkflowState.objects.for_instance(page)
        TaskState.objects.filter(workflow_state__in=reviews).update(started_at=moment)
        reviews.update(created_at=moment)
        uploads = [document.pk for document in page.documents()] if isinstance(page, ContributionPage) else []
        Document.objects.filter(pk__in=uploads).update(created_at=moment)

    def _fresh(self, page: Handed) -> Handed:
        return cast(Handed, type(page)._default_manager.get(pk=page.pk))


def _block(block: dict[str, Any]) -> dict[str, Any]:
    """Return a block of a spec as StreamField keeps it."""
    if block["type"] == "text":
        return {"type": "text", "value": block["html"]}
    if block["type"] == "facts":
        return {"type": "facts", "value": block["items"]}
    return {"type": block["type"], "value": {name: value for name, value in block.items() if name != "type"}}


def document_text(spec: DocumentSpec) -> str:
    """Return the words of a document as reading its file would."""
    lines = [*spec["letterhead"].split("\n"), spec["title"]]
    lines += [MARKS.sub("", paragraph) for paragraph in spec["paragraphs"] if paragraph != TABLE_MARK]
    lines += [" ".join(row) for row in spec.get("table", [])]
    return "\n".join(lines)


def _settle_messages() -> None:
    """Show the mails of the reviews as sent on the day of the review; no mail leaves the demo."""
    for message in Message.objects.all():
        entry = Entry.objects.filter(live=False, title__in=_titles_in(message)).first()
        at = entry.updated_at if entry else timezone.now()
        Message.objects.filter(pk=message.pk).update(
            state=Message.State.SENT, created_at=at, next_attempt_at=at, sent_at=at + timedelta(seconds=20), attempts=1
        )


def _titles_in(message: Message) -> list[str]:
    titles = Entry.objects.filter(live=False).values_list("title", flat=True)
    return [title for title in titles if title in message.subject or title in message.body]
