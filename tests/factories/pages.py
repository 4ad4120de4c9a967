"""Pages of all kinds, added to their section and published; `draft=True` leaves them unpublished."""

from datetime import timedelta
from typing import Any

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page, PageViewRestriction

from integration.catalogue.services import recorded_once
from integration.files.models import Document
from integration.models import (
    ContributionFile,
    ContributionPage,
    EventPage,
    LinkPage,
    MaterialPage,
    ProjectPage,
    SectionPage,
    TopicDiscussionPage,
)
from tests.factories.people import UserFactory


class ContributionPageFactory(factory.Factory):
    """Adds the page under the section of its kind, with an author, and publishes it."""

    class Meta:
        abstract = True

    title = factory.Sequence(lambda n: f"Beitrag {n}")
    teaser = "Worum es geht, in einem Satz."
    owner = factory.SubFactory(UserFactory)
    municipality = factory.LazyAttribute(lambda o: o.owner.municipality if o.owner else None)

    @classmethod
    def _create(cls, model_class: type[ContributionPage], *args: Any, **kwargs: Any) -> ContributionPage:
        is_draft = kwargs.pop("draft", False)
        topics = kwargs.pop("topics", [])
        tags = kwargs.pop("tags", [])
        documents = kwargs.pop("documents", [])
        kwargs.setdefault("slug", slugify(kwargs["title"]) or "beitrag")
        page = model_class(live=False, **kwargs)
        if topics:
            page.topics = topics
        for document in documents:
            page.files.add(ContributionFile(document=document))
        if tags:
            page.tags.add(*tags)
        with recorded_once():
            SectionPage.objects.get(kind=model_class.kind).add_child(instance=page)
            revision = page.save_revision(user=page.owner)
            if not is_draft:
                revision.publish()
        if not is_draft:
            page.refresh_from_db()
        return page


class ProjectPageFactory(ContributionPageFactory):
    class Meta:
        model = ProjectPage


class MaterialPageFactory(ContributionPageFactory):
    class Meta:
        model = MaterialPage


class EventPageFactory(ContributionPageFactory):
    class Meta:
        model = EventPage

    start = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class LinkPageFactory(ContributionPageFactory):
    class Meta:
        model = LinkPage

    link_url = "https://www.example.org/"


class TopicDiscussionPageFactory(ContributionPageFactory):
    class Meta:
        model = TopicDiscussionPage

    question = "Wie machen Sie es?"
    opens = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=3))
    closes = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10))


def draft(factory_class: type[ContributionPageFactory], **kwargs: Any) -> ContributionPage:
    """Return an unpublished page."""
    return factory_class(draft=True, **kwargs)


def add_file(page: ContributionPage, document: Document) -> None:
    """Put a document on a page and publish that."""
    page.files.add(ContributionFile(document=document))
    page.save_revision().publish()


def restrict(page: Page, *groups: Group) -> PageViewRestriction:
    """Let only these groups see a page and what is below it."""
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.set(groups)
    return restriction
