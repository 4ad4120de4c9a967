"""Topic proposals from the front end: form, guarantees, and what others see when."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, WorkflowState

from integration.catalogue.models import Entry
from integration.contribute.locking import ChangedMeanwhileError, InReviewError, LockedError, NotInReviewError
from integration.contribute.models import Draft
from integration.contribute.proposals import change_proposal, hand_in_proposal, withdraw_proposal
from integration.members.models import User
from integration.members.roles import TRUSTED
from integration.models import TopicProposal
from integration.notifications.models import Message
from tests.factories import TopicFactory, TopicProposalFactory
from tests.factories.people import Group

pytestmark = pytest.mark.django_db

CREATE = reverse("contribute:create", args=["proposal"])
LIST = "/themenvorschlaege/"
MINE = reverse("contribute:mine")


def propose(user: User, title: str = "Wohnungstausch", *, for_review: bool = True, **given: Any) -> TopicProposal:
    values = {"title": title, "why": given.pop("why", ""), "topics": given.pop("topics", [])}
    key = given.pop("key", None) or uuid.uuid4()
    return hand_in_proposal(user=user, key=key, values=values, for_review=for_review).proposal


def save_again(
    proposal: TopicProposal, user: User, title: str, *, opened: int | None = None, review: bool = True
) -> None:
    proposal.refresh_from_db()
    change_proposal(
        proposal=proposal,
        user=user,
        opened_revision=opened or proposal.latest_revision_id,
        values={"title": title, "why": "", "topics": []},
        for_review=review,
    )


def decide(proposal: TopicProposal, editor: User, action: str, comment: str = "") -> None:
    state = TopicProposal.objects.get(pk=proposal.pk).current_workflow_task_state
    state.task.specific.on_action(state, editor, action, comment=comment)


def entry() -> Entry:
    return Entry.objects.get()


# Services


def test_the_same_key_makes_one_proposal_one_review_and_one_mail(member: User, editor: User) -> None:
    key = uuid.uuid4()
    values = {"title": "Wohnungstausch", "why": "", "topics": []}
    done = [hand_in_proposal(user=member, key=key, values=values, for_review=True) for _number in range(3)]
    assert [(one.created, one.same) for one in done] == [(True, True), (False, True), (False, True)]
    assert TopicProposal.objects.count() == WorkflowState.objects.count() == 1
    assert Message.objects.filter(recipient=editor.email).count() == Message.objects.count() == 1


def test_the_same_key_with_other_contents_is_told_apart(member: User) -> None:
    key, topic = uuid.uuid4(), TopicFactory(name="Wohnen")
    values = {"title": "Wohnungstausch", "why": "", "topics": [topic]}
    hand_in_proposal(user=member, key=key, values=values, for_review=False)
    again = hand_in_proposal(user=member, key=key, values=values, for_review=False)
    other = hand_in_proposal(user=member, key=key, values=values | {"topics": []}, for_review=False)
    assert (again.same, other.same) == (True, False)


def test_somebody_elses_key_neither_shows_nor_blocks(member: User, other_member: User) -> None:
    key = uuid.uuid4()
    assert propose(member, key=key) != propose(other_member, key=key)


def test_what_is_in_review_is_not_changed(member: User) -> None:
    proposal = propose(member)
    with pytest.raises(InReviewError):
        save_again(proposal, member, "Heimlich geändert")
    assert entry().title == "Wohnungstausch"


def test_a_form_that_was_opened_before_somebody_saved_does_not_overwrite(member: User) -> None:
    proposal = propose(member, for_review=False)
    opened = TopicProposal.objects.get().latest_revision_id
    save_again(proposal, member, "Neuer Stand", review=False)
    with pytest.raises(ChangedMeanwhileError):
        save_again(proposal, member, "Alter Stand", opened=opened, review=False)
    assert entry().title == "Neuer Stand"


def test_what_the_editors_lock_is_neither_changed_nor_taken_back(member: User) -> None:
    proposal = propose(member, for_review=False)
    TopicProposal.objects.update(locked=True)
    with pytest.raises(LockedError):
        save_again(proposal, member, "Trotzdem")
    with pytest.raises(LockedError):
        withdraw_proposal(proposal=proposal, user=member, was_published=False)


def test_approval_publishes_the_reviewed_revision_with_its_topics(member: User, editor: User, admin: User) -> None:
    topic = TopicFactory(name="Wohnen")
    proposal = propose(member, topics=[topic], why="Weil es fehlt.")
    later = TopicProposal.objects.get().get_latest_revision_as_object()
    later.title = "Später geschrieben"
    later.save_revision(user=admin)
    decide(proposal, editor, "approve")
    shown = entry()
    assert (shown.title, shown.state, shown.live) == ("Wohnungstausch", Entry.State.PUBLISHED, True)
    assert list(shown.topics.all()) == [topic]
    assert TopicProposal.objects.get().title == "Wohnungstausch"


def test_a_request_for_changes_is_answered_by_handing_in_again(member: User, editor: User) -> None:
    proposal = propose(member)
    decide(proposal, editor, "reject", "Bitte genauer.")
    assert entry().state == Entry.State.CHANGES_REQUESTED
    save_again(proposal, member, "Wohnungstausch zwischen Kommunen")
    assert (entry().state, entry().title) == (Entry.State.IN_REVIEW, "Wohnungstausch zwischen Kommunen")
    assert WorkflowState.objects.count() == 1
    decide(proposal, editor, "approve")
    assert entry().title == "Wohnungstausch zwischen Kommunen"


def test_what_is_declined_says_so_and_can_be_handed_in_again(member: User, editor: User) -> None:
    proposal = propose(member)
    decide(proposal, editor, "decline", "Gab es gerade erst.")
    assert entry().state == Entry.State.DECLINED
    assert "Gab es gerade erst." in Message.objects.get(user=member).body
    save_again(proposal, member, "Neuer Anlauf")
    assert entry().state == Entry.State.IN_REVIEW


def test_a_published_proposal_stays_in_its_old_version_until_the_new_one_is_released(
    member: User, editor: User, other_member: User
) -> None:
    proposal = TopicProposalFactory(title="Alt", owner=member)
    save_again(proposal, member, "Neu")
    seen = Entry.objects.visible_to(other_member).get()
    assert (seen.title, seen.state, seen.live) == ("Alt", Entry.State.IN_REVIEW, True)
    decide(proposal, editor, "approve")
    assert Entry.objects.visible_to(other_member).get().title == "Neu"


def test_taking_back_ends_the_review_or_hides_what_was_published(member: User, other_member: User) -> None:
    waiting, published = propose(member), TopicProposalFactory(owner=member)
    withdraw_proposal(proposal=waiting, user=member, was_published=False)
    withdraw_proposal(proposal=published, user=member, was_published=True)
    assert set(Entry.objects.values_list("state", flat=True)) == {Entry.State.WITHDRAWN}
    assert not Entry.objects.visible_to(other_member).exists()


def test_taking_back_what_was_published_meanwhile_changes_nothing(member: User, editor: User) -> None:
    proposal = propose(member)
    decide(proposal, editor, "approve")
    with pytest.raises(NotInReviewError):
        withdraw_proposal(proposal=proposal, user=member, was_published=False)
    assert entry().live


def test_what_trusted_people_propose_is_reviewed_too(member: User) -> None:
    member.groups.add(Group.objects.get_or_create(name=TRUSTED)[0])
    propose(member)
    assert entry().state == Entry.State.IN_REVIEW


def test_every_step_leaves_its_line_in_the_history(member: User, editor: User) -> None:
    proposal = propose(member)
    decide(proposal, editor, "approve")
    actions = set(ModelLogEntry.objects.for_instance(proposal).values_list("action", flat=True))
    assert {"wagtail.create", "wagtail.workflow.start", "wagtail.publish"} <= actions


# Pages


def test_a_title_is_enough_from_the_form_to_the_list_and_the_search_of_others(
    member: User, other_member: User, editor: User, signed_in: Any
) -> None:
    writer, reader = signed_in(member), signed_in(other_member)
    response = writer.post(CREATE, {"title": "Zwirbelwohnungen tauschen", "key": uuid.uuid4()})
    assert response.headers["Location"] == MINE
    proposal = TopicProposal.objects.get()
    assert (proposal.owner, proposal.municipality, proposal.live) == (member, member.municipality, False)
    address = proposal.get_absolute_url()
    for client in (reader, writer):
        assert client.get(address).status_code == 404
    for page in (LIST, "/suche/?q=Zwirbelwohnungen", "/"):
        assert address not in reader.get(page).content.decode()
    decide(proposal, editor, "approve")
    for page in (LIST, "/suche/?q=Zwirbelwohnungen", "/"):
        assert address in reader.get(page).content.decode()
    shown = reader.get(address).content.decode()
    assert "Zwirbelwohnungen tauschen" in shown
    assert member.display_name in shown
    assert member.municipality.name in shown
    assert "Was daraus wird" in shown


def test_nobody_without_an_account_sees_anything(client: Client) -> None:
    proposal = TopicProposalFactory()
    for path in (LIST, proposal.get_absolute_url(), CREATE, TopicProposal.preview_url(proposal.pk)):
        assert client.get(path).status_code == 302


def test_drafts_are_looked_at_by_author_editors_and_the_contact_of_the_municipality(
    member: User, colleague: User, other_member: User, contact: User, other_contact: User, editor: User, signed_in: Any
) -> None:
    proposal = TopicProposalFactory(title="Halb gedacht", owner=member, draft=True)
    url = TopicProposal.preview_url(proposal.pk)
    for reader in (member, contact, editor):
        assert "Halb gedacht" in signed_in(reader).get(url).content.decode()
    for stranger in (colleague, other_member, other_contact):
        assert signed_in(stranger).get(url).status_code == 403


def test_the_new_version_of_something_published_is_not_shown_to_the_contact_of_the_municipality(
    member: User, contact: User, signed_in: Any
) -> None:
    proposal = TopicProposalFactory(title="Alt", owner=member)
    save_again(proposal, member, "Neu und geheim")
    assert signed_in(contact).get(TopicProposal.preview_url(proposal.pk)).status_code == 403
    assert "Neu und geheim" not in signed_in(contact).get(proposal.get_absolute_url()).content.decode()
    assert "Neu und geheim" in signed_in(member).get(TopicProposal.preview_url(proposal.pk)).content.decode()


@pytest.mark.parametrize("name", ["edit_url", "withdraw_url"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_but_the_author_changes_or_takes_back(
    name: str, method: str, member: User, colleague: User, contact: User, editor: User, signed_in: Any
) -> None:
    proposal = TopicProposalFactory(owner=member, draft=True)
    for stranger in (colleague, contact, editor):
        answer = getattr(signed_in(stranger), method)(getattr(proposal, name)(proposal.pk), {"title": "Meins"})
        assert answer.status_code == 403
    assert entry().title == proposal.title


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("title", "", "Bitte geben Sie einen Titel ein, das genügt."),
        ("title", "x" * 256, "höchstens 255"),
        ("why", "x" * 3001, "höchstens 3000"),
        ("topics", "9" * 19, "ist kein gültiger Wert"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_everything_typed_stays(
    name: str, value: str, message: str, member: User, signed_in: Any
) -> None:
    typed = {"title": "Wohnungstausch", "why": "Steht schon hier", "key": str(uuid.uuid4()), name: value}
    response = signed_in(member).post(CREATE, typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [name]
    assert message.lower() in " ".join(response.context["form"].errors[name]).lower().replace(".000", "000")
    for text in (typed["title"], typed["why"], typed["key"]):
        assert text in response.content.decode()
    assert not TopicProposal.objects.exists()


def test_a_title_from_the_first_question_is_there_already(member: User, signed_in: Any) -> None:
    page = signed_in(member).get(CREATE, {"titel": "Wohnungstausch"}).content.decode()
    assert 'value="Wohnungstausch"' in page


def test_the_form_shows_what_was_saved_and_what_the_editors_asked_for(
    member: User, editor: User, signed_in: Any
) -> None:
    topic = TopicFactory(name="Wohnen")
    proposal = propose(member, why="Weil es fehlt.", topics=[topic])
    decide(proposal, editor, "reject", "Für wen genau?")
    client, url = signed_in(member), proposal.edit_url(proposal.pk)
    shown = client.get(url)
    for text in ("Weil es fehlt.", "Für wen genau?", editor.display_name):
        assert text in shown.content.decode()
    form = shown.context["form"]
    assert form["topics"].value() == [topic.pk]
    data = {"title": "Genauer", "opened_revision": form["opened_revision"].value()}
    assert client.post(url, data).headers["Location"] == MINE
    assert (entry().title, entry().state) == ("Genauer", Entry.State.IN_REVIEW)


def test_while_in_review_the_form_says_so_and_what_was_typed_stays(member: User, signed_in: Any) -> None:
    proposal = propose(member)
    client, url = signed_in(member), proposal.edit_url(proposal.pk)
    assert client.get(url).status_code == 409
    answer = client.post(url, {"title": "Schnell noch geändert", "opened_revision": proposal.latest_revision_id})
    assert answer.status_code == 409
    assert "Schnell noch geändert" in answer.content.decode()
    assert entry().title == "Wohnungstausch"


def test_the_form_that_comes_back_with_other_contents_changes_what_it_made(member: User, signed_in: Any) -> None:
    client, key = signed_in(member), uuid.uuid4()
    client.post(CREATE, {"title": "Eins", "key": key, "action": "draft"})
    assert entry().state == Entry.State.DRAFT
    client.post(CREATE, {"title": "Zwei", "key": key})
    assert (entry().title, entry().state) == ("Zwei", Entry.State.IN_REVIEW)
    answer = client.post(CREATE, {"title": "Drei", "key": key})
    assert answer.status_code == 409
    assert "Drei" in answer.content.decode()


def test_taking_back_asks_first_and_then_says_so(member: User, signed_in: Any) -> None:
    proposal, client = propose(member), signed_in(member)
    url = proposal.withdraw_url(proposal.pk)
    assert "Wohnungstausch" in client.get(url).content.decode()
    assert entry().state == Entry.State.IN_REVIEW
    answer = client.post(url, {"state": "in_review"}, follow=True)
    assert "Zurückgezogen." in answer.content.decode()
    assert entry().state == Entry.State.WITHDRAWN


def test_the_mail_about_changes_leads_the_author_to_a_page_of_the_author(member: User, editor: User) -> None:
    proposal = propose(member)
    decide(proposal, editor, "reject", "Bitte genauer.")
    body = Message.objects.get(user=member).body
    assert "Bitte genauer." in body
    assert "/admin/" not in body
    assert MINE in body


def test_the_mail_about_publishing_leads_to_the_proposal(member: User, editor: User) -> None:
    proposal = propose(member)
    decide(proposal, editor, "approve")
    assert proposal.get_absolute_url() in Message.objects.get(user=member).body


def test_the_own_board_shows_proposals_with_ways_that_work(member: User, editor: User, signed_in: Any) -> None:
    client = signed_in(member)
    drafted, asked = propose(member, "Nur ein Gedanke", for_review=False), propose(member, "Zurück an mich")
    propose(member, "Liegt bei der Redaktion")
    decide(asked, editor, "reject", "Bitte genauer.")
    page = client.get(MINE).content.decode()
    for text in ("Nur ein Gedanke", "Zurück an mich", "Liegt bei der Redaktion", "Bitte genauer.", "Themenvorschlag"):
        assert text in page
    for proposal in (drafted, asked):
        assert proposal.edit_url(proposal.pk) in page
    ways = [part.partition('"')[0] for part in page.split('href="')[1:]]
    for way in ways:
        if way.startswith(("/beitrag/", "/themenvorschlag")):
            assert client.get(way).status_code in (200, 409), way


def test_the_editors_mail_says_who_proposes_what(member: User, editor: User) -> None:
    proposal = propose(member)
    body = Message.objects.get(recipient=editor.email).body
    review = reverse("review:contribution", args=[proposal.current_workflow_state.pk])
    for part in ("Wohnungstausch", "Art: Themenvorschlag", "Kommune: Lindlohe", member.email, review):
        assert part in body


# The form saves itself


def save_form(client: Client, key: uuid.UUID, **typed: Any) -> Any:
    return client.post(reverse("contribute:save_draft", args=[key]), {"kind": "proposal", **typed})


def test_what_is_typed_is_saved_and_there_on_another_device(member: User, signed_in: Any) -> None:
    key, topic = uuid.uuid4(), TopicFactory()
    saved = save_form(signed_in(member), key, title="Halb", why="Weil es noch", topics=[topic.pk])
    assert "Gesichert um" in saved.json()["text"]
    elsewhere, address = signed_in(member), reverse("contribute:draft", args=[key])
    for page in (MINE, reverse("contribute:choose")):
        assert address in elsewhere.get(page).content.decode()
    page = elsewhere.get(address)
    form = page.context["form"]
    assert (form["title"].value(), form["why"].value()) == ("Halb", "Weil es noch")
    assert form["topics"].value() == [str(topic.pk)]
    assert reverse("contribute:save_draft", args=[key]) in page.content.decode()
    answer = elsewhere.post(address, {"key": key, "kind": "proposal", "title": "Ganz", "why": "", "topics": []})
    assert answer.headers["Location"] == MINE
    assert (entry().title, entry().state) == ("Ganz", Entry.State.IN_REVIEW)
    assert not Draft.objects.exists()


def test_a_topic_that_was_ticked_off_stays_off(member: User, signed_in: Any) -> None:
    proposal = TopicProposalFactory(owner=member, draft=True, topics=[TopicFactory()])
    client = signed_in(member)
    save_form(client, uuid.uuid4(), page=proposal.pk, title="Neu", why="", opened_revision=proposal.latest_revision_id)
    assert client.get(proposal.edit_url(proposal.pk)).context["form"]["topics"].value() == []


def test_a_form_that_was_handed_in_is_neither_saved_nor_made_again(member: User, signed_in: Any) -> None:
    client, key = signed_in(member), uuid.uuid4()
    save_form(client, key, title="Fertig", why="")
    address = reverse("contribute:draft", args=[key])
    for _time in range(2):
        client.post(address, {"key": key, "kind": "proposal", "title": "Fertig", "why": ""})
    assert save_form(client, key, title="Fertig").status_code == 409
    assert client.get(address).headers["Location"] == MINE
    assert TopicProposal.objects.count() == 1
    assert not Draft.objects.exists()


def test_a_form_that_is_not_right_yet_is_kept(member: User, signed_in: Any) -> None:
    client, key = signed_in(member), uuid.uuid4()
    client.post(CREATE, {"key": key, "kind": "proposal", "title": "", "why": "Noch ohne Titel"})
    page = signed_in(member).get(reverse("contribute:draft", args=[key])).content.decode()
    assert "Noch ohne Titel" in page


def test_changes_of_a_proposal_are_kept_until_they_are_saved(member: User, signed_in: Any) -> None:
    proposal = TopicProposalFactory(owner=member, title="Alt")
    client, url = signed_in(member), TopicProposal.edit_url(proposal.pk)
    opened = proposal.latest_revision_id
    for title in ("N", "Neu"):
        save_form(client, uuid.uuid4(), page=proposal.pk, title=title, why="", opened_revision=opened)
    kept = Draft.objects.get()
    elsewhere = signed_in(member)
    assert "Ungesicherte Änderungen" in elsewhere.get(MINE).content.decode()
    assert elsewhere.get(reverse("contribute:draft", args=[kept.key])).headers["Location"] == url
    form = elsewhere.get(url).context["form"]
    assert (form["title"].value(), form.is_outdated) == ("Neu", False)
    sent = {name: form[name].value() for name in ("key", "opened_revision", "title", "why")}
    assert elsewhere.post(url, sent | {"action": "draft"}).headers["Location"] == MINE
    assert not Draft.objects.exists()
    assert client.get(url).context["form"]["title"].value() == "Neu"
    assert entry().title == "Alt"


def test_changes_that_were_begun_before_somebody_saved_say_so_and_can_be_saved(
    member: User, editor: User, signed_in: Any
) -> None:
    proposal = TopicProposalFactory(owner=member, title="Alt")
    client, url = signed_in(member), TopicProposal.edit_url(proposal.pk)
    opened = proposal.latest_revision_id
    by_editor = proposal.get_latest_revision_as_object()
    by_editor.title = "Von der Redaktion"
    by_editor.save_revision(user=editor)
    late = client.post(url, {"title": "Meins", "why": "", "opened_revision": opened, "key": uuid.uuid4()})
    assert late.status_code == 409
    page = client.get(url)
    assert "Vergleichen Sie beide" in page.content.decode()
    form = page.context["form"]
    assert form["title"].value() == "Meins"
    sent = {name: form[name].value() for name in ("key", "opened_revision", "title", "why")}
    assert client.post(url, sent).headers["Location"] == MINE
    assert TopicProposal.objects.get().get_latest_revision_as_object().title == "Meins"


def test_what_the_back_button_brings_while_it_is_in_review_is_kept(member: User, signed_in: Any) -> None:
    client, key = signed_in(member), uuid.uuid4()
    client.post(CREATE, {"title": "Eins", "key": key})
    for _time in range(2):
        assert client.post(CREATE, {"title": "Zwei", "why": "", "key": key}).status_code == 409
    proposal = TopicProposal.objects.get()
    client.post(proposal.withdraw_url(proposal.pk), {"state": "in_review"})
    form = client.get(proposal.edit_url(proposal.pk)).context["form"]
    assert form["title"].value() == "Zwei"


def test_nobody_saves_over_or_reads_what_somebody_else_types(
    member: User, other_member: User, editor: User, signed_in: Any
) -> None:
    proposal, key = TopicProposalFactory(owner=member, draft=True), uuid.uuid4()
    save_form(signed_in(member), key, title="Meins")
    for stranger in (other_member, editor):
        assert signed_in(stranger).get(reverse("contribute:draft", args=[key])).status_code == 404
        assert save_form(signed_in(stranger), key, page=proposal.pk, title="x").status_code == 403
    assert Draft.objects.get(user=member).title == "Meins"


@pytest.mark.parametrize("number", ["0", "x", "-1", "9" * 30, "\x00"])
def test_a_number_that_is_no_proposal_saves_nothing(number: str, member: User, signed_in: Any) -> None:
    assert save_form(signed_in(member), uuid.uuid4(), page=number, title="x").status_code in (400, 404)
    assert not Draft.objects.exists()


def test_a_key_that_was_used_for_a_new_form_before_saves_changes_all_the_same(member: User, signed_in: Any) -> None:
    proposal, key, client = TopicProposalFactory(owner=member, draft=True), uuid.uuid4(), signed_in(member)
    save_form(client, key, title="Neues")
    assert save_form(client, key, page=proposal.pk, title="Änderung").status_code == 200
    assert [draft.title for draft in Draft.objects.all()] == ["Änderung"]


def test_discarding_changes_leaves_the_proposal(member: User, signed_in: Any) -> None:
    proposal, key, client = TopicProposalFactory(owner=member, title="Alt"), uuid.uuid4(), signed_in(member)
    save_form(client, key, page=proposal.pk, title="Neu")
    discard = reverse("contribute:discard_draft", args=[key])
    assert "Änderungen verwerfen" in client.get(discard).content.decode()
    client.post(discard)
    assert client.get(TopicProposal.edit_url(proposal.pk)).context["form"]["title"].value() == "Alt"


# Search


def test_the_search_shows_the_old_words_until_the_new_ones_are_released(
    member: User, other_member: User, editor: User, signed_in: Any
) -> None:
    proposal = TopicProposalFactory(title="Quittenbaum teilen", why="Quittenmus", owner=member)
    save_again(proposal, member, "Zwetschgenbaum teilen")
    reader, address = signed_in(other_member), proposal.get_absolute_url()

    def found(word: str) -> bool:
        return address in reader.get("/suche/", {"q": word}).content.decode()

    assert (found("Quittenbaum"), found("Quittenmus"), found("Zwetschgenbaum")) == (True, True, False)
    assert "Quittenbaum" in reader.get(address).content.decode()
    decide(proposal, editor, "approve")
    assert (found("Quittenbaum"), found("Quittenmus"), found("Zwetschgenbaum")) == (False, False, True)
    withdraw_proposal(proposal=proposal, user=member, was_published=True)
    assert not found("Zwetschgenbaum")
