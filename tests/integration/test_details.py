"""The page of one contribution, of each kind."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from integration.files.models import Document
from integration.models import ContributionContact, ContributionImage, TopicDiscussionPage
from tests.factories import (
    DocumentFactory,
    EventPageFactory,
    ImageFactory,
    LinkPageFactory,
    MaterialPageFactory,
    ProjectPageFactory,
    TopicDiscussionPageFactory,
    TopicFactory,
    UserFactory,
    catalogue_rows,
    draft,
    restrict,
)

pytestmark = pytest.mark.django_db
BUDGET = 16  # queries
KINDS = [ProjectPageFactory, MaterialPageFactory, EventPageFactory, LinkPageFactory, TopicDiscussionPageFactory]


@pytest.fixture
def read(signed_in, member):
    """`read(page)` returns what a member sees of it."""
    client = signed_in(member)

    def get(page):
        response = client.get(page.url)
        assert response.status_code == 200
        return response.content.decode()

    return get


def test_a_project_shows_people_facts_account_files_and_topics(read):
    topic = TopicFactory(name="Wohnen", slug="wohnen")
    document = DocumentFactory(title="Dienstanweisung", pages=4)
    page = read(
        ProjectPageFactory(
            title="Wohnpaten",
            cost="41.500 Euro im Jahr",
            period_start=date(2023, 9, 1),
            worked="Feste Zeiten\nEin Postfach",
            failed="Eine App, die niemand öffnete",
            partners="Volkshochschule\nJobcenter",
            topics=[topic],
            tags=["Ehrenamtsbörse"],
            documents=[document],
        )
    )
    for text in ("41.500 Euro im Jahr", "läuft seit September 2023", "<li>Feste Zeiten</li>", "Volkshochschule"):
        assert text in page
    assert page.index("Was gut lief") < page.index("Was nicht geklappt hat")
    assert "Eine App, die niemand öffnete" in page
    assert "tel:+492214710123" in page
    assert "Dienstanweisung" in page
    assert "4 Seiten" in page
    assert f"{reverse('search')}?thema=wohnen" in page
    assert f"{reverse('search')}?q=Ehrenamtsb%C3%B6rse" in page


def test_nothing_stands_for_what_is_not_known(read):
    page = read(ProjectPageFactory(title="Nur ein Titel", teaser=""))
    for heading in (
        "Zum Mitnehmen",
        "Was gut lief",
        "Was nicht geklappt hat",
        "Wer mitmacht",
        "Bilder",
        "Worum es geht",
    ):
        assert heading not in page


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (Document.TextState.PENDING, "Der Text wird gerade gelesen"),
        (Document.TextState.NONE, "Kein Text lesbar"),
    ],
)
def test_a_file_says_when_the_search_does_not_know_its_text(read, state, text):
    page = read(MaterialPageFactory(documents=[DocumentFactory(text_state=state)]))
    assert text in page


def test_a_file_that_was_read_says_nothing_of_it(read):
    page = read(MaterialPageFactory(documents=[DocumentFactory()]))
    assert "gelesen" not in page
    assert "Kein Text lesbar" not in page


def test_a_material_says_what_it_is_and_why_it_helps(read):
    page = read(
        MaterialPageFactory(material_kind="resolution", date=date(2026, 3, 2), why_it_helps="Spart drei Sitzungen")
    )
    for text in ("Beschlussvorlage", "2. März 2026", "Spart drei Sitzungen"):
        assert text in page


def test_a_link_names_the_site_it_leads_to_and_tells_it_nothing(read):
    page = read(LinkPageFactory(link_url="https://www.example.org/pfad?a=1"))
    assert 'href="https://www.example.org/pfad?a=1" rel="noopener noreferrer"' in page
    assert "führt zu example.org" in page


def test_an_event_leads_to_its_registration_while_it_is_open(read):
    today = timezone.localdate()
    address = "https://anmeldung.example/"
    assert address in read(EventPageFactory(registration_url=address, registration_deadline=today, place="Rathaus"))
    late = read(EventPageFactory(registration_url=address, registration_deadline=today - timedelta(days=1)))
    assert address not in late
    assert "Die Anmeldefrist ist abgelaufen" in late


def test_a_past_event_says_so(read):
    page = read(EventPageFactory(start=timezone.now() - timedelta(days=3), online_url="https://raum.example/"))
    assert "Diese Veranstaltung ist vorbei" in page
    assert "https://raum.example/" not in page


def test_a_discussion_shows_question_phase_and_moderator(read, editor):
    page = read(TopicDiscussionPageFactory(question="Was hält Menschen im Ehrenamt?", moderator=editor))
    assert "Was hält Menschen im Ehrenamt?" in page
    assert page.index("Moderation") < page.index(editor.display_name)
    assert 'aria-current="step"><b>Erfahrungen sammeln' in page


def test_a_closed_discussion_shows_its_summary(read):
    today = timezone.localdate()
    page = read(
        TopicDiscussionPageFactory(
            opens=today - timedelta(days=30), closes=today - timedelta(days=2), summary="<p>Persönlich ansprechen.</p>"
        )
    )
    assert "<p>Persönlich ansprechen.</p>" in page
    assert "liegt vor" in page


def test_contacts_without_an_account_and_hidden_phones_are_respected(read, member):
    member.phone_visible = False
    member.save()
    project = ProjectPageFactory(owner=member)
    project.contacts.add(ContributionContact(name="Jonas Vennemann", phone="0221 4710-214", sort_order=2))
    project.save_revision().publish()
    page = read(project)
    assert member.display_name in page
    assert "0221 4710-123" not in page
    assert "tel:+492214710214" in page


def test_a_contact_whose_account_is_gone_is_left_out(read):
    leaver = UserFactory()
    project = ProjectPageFactory()
    project.contacts.add(ContributionContact(user=leaver, sort_order=2))
    project.save_revision().publish()
    leaver.delete()
    assert read(project).count("p-contact") == 1


def test_pictures_come_with_size_and_alternative(read):
    project = ProjectPageFactory()
    project.images.add(
        ContributionImage(image=ImageFactory(), alternative="Das Haus", sort_order=0),
        ContributionImage(image=ImageFactory(), alternative="Das Foyer", caption="Im Rathaus", sort_order=1),
    )
    project.save_revision().publish()
    cover, further = read(project).split('<h2 class="p-h2" id="pictures">')
    assert 'alt="Das Haus"' in cover
    assert 'loading="lazy"' not in cover  # it is seen at once
    assert 'alt="Das Foyer"' in further
    assert 'loading="lazy"' in further
    assert 'width="40"' in further
    assert "Im Rathaus" in further


def test_three_others_under_the_same_topics_are_offered_most_shared_first(signed_in, member):
    housing, language = TopicFactory(), TopicFactory()
    catalogue_rows(4, topics=(housing,))
    close = ProjectPageFactory(title="Beide Themen", topics=[housing, language])
    restrict(ProjectPageFactory(title="Nur AG", topics=[housing, language]), Group.objects.create(name="AG"))
    draft(ProjectPageFactory, title="Noch geheim", topics=[housing, language], owner=member)
    project = ProjectPageFactory(topics=[housing, language])
    similar = signed_in(member).get(project.url).context["similar"]
    assert len(similar) == 3
    assert similar[0].object_id == close.pk
    assert {"Nur AG", "Noch geheim", project.title}.isdisjoint(entry.title for entry in similar)


def test_the_author_and_editors_find_the_way_to_change_it(signed_in, member, colleague, editor):
    project = ProjectPageFactory(owner=member)
    own, admin = reverse("contribute:edit", args=(project.pk,)), reverse("wagtailadmin_pages:edit", args=(project.pk,))

    def links(user):
        page = signed_in(user).get(project.url).content.decode()
        return own in page, admin in page

    assert links(member) == (True, False)
    assert links(colleague) == (False, False)
    assert links(editor) == (False, True)


def test_dates_of_publication_and_change_are_shown(read):
    project = ProjectPageFactory()
    assert "Zuletzt geändert" not in read(project)
    project.first_published_at = timezone.now() - timedelta(days=400)
    project.save()
    page = read(project)
    assert "Veröffentlicht" in page
    assert "Zuletzt geändert" in page


@pytest.mark.parametrize("factory", KINDS)
def test_titles_are_text_not_markup(read, factory):
    page = read(factory(title="<script>alert(1)</script>", slug="markup", teaser="<b>fett</b>", tags=['"<i>']))
    assert "<script>alert" not in page
    assert "<b>fett" not in page
    assert '"<i>' not in page


@pytest.mark.parametrize("factory", KINDS)
def test_editors_see_the_page_in_the_admins_preview(signed_in, editor, member, factory):
    page = draft(factory, title="Noch ein Entwurf", owner=member, topics=[TopicFactory()])
    page.images.add(ContributionImage(image=ImageFactory(), alternative="Das Foyer"))
    page.save_revision()
    response = signed_in(editor).get(reverse("wagtailadmin_pages:view_draft", args=(page.pk,)))
    assert response.status_code == 200
    assert "Noch ein Entwurf" in response.content.decode()
    assert "Das Foyer" in response.content.decode()


@pytest.mark.sweep
@pytest.mark.parametrize("factory", KINDS)
def test_a_detail_page_asks_the_database_the_same_at_5_and_60_entries(
    signed_in, member, factory, django_assert_max_num_queries
):
    topic = TopicFactory()
    page = factory(topics=[topic], tags=["eins", "zwei"], documents=[DocumentFactory()])
    page.images.add(ContributionImage(image=ImageFactory()), ContributionImage(image=ImageFactory()))
    page.save_revision().publish()
    catalogue_rows(4, topics=(topic,))
    client = signed_in(member)
    client.get(page.url)
    with CaptureQueriesContext(connection) as few:
        client.get(page.url)
    catalogue_rows(55, topics=(topic,))
    with django_assert_max_num_queries(BUDGET) as many:
        assert client.get(page.url).status_code == 200
    assert len(many) == len(few)


def test_a_discussion_over_new_year_names_both_years():
    discussion = TopicDiscussionPage(opens=date(2026, 12, 1), closes=date(2027, 1, 31))
    assert discussion.detail() == "1. Dezember 2026 bis 31. Januar 2027"
    discussion.opens = date(2027, 1, 4)
    assert discussion.detail() == "4. Januar bis 31. Januar 2027"
