"""Pages of all kinds; a kind lives in its own module and is found by the catalogue's registry."""

from integration.models.base import (
    ContributionContact,
    ContributionFile,
    ContributionImage,
    ContributionPage,
    ContributionTag,
)
from integration.models.discussions import TopicDiscussionPage
from integration.models.events import EventPage
from integration.models.links import LinkPage
from integration.models.materials import MaterialPage
from integration.models.projects import ProjectPage
from integration.models.proposals import TopicProposal
from integration.models.sections import SectionPage

__all__ = [
    "ContributionContact",
    "ContributionFile",
    "ContributionImage",
    "ContributionPage",
    "ContributionTag",
    "EventPage",
    "LinkPage",
    "MaterialPage",
    "ProjectPage",
    "SectionPage",
    "TopicDiscussionPage",
    "TopicProposal",
]
