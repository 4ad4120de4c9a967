"""What is offered below a contribution: what reads like it, then what has its topics."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import analysis
from search.engines.kept import kept_indexes
from search.services import bring_up_to_date, note_changes
from tests.factories import (
    EventPageFactory,
    MaterialPageFactory,
    ProjectPageFactory,
    TopicFactory,
    TopicProposalFactory,
    catalogue_rows,
    draft,
    restrict,
)
from tests.search.engines import on_both_engines

pytestmark = pytest.mark.django_db

MOST = 16  # queries of a detail page
FESTIVAL = {"title": "Zuckerfest auf dem Marktplatz", "teaser": "Wie das Zuckerfest zum Stadtfest wurde."}


@pytest.fixture
def similar(signed_in, engine):
    """`similar(user, page)` returns the titles that the page offers, when the indexes know everything."""
    analysis.warm()
    # A word that most contributions have says nothing about any: there must be others
    note_changes(
        entries=[entry.pk for entry in catalogue_rows(15, title="Formular zur Anmeldung", teaser="Zum Drucken")]
    )

    def read(user, page):
        for kept in kept_indexes().values():
            while bring_up_to_date(kept=kept):
                pass
        response = signed_in(user).get(page.url)
        assert response.status_code == 200
        return [entry.title for entry in response.context["similar"]]

    return read


@on_both_engines
def test_what_reads_alike_comes_before_what_has_only_the_topic(similar, member):
    topic = TopicFactory()
    page = ProjectPageFactory(**FESTIVAL, topics=[topic])
    MaterialPageFactory(title="Antrag auf Wohngeld", teaser="Ein Formular, ausgefüllt.")
    ProjectPageFactory(title="Rampe am Rathaus", teaser="Eine Rampe aus Holz.", topics=[topic])
    EventPageFactory(title="Zuckerfeste feiern", teaser="Treffen zum Zuckerfest auf dem Markt.")
    assert similar(member, page) == ["Zuckerfeste feiern", "Rampe am Rathaus"]


@on_both_engines
def test_nothing_is_offered_that_somebody_may_not_read(similar, member, other_member, editor):
    group = Group.objects.create(name="AG")
    other_member.groups.add(group)
    page = ProjectPageFactory(**FESTIVAL, owner=member)
    restrict(MaterialPageFactory(title="Zuckerfest geheim", teaser=FESTIVAL["teaser"]), group)
    draft(ProjectPageFactory, title="Zuckerfest im Entwurf", teaser=FESTIVAL["teaser"], owner=member)
    gone = ProjectPageFactory(title="Zuckerfest zurückgezogen", teaser=FESTIVAL["teaser"])
    assert sorted(similar(other_member, page)) == ["Zuckerfest geheim", "Zuckerfest zurückgezogen"]
    gone.unpublish()
    assert similar(member, page) == []
    assert similar(other_member, page) == similar(editor, page) == ["Zuckerfest geheim"]


def test_topic_proposals_offer_them_too_and_drafts_go_by_topics(similar, signed_in, member):
    topic = TopicFactory()
    close = ProjectPageFactory(**FESTIVAL)
    same_topic = MaterialPageFactory(title="Ganz anderes", teaser="Nichts davon.", topics=[topic])
    proposal = TopicProposalFactory(title="Was kostet ein Zuckerfest auf dem Marktplatz?", owner=member, topics=[topic])
    proposal.url = proposal.get_absolute_url()
    assert similar(member, proposal) == [close.title, same_topic.title]
    unpublished = draft(ProjectPageFactory, **FESTIVAL | {"slug": "noch-eins"}, owner=member, topics=[topic])
    preview = signed_in(member).get(f"/beitrag/{unpublished.pk}/ansehen/")
    assert [entry.title for entry in preview.context["similar"]] == [proposal.title, same_topic.title]


def test_it_costs_few_queries_and_the_engine_is_asked_once_in_a_while(similar, signed_in, member):
    topic = TopicFactory()
    page = ProjectPageFactory(**FESTIVAL, topics=[topic])
    for number in range(4):
        ProjectPageFactory(title=f"Zuckerfest {number}", teaser=FESTIVAL["teaser"])
    assert len(similar(member, page)) == 3
    client = signed_in(member)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get(page.url)
        return len(captured)

    client.get(page.url)
    page.title = "Zuckerfest 2027"
    page.save_revision().publish()
    bring_up_to_date(kept=kept_indexes()["database"])
    first = cost()
    assert first <= MOST
    assert cost() < first
