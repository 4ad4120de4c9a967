"""The model of topic proposals: what the catalogue keeps of it, and the admin's pages."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import WorkflowContentType
from wagtail.test.utils.form_data import querydict_from_html

from cms.setup import setup_portal
from integration.catalogue.models import Entry
from integration.contribute.proposals import hand_in_proposal
from integration.members.models import User
from integration.models import SectionPage, TopicProposal
from tests.factories import TopicFactory, TopicProposalFactory, restrict

pytestmark = pytest.mark.django_db

ADMIN = "wagtailsnippets_integration_topicproposal"


def test_the_catalogue_keeps_a_proposal_as_any_other_contribution(member: User) -> None:
    topic = TopicFactory(name="Wohnen")
    proposal = TopicProposalFactory(
        title="Wohnungstausch", why="Weil\n\n" + "es fehlt " * 60, owner=member, topics=[topic]
    )
    entry = Entry.objects.get()
    assert (entry.kind, entry.kind_label, entry.state, entry.live) == ("proposal", "Themenvorschlag", "published", True)
    assert (entry.author, entry.contact_user, entry.municipality) == (member, member, member.municipality)
    assert entry.url == proposal.get_absolute_url() == f"/themenvorschlaege/{proposal.pk}/"
    assert list(entry.topics.all()) == [topic]
    assert entry.teaser.startswith("Weil es fehlt")
    assert len(entry.teaser) <= 242
    assert entry.published_at == proposal.first_published_at
    assert "es fehlt" in entry.searchable.text
    assert (entry.edit_url, entry.withdraw_url, entry.preview_url) == tuple(
        f"/themenvorschlag/{proposal.pk}/{word}/" for word in ("bearbeiten", "zurueckziehen", "ansehen")
    )


def test_a_draft_is_kept_with_its_newest_words_for_those_who_may_read_drafts(
    member: User, colleague: User, contact: User, other_contact: User, editor: User
) -> None:
    proposal = TopicProposalFactory(title="Erster Gedanke", owner=member, draft=True)
    version = proposal.get_latest_revision_as_object()
    version.title = "Zweiter Gedanke"
    version.save_revision(user=member)
    assert Entry.objects.get().title == "Zweiter Gedanke"
    assert str(TopicProposal.objects.get()) == "Zweiter Gedanke"
    readers = {user: Entry.objects.visible_to(user).exists() for user in (member, contact, editor)}
    strangers = {user: Entry.objects.visible_to(user).exists() for user in (colleague, other_contact)}
    assert all(readers.values())
    assert not any(strangers.values())


def test_unpublishing_and_deleting_reach_the_catalogue(member: User, other_member: User) -> None:
    proposal = TopicProposalFactory(owner=member)
    proposal.unpublish()
    assert not Entry.objects.visible_to(other_member).exists()
    assert Entry.objects.get().state == Entry.State.WITHDRAWN
    proposal.delete()
    assert not Entry.objects.exists()


def test_an_old_version_brings_back_neither_its_author_nor_its_form(member: User, other_member: User) -> None:
    proposal = TopicProposalFactory(owner=member)
    old = proposal.latest_revision
    proposal.owner = other_member
    proposal.save()
    assert old.as_object().owner_id == other_member.pk


def test_a_proposal_without_an_author_is_read_and_found(other_member: User, signed_in: Any) -> None:
    proposal = TopicProposalFactory(owner=None, municipality=None, why="")
    client = signed_in(other_member)
    assert client.get(proposal.get_absolute_url()).status_code == 200
    assert proposal.title in client.get("/themenvorschlaege/").content.decode()


def test_a_section_for_a_group_keeps_its_proposals_for_the_group(
    member: User, other_member: User, signed_in: Any
) -> None:
    proposal = TopicProposalFactory()
    group = Group.objects.create(name="AG Wohnen")
    other_member.groups.add(group)
    restriction = restrict(SectionPage.objects.get(kind="proposal"), group)
    late = TopicProposalFactory()
    for one in (proposal, late):
        assert signed_in(member).get(one.get_absolute_url()).status_code == 403
        assert signed_in(other_member).get(one.get_absolute_url()).status_code == 200
    restriction.delete()
    assert signed_in(member).get(proposal.get_absolute_url()).status_code == 200


def test_words_are_shown_as_words(member: User, signed_in: Any) -> None:
    proposal = TopicProposalFactory(title="<script>alert(1)</script>", why="<img src=x onerror=alert(1)>\n\nZwei")
    page = signed_in(member).get(proposal.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<p>Zwei</p>" in page


def test_a_list_of_many_costs_the_same(member: User, signed_in: Any, django_assert_max_num_queries: Any) -> None:
    client, topics = signed_in(member), [TopicFactory(name="Wohnen"), TopicFactory(name="Sprache")]
    for _number in range(12):
        TopicProposalFactory(topics=topics)
    client.get("/themenvorschlaege/")
    with django_assert_max_num_queries(15):  # as the other sections
        client.get("/themenvorschlaege/")
    one = TopicProposal.objects.first()
    with django_assert_max_num_queries(16):
        client.get(one.get_absolute_url())


def test_the_review_is_set_up_once_however_often() -> None:
    content_type = ContentType.objects.get_for_model(TopicProposal)
    for _number in range(2):
        setup_portal()
        assert WorkflowContentType.objects.get().content_type == content_type
    assert SectionPage.objects.filter(kind="proposal").count() == 1
    assert TopicProposal().get_workflow() is not None


# The admin


def test_the_admin_lists_proposals_in_german(editor: User, signed_in: Any) -> None:
    TopicProposalFactory(title="Wohnungstausch")
    page = signed_in(editor).get(reverse(f"{ADMIN}:list")).content.decode()
    for text in ("Wohnungstausch", "Themenvorschläge", "Vorgeschlagen von", "Kommune"):
        assert text in page


def test_an_editor_writes_down_a_proposal_from_a_call_and_publishes_it(
    editor: User, member: User, signed_in: Any
) -> None:
    client, url = signed_in(editor), reverse(f"{ADMIN}:add")
    fields = querydict_from_html(client.get(url).content.decode(), form_id="w-editor-form").dict()
    sent = fields | {"title": "Vom Telefon", "why": "Sagt Lindlohe.", "owner": member.pk, "action-publish": "1"}
    assert client.post(url, sent).status_code == 302
    entry = Entry.objects.get()
    assert (entry.title, entry.author, entry.live) == ("Vom Telefon", member, True)


def test_an_editor_releases_in_the_admin_what_a_member_proposed(member: User, editor: User, signed_in: Any) -> None:
    values = {"title": "Wohnungstausch", "why": "", "topics": []}
    proposal = hand_in_proposal(
        user=member, key="0b9b4b1e-7f5e-4a53-9d0c-0f7c6f7f5d10", values=values, for_review=True
    ).proposal
    client, url = signed_in(editor), reverse(f"{ADMIN}:edit", args=[proposal.pk])
    page = client.get(url).content.decode()
    assert "Freigeben" in page
    fields = querydict_from_html(page, form_id="w-editor-form").dict()
    decision = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    assert client.post(url, fields | decision).status_code == 302
    assert Entry.objects.get().live


def test_the_queue_and_the_review_page_show_a_proposal(member: User, editor: User, signed_in: Any) -> None:
    values = {"title": "Wohnungstausch", "why": "Weil es überall fehlt.", "topics": []}
    key = "0b9b4b1e-7f5e-4a53-9d0c-0f7c6f7f5d11"
    proposal = hand_in_proposal(user=member, key=key, values=values, for_review=True).proposal
    client = signed_in(editor)
    queue = client.get(reverse("review:queue")).content.decode()
    assert "Wohnungstausch" in queue
    assert "Themenvorschlag" in queue
    page = client.get(reverse("review:contribution", args=[proposal.current_workflow_state.pk])).content.decode()
    assert "Weil es überall fehlt." in page
    assert key not in page
    preview = reverse(f"{ADMIN}:revisions_view", args=[proposal.pk, proposal.latest_revision_id])
    assert preview in page
    assert "Weil es überall fehlt." in client.get(preview).content.decode()


def test_members_do_not_reach_the_admins_pages(member: User, signed_in: Any) -> None:
    proposal = TopicProposalFactory(owner=member)
    for name, arguments in ((f"{ADMIN}:list", []), (f"{ADMIN}:edit", [proposal.pk])):
        assert signed_in(member).get(reverse(name, args=arguments)).status_code == 302


def test_an_editor_begins_a_discussion_from_a_published_proposal(member: User, editor: User, signed_in: Any) -> None:
    proposal, client = TopicProposalFactory(owner=member), signed_in(editor)
    section = SectionPage.objects.get(kind="discussion")
    url = reverse("wagtailadmin_pages:add", args=["integration", "topicdiscussionpage", section.pk])
    assert f'href="{url}"' in client.get(proposal.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 200
    assert url not in signed_in(member).get(proposal.get_absolute_url()).content.decode()


@pytest.mark.parametrize("data", [{}, {"title": ""}, {"title": "x" * 256}, {"owner": "9" * 30, "topics": "x"}])
def test_an_incomplete_form_of_the_admin_comes_back(data: dict[str, str], editor: User, signed_in: Any) -> None:
    proposal, client = TopicProposalFactory(draft=True), signed_in(editor)
    pk, revision = proposal.pk, proposal.latest_revision_id
    for name, arguments in (("add", []), ("edit", [pk]), ("revisions_revert", [pk, revision])):
        answer = client.post(reverse(f"{ADMIN}:{name}", args=arguments), data)
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert TopicProposal.objects.count() == 1


# Where it stands


def test_the_list_is_reached_from_the_discussions_not_from_the_navigation(member: User, signed_in: Any) -> None:
    client = signed_in(member)
    assert 'href="/themenvorschlaege/"' not in client.get("/").content.decode().partition("</nav>")[0]
    above = client.get("/themendiskussionen/").content.decode()
    for address in ("/themenvorschlaege/", reverse("contribute:create", args=["proposal"])):
        assert f'href="{address}"' in above
    assert 'href="/themendiskussionen/"' in client.get("/themenvorschlaege/").content.decode().partition("<main")[2]
