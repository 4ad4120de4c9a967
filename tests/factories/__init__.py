"""Test objects: `UserFactory(role=…)`, `MunicipalityFactory()`, `publish(ProjectPageFactory(...))` and their like."""

from tests.factories.entries import catalogue_rows
from tests.factories.files import DocumentFactory, ImageFactory, pdf_bytes, png_bytes
from tests.factories.forum import PostFactory, ThreadFactory
from tests.factories.marketplace import CategoryFactory, ListingFactory
from tests.factories.pages import (
    EventPageFactory,
    LinkPageFactory,
    MaterialPageFactory,
    ProjectPageFactory,
    TopicDiscussionPageFactory,
    add_file,
    draft,
    restrict,
)
from tests.factories.people import MunicipalityFactory, UserFactory
from tests.factories.proposals import TopicProposalFactory
from tests.factories.topics import TopicFactory

__all__ = [
    "CategoryFactory",
    "DocumentFactory",
    "EventPageFactory",
    "ImageFactory",
    "LinkPageFactory",
    "ListingFactory",
    "MaterialPageFactory",
    "MunicipalityFactory",
    "PostFactory",
    "ProjectPageFactory",
    "ThreadFactory",
    "TopicDiscussionPageFactory",
    "TopicFactory",
    "TopicProposalFactory",
    "UserFactory",
    "add_file",
    "catalogue_rows",
    "draft",
    "pdf_bytes",
    "png_bytes",
    "restrict",
]
