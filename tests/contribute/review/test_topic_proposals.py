"""A topic proposal among what waits: the same queue, the same page, the same decisions as for the pages."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import TaskState
from wagtail.test.utils.form_data import querydict_from_html

from integration.catalogue.models import Entry
from integration.contribute.proposals import change_proposal, hand_in_proposal, withdraw_proposal
from integration.contribute.services import submit
from integration.members.models import User
from integration.members.roles import Role
from integration.models import TopicProposal
from integration.notifications.models import Message
from tests.factories import ProjectPageFactory, TopicFactory, TopicProposalFactory, UserFactory, draft

pytestmark = pytest.mark.django_db
QUEUE = "/admin/pruefung/"
PERSONAL = "Ali Demir, geb. 12.03.1987, Handy 0176 98765432"


@pytest.fixture
def desk(editor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(editor)


def proposed(author: User, title: str = "Wohnungstausch", *, days_ago: int = 0, why: str = "") -> TopicProposal:
    values = {"title": title, "why": why, "topics": []}
    made = hand_in_proposal(user=author, key=uuid.uuid4(), values=values, for_review=True).proposal
    steps = TaskState.objects.filter(revision_id=TopicProposal.objects.get(pk=made.pk).latest_revision_id)
    steps.update(started_at=timezone.now() - timedelta(days=days_ago))
    return reload(made)


def reload(proposal: TopicProposal) -> TopicProposal:
    return TopicProposal.objects.get(pk=proposal.pk)


def address(proposal: TopicProposal) -> str:
    state = proposal.workflow_states.order_by("-pk").first()
    assert state is not None
    return reverse("review:contribution", args=[state.pk])


def decide(desk: Client, proposal: TopicProposal, action: str, **words: str) -> int:
    data = {"decision": action, "seen": proposal.latest_revision_id}
    return desk.post(address(proposal), data | {f"{action}-{name}": word for name, word in words.items()}).status_code


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def entry() -> Entry:
    return Entry.objects.get(kind="proposal")


def test_the_queue_shows_kind_age_municipality_author_and_hints(desk: Client, member: User) -> None:
    proposed(member, days_ago=3, why=PERSONAL)
    html = text_of(desk, QUEUE)
    row = html[html.index("Wohnungstausch</a>") : html.index("Schon veröffentlicht")]
    for words in ("Themenvorschlag", "neu", "wartet seit 3 Tagen", str(member.municipality), member.display_name):
        assert words in row
    assert "2 Hinweise" in row


def test_proposals_and_pages_wait_in_one_line_and_can_be_told_apart(desk: Client, member: User) -> None:
    proposed(member, "Jung", days_ago=1)
    page = draft(ProjectPageFactory, title="Seite", owner=member)
    submit(page=page, user=member)
    page.refresh_from_db()
    TaskState.objects.filter(revision_id=page.latest_revision_id).update(started_at=timezone.now() - timedelta(days=2))
    proposed(member, "Alt", days_ago=3)
    html = text_of(desk, QUEUE)
    assert html.index("Alt</a>") < html.index("Seite</a>") < html.index("Jung</a>")
    assert "Themenvorschlag (2)" in html
    only = text_of(desk, f"{QUEUE}?art=topicproposal")
    assert "Seite</a>" not in only
    assert "Alt</a>" in only


def test_many_proposals_cost_as_many_queries_as_one(desk: Client, member: User, django_assert_num_queries) -> None:
    proposed(member)
    desk.get(QUEUE)
    with CaptureQueriesContext(connection) as one:
        desk.get(QUEUE)
    for number in range(5):
        proposed(UserFactory(), f"Vorschlag {number}")
    with django_assert_num_queries(len(one)):
        desk.get(QUEUE)


def test_the_page_shows_what_it_says_hints_and_how_members_will_see_it(desk: Client, member: User) -> None:
    proposal = proposed(member, why=f"<b>Wichtig</b> {PERSONAL}")
    html = text_of(desk, address(proposal))
    assert "&lt;b&gt;Wichtig&lt;/b&gt;" in html
    assert "Geburtsdatum" in html
    assert "Telefonnummer" in html
    preview = html[: html.index(">So sehen es die Mitglieder")].rsplit('href="', 1)[1].split('"')[0]
    edit = html[: html.index(">Selbst korrigieren")].rsplit('href="', 1)[1].split('"')[0]
    assert "Wohnungstausch" in desk.get(preview).content.decode()
    assert desk.get(edit).status_code == 200


def test_a_change_is_compared_with_what_is_published(desk: Client, member: User) -> None:
    topic = TopicFactory(name="Wohnen")
    proposal = TopicProposalFactory(title="Wohnungstausch", why="Alt und kurz.", owner=member)
    change_proposal(
        proposal=proposal,
        user=member,
        opened_revision=proposal.latest_revision_id,
        values={"title": "Tausch von Wohnungen", "why": "Neu und lang.", "topics": [topic]},
        for_review=True,
    )
    assert "Änderung eines veröffentlichten Beitrags" in text_of(desk, QUEUE)
    html = text_of(desk, address(reload(proposal)))
    part = html[html.index("Was sich ändern würde") : html.index("Was im Beitrag steht")]
    for words in ("Tausch von Wohnungen", "Warum es für viele wichtig ist", "Wohnen", "deletion", "addition"):
        assert words in part
    assert reload(proposal).title == "Wohnungstausch"


def test_releasing_publishes_what_was_seen_and_writes_to_the_author(desk: Client, member: User) -> None:
    proposal = proposed(member)
    Message.objects.all().delete()
    assert decide(desk, proposal, "approve") == 302
    assert reload(proposal).live
    assert entry().state == Entry.State.PUBLISHED
    assert Message.objects.filter(recipient=member.email).count() == 1
    assert "Nichts wartet" in text_of(desk, QUEUE)


def test_after_a_decision_the_next_one_of_the_same_kind_follows(desk: Client, member: User) -> None:
    submit(page=draft(ProjectPageFactory, owner=member), user=member)
    first, second = proposed(member, "Eins", days_ago=2), proposed(member, "Zwei", days_ago=1)
    data = {"decision": "approve", "seen": first.latest_revision_id}
    answer = desk.post(f"{address(first)}?art=topicproposal", data)
    assert answer["Location"] == f"{address(second)}?art=topicproposal"


def test_asking_for_changes_reaches_the_author_with_the_part_it_is_about(
    desk: Client, member: User, signed_in: Callable[[User], Client]
) -> None:
    proposal = proposed(member)
    assert decide(desk, proposal, "reject") == 422
    assert decide(desk, proposal, "reject", comment="Bitte ein Beispiel.", place="text") == 302
    assert entry().state == Entry.State.CHANGES_REQUESTED
    board = signed_in(member).get(reverse("contribute:mine")).content.decode()
    assert "Zu: Text<br>Bitte ein Beispiel." in board


def test_declining_tells_why_and_it_can_be_handed_in_again(
    desk: Client, member: User, signed_in: Callable[[User], Client]
) -> None:
    proposal = proposed(member)
    assert decide(desk, proposal, "decline") == 422
    assert decide(desk, proposal, "decline", comment="Das ist Werbung.") == 302
    assert entry().state == Entry.State.DECLINED
    assert "Das ist Werbung." in signed_in(member).get(reverse("contribute:mine")).content.decode()
    assert "Das ist Werbung." in Message.objects.filter(recipient=member.email).latest("pk").body
    change_proposal(
        proposal=proposal,
        user=member,
        opened_revision=reload(proposal).latest_revision_id,
        values={"title": "Ohne Werbung", "why": "", "topics": []},
        for_review=True,
    )
    assert "Ohne Werbung</a>" in text_of(desk, QUEUE)


@pytest.mark.parametrize("seen", ["", "1" + "0" * 20, "9" * 5000])
def test_a_version_that_was_not_seen_is_not_published(seen: str, desk: Client, member: User) -> None:
    proposal = proposed(member)
    assert desk.post(address(proposal), {"decision": "approve", "seen": seen}).status_code == 409
    assert not reload(proposal).live


def test_who_comes_too_late_reads_why(desk: Client, member: User) -> None:
    proposal = proposed(member)
    withdraw_proposal(proposal=proposal, user=member, was_published=False)
    url, data = address(proposal), {"decision": "decline", "decline-comment": "Mein Grund"}
    answer = desk.post(url, data | {"seen": proposal.latest_revision_id})
    assert answer.status_code == 409
    assert "Dieser Beitrag wurde zurückgezogen." in answer.content.decode()
    assert "Mein Grund</textarea>" in answer.content.decode()


def test_every_decision_has_a_key(desk: Client, member: User) -> None:
    proposed(member, "Eins", days_ago=1)
    html = text_of(desk, address(proposed(member, "Zwei")))
    for key in ("f", "a", "l", "n", "q"):
        assert html.count(f'data-review-key="{key}"') == 1


def test_only_editors_see_it(member: User, signed_in: Callable[[User], Client]) -> None:
    url = address(proposed(member))
    for person in (member, UserFactory(role=Role.CONTACT, municipality=member.municipality)):
        assert signed_in(person).get(url).status_code == 302


def test_a_form_opened_before_a_newer_version_decides_nothing(editor: User, desk: Client, member: User) -> None:
    proposal = proposed(member, "Erste Fassung")
    edit = AdminURLFinder(editor).get_edit_url(proposal)
    forms = desk.get(edit).content.decode()
    stale = querydict_from_html(forms, form_id="w-editor-form").dict()
    assert stale["loaded_revision_id"] == str(proposal.latest_revision_id)
    withdraw_proposal(proposal=proposal, user=member, was_published=False)
    values = {"title": "Zweite Fassung", "why": "", "topics": []}
    change_proposal(
        proposal=reload(proposal),
        user=member,
        opened_revision=reload(proposal).latest_revision_id,
        values=values,
        for_review=True,
    )
    answer = desk.post(edit, stale | {"action-workflow-action": "1", "workflow-action-name": "approve"})
    assert answer.status_code == 409
    assert edit in answer.content.decode()
    assert not reload(proposal).live
    assert reload(proposal).get_latest_revision_as_object().title == "Zweite Fassung"
