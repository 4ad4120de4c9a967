"""What somebody else would change: proposed once, answered once, told to both."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from integration.contribute.change_proposals import (
    AnsweredError,
    OpenProposalError,
    answer_proposal,
    propose_change,
)
from integration.contribute.models import ChangeProposal
from integration.contribute.permissions import (
    user_can_answer_proposal,
    user_can_propose_change,
    user_can_view_proposal,
)
from integration.members.models import User
from integration.models import ProjectPage
from integration.notifications.models import Message
from tests.factories import ProjectPageFactory, draft, restrict

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
LIST = "contribute_changeproposal_modeladmin_index"
TEXT = "Die Telefonnummer ist seit Mai eine andere."


@pytest.fixture
def page(member: User) -> ProjectPage:
    return ProjectPageFactory(title="Sprachcafé am Markt", owner=member)


def proposed(page: ProjectPage, user: User, text: str = TEXT) -> ChangeProposal:
    return propose_change(page=page, user=user, text=text)


def test_a_reader_proposes_and_the_author_hears_of_it(
    page: ProjectPage, member: User, other_member: User, signed_in: SignedIn
) -> None:
    client = signed_in(other_member)
    assert reverse("contribute:propose", args=[page.pk]) in client.get(page.url).content.decode()
    response = client.post(reverse("contribute:propose", args=[page.pk]), {"text": TEXT}, follow=True)
    assert "Danke! Ihr Vorschlag ist unterwegs." in response.content.decode()
    proposal = ChangeProposal.objects.get()
    mail = Message.objects.get(recipient=member.email)
    assert TEXT in mail.body
    assert reverse("contribute:proposal", args=[proposal.pk]) in mail.body
    assert "Sprachcafé am Markt" in mail.subject
    board = signed_in(member).get(reverse("contribute:mine")).content.decode()
    assert TEXT in board
    assert other_member.display_name in board
    assert reverse("contribute:proposal", args=[proposal.pk]) in board


@pytest.mark.parametrize("is_gone", [False, True])
def test_where_the_author_is_gone_the_editors_hear_of_it(
    page: ProjectPage, member: User, other_member: User, editor: User, is_gone: bool
) -> None:
    if is_gone:
        ProjectPage.objects.filter(pk=page.pk).update(owner=None)
    else:
        User.objects.filter(pk=member.pk).update(is_active=False)
    proposed(page, other_member)
    assert list(Message.objects.values_list("recipient", flat=True)) == [editor.email]
    assert "nicht mehr erreichbar" in Message.objects.get().body


def test_one_proposal_of_a_person_is_open_at_a_time(
    page: ProjectPage, other_member: User, colleague: User, signed_in: SignedIn
) -> None:
    first = proposed(page, other_member)
    with pytest.raises(OpenProposalError):
        proposed(page, other_member, "Noch etwas.")
    proposed(page, colleague)
    client, url = signed_in(other_member), reverse("contribute:propose", args=[page.pk])
    assert TEXT in client.get(url).content.decode()
    again = client.post(url, {"text": TEXT})
    assert (again.status_code, ChangeProposal.objects.filter(user=other_member).count()) == (302, 1)
    another = client.post(url, {"text": "Und noch ein anderer Vorschlag."})
    assert another.status_code == 409
    assert "Und noch ein anderer Vorschlag." in another.content.decode()
    answer_proposal(proposal=first, user=page.owner, taken=True, answer="")
    assert client.post(url, {"text": "Neuer Vorschlag"}).status_code == 302


def test_an_empty_proposal_is_asked_for_at_the_field(
    page: ProjectPage, other_member: User, signed_in: SignedIn
) -> None:
    for text in ("", "   ", "\x00"):
        response = signed_in(other_member).post(reverse("contribute:propose", args=[page.pk]), {"text": text})
        assert response.status_code in (422, 400)
    assert not ChangeProposal.objects.exists()
    response = signed_in(other_member).post(reverse("contribute:propose", args=[page.pk]), {"text": "x" * 5001})
    assert response.status_code == 422


def test_who_proposes_too_much_is_asked_to_wait_and_keeps_the_text(
    other_member: User, signed_in: SignedIn, settings: LazySettings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"propose_change": "2/h/user"}
    client = signed_in(other_member)
    statuses = []
    for number in range(3):
        page = ProjectPageFactory()
        response = client.post(reverse("contribute:propose", args=[page.pk]), {"text": f"Vorschlag {number}"})
        statuses.append(response.status_code)
    assert statuses == [302, 302, 429]
    assert "Vorschlag 2" in response.content.decode()
    assert ChangeProposal.objects.count() == 2


@pytest.mark.parametrize(
    ("pressed", "state", "word"), [("taken", "taken", "übernommen"), ("declined", "declined", "nicht")]
)
def test_the_author_answers_and_the_proposer_hears_of_it(
    page: ProjectPage, member: User, other_member: User, signed_in: SignedIn, pressed: str, state: str, word: str
) -> None:
    proposal = proposed(page, other_member)
    Message.objects.all().delete()
    url = reverse("contribute:proposal", args=[proposal.pk])
    client = signed_in(member)
    assert TEXT in client.get(url).content.decode()
    assert client.post(url, {"state": pressed, "answer": "Danke für den Hinweis."}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answered_by) == (state, member)
    mail = Message.objects.get()
    assert mail.recipient == other_member.email
    assert "Danke für den Hinweis." in mail.body
    assert word in mail.body
    assert TEXT not in client.get(reverse("contribute:mine")).content.decode()
    seen = signed_in(other_member).get(url).content.decode()
    assert "Danke für den Hinweis." in seen
    assert 'name="state"' not in seen


@pytest.mark.parametrize("hide", ["restricted", "withdrawn"])
@pytest.mark.parametrize("pressed", ["taken", "declined"])
def test_who_may_not_see_the_page_any_more_reads_the_own_words_and_nothing_of_the_page(
    page: ProjectPage, member: User, other_member: User, editor: User, signed_in: SignedIn, hide: str, pressed: str
) -> None:
    proposal = proposed(page, other_member)
    page.title = "Kanarienvogel"
    page.save_revision(user=member).publish()
    page.refresh_from_db()
    if hide == "restricted":
        restrict(page, Group.objects.create(name="AG Wohnen"))
    else:
        page.unpublish()
    Message.objects.all().delete()
    url = reverse("contribute:proposal", args=[proposal.pk])
    for stage in ("open", "answered"):
        seen = signed_in(other_member).get(url).content.decode()
        assert TEXT in seen, stage
        assert "Kanarienvogel" not in seen, stage
        assert page.url not in seen, stage
        if stage == "open":
            assert signed_in(member).post(url, {"state": pressed, "answer": "Danke."}).status_code == 302
    mail = Message.objects.get()
    assert TEXT in mail.body
    assert "Danke." in mail.body
    assert mail.subject in ("Ihr Vorschlag wurde übernommen", "Ihr Vorschlag wurde nicht übernommen")
    assert "Kanarienvogel" not in mail.subject + mail.body
    for reader in (member, editor):
        assert "Kanarienvogel" in signed_in(reader).get(url).content.decode()


def test_an_answer_counts_once(page: ProjectPage, member: User, other_member: User, signed_in: SignedIn) -> None:
    proposal = proposed(page, other_member)
    answer_proposal(proposal=proposal, user=member, taken=True, answer="")
    with pytest.raises(AnsweredError):
        answer_proposal(proposal=proposal, user=member, taken=False, answer="")
    url = reverse("contribute:proposal", args=[proposal.pk])
    response = signed_in(member).post(url, {"state": "declined"}, follow=True)
    assert "schon beantwortet" in response.content.decode()
    assert ChangeProposal.objects.get().state == ChangeProposal.State.TAKEN


def test_an_answer_without_a_decision_is_asked_for(
    page: ProjectPage, member: User, other_member: User, signed_in: SignedIn
) -> None:
    proposal = proposed(page, other_member)
    response = signed_in(member).post(
        reverse("contribute:proposal", args=[proposal.pk]), {"state": "open", "answer": "Hm."}
    )
    assert response.status_code == 422
    assert "Hm." in response.content.decode()
    assert ChangeProposal.objects.get().state == ChangeProposal.State.OPEN


def test_a_proposal_of_somebody_who_left_can_still_be_answered(
    page: ProjectPage, member: User, other_member: User
) -> None:
    proposal = proposed(page, other_member)
    Message.objects.all().delete()
    ChangeProposal.objects.filter(pk=proposal.pk).update(user=None)
    proposal.refresh_from_db()
    answer_proposal(proposal=proposal, user=member, taken=True, answer="")
    assert not Message.objects.exists()


def test_who_may_propose_see_and_answer(
    page: ProjectPage,
    member: User,
    other_member: User,
    colleague: User,
    contact: User,
    editor: User,
    admin: User,
) -> None:
    for person in (other_member, colleague, contact, editor, admin):
        assert user_can_propose_change(person, page)
    assert not user_can_propose_change(member, page)
    assert not user_can_propose_change(other_member, draft(ProjectPageFactory, owner=member))
    proposal = proposed(page, other_member)
    for person, sees, answers in (
        (member, True, True),
        (other_member, True, False),
        (colleague, False, False),
        (contact, False, False),
        (editor, True, True),
        (admin, True, True),
    ):
        assert user_can_view_proposal(person, proposal) == sees
        assert user_can_answer_proposal(person, proposal) == answers
    other_member.is_active = False
    assert not user_can_propose_change(other_member, page)
    assert not user_can_view_proposal(other_member, proposal)


def test_markup_in_a_proposal_stays_text(
    page: ProjectPage, member: User, other_member: User, editor: User, signed_in: SignedIn
) -> None:
    proposal = proposed(page, other_member, "<script>alert(1)</script>")
    for client, url in (
        (signed_in(member), reverse("contribute:mine")),
        (signed_in(member), reverse("contribute:proposal", args=[proposal.pk])),
        (signed_in(editor), reverse(LIST)),
    ):
        content = client.get(url).content.decode()
        assert "<script>alert(1)" not in content
        assert "&lt;script&gt;alert(1)" in content


def test_editors_see_what_waits_in_their_list_the_oldest_first_with_its_age(
    member: User, other_member: User, editor: User, signed_in: SignedIn
) -> None:
    proposals = [proposed(ProjectPageFactory(title=f"Beitrag {n}", owner=member), other_member) for n in range(3)]
    answer_proposal(proposal=proposals[0], user=member, taken=True, answer="")
    earlier = timezone.now() - timezone.timedelta(days=4)
    ChangeProposal.objects.filter(pk=proposals[2].pk).update(created_at=earlier)
    content = signed_in(editor).get(reverse(LIST)).content.decode()
    places = [content.index(f">Beitrag {number}<") for number in (2, 1, 0)]
    assert places == sorted(places)
    assert "seit 4 Tagen" in content
    assert signed_in(member).get(reverse(LIST)).status_code in (302, 403)


def test_the_list_of_proposals_costs_the_same_with_many(
    other_member: User, editor: User, signed_in: SignedIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _number in range(8):
        proposed(ProjectPageFactory(), other_member)
    client = signed_in(editor)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(25):
        client.get(reverse(LIST))
