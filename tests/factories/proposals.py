"""Topic proposals; published unless `draft=True`."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from integration.catalogue.services import recorded_once
from integration.models import TopicProposal
from tests.factories.people import UserFactory


class TopicProposalFactory(DjangoModelFactory):
    class Meta:
        model = TopicProposal

    title = factory.Sequence(lambda n: f"Vorschlag {n}")
    why = "Das trifft alle, die gerade neu anfangen."
    owner = factory.SubFactory(UserFactory)
    municipality = factory.LazyAttribute(lambda o: o.owner.municipality if o.owner else None)

    @classmethod
    def _create(cls, model_class: type[TopicProposal], *args: Any, **kwargs: Any) -> TopicProposal:
        is_draft = kwargs.pop("draft", False)
        topics = kwargs.pop("topics", [])
        proposal = model_class(live=False, **kwargs)
        proposal.topics = topics
        with recorded_once():
            proposal.save()
            revision = proposal.save_revision(user=proposal.owner)
            if not is_draft:
                revision.publish()
        if not is_draft:
            proposal.refresh_from_db()
        return proposal
