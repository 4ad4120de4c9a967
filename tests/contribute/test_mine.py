""" "Meine Beiträge": what waits, what does not, what is put away, and what can be done with each."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from home.models import PortalSettings
from integration.catalogue.models import Entry
from integration.contribute.change_proposals import propose_change
from integration.contribute.life import archive
from integration.contribute.models import Draft
from integration.contribute.selectors import Item, begun_by, board_of
from integration.contribute.services import submit, withdraw
from integration.members.models import User
from integration.models import ContributionPage, ProjectPage, TopicProposal
from tests.factories import (
    DocumentFactory,
    EventPageFactory,
    ImageFactory,
    MaterialPageFactory,
    ProjectPageFactory,
    TopicDiscussionPageFactory,
    TopicProposalFactory,
    UserFactory,
    draft,
)

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
MINE = reverse("contribute:mine")


def typed(user: User, page: ContributionPage | None = None, **data: list[str]) -> Draft:
    return Draft.objects.create(user=user, key=uuid.uuid4(), kind="project", page=page, data=data)


def section(content: str, heading: str) -> str:
    """The part of the page below one heading."""
    start = content.index(f">{heading}</h2>")
    return content[start : content.index("</section>", start)]


def one_of_each(member: User, editor: User, other: User) -> None:
    """Give somebody one contribution in each state, with everything that can belong to one."""
    for action in ("reject", "decline"):
        page = draft(ProjectPageFactory, owner=member)
        submit(page=page, user=member)
        page.refresh_from_db()
        state = page.current_workflow_task_state
        state.task.specific.on_action(state, editor, action, comment="Ein Wort.")
    submit(page=draft(MaterialPageFactory, owner=member), user=member)
    withdraw(page=(page := ProjectPageFactory(owner=member)), user=member, was_published=True)
    archive(page=(page := ProjectPageFactory(owner=member)), user=member, seen=Entry.State.PUBLISHED)
    published = MaterialPageFactory(owner=member)
    propose_change(page=published, user=other, text="Ein Vorschlag.")
    typed(member, EventPageFactory(owner=member), title=["Neu"])
    typed(member, None, title=["Ganz neu"]).documents.set([DocumentFactory()])
    draft(ProjectPageFactory, owner=member)
    changed = ProjectPageFactory(owner=member)
    changed.save_revision(user=member)


def test_forms_that_saved_themselves_are_on_the_board_with_what_they_hold(member: User, signed_in: SignedIn) -> None:
    named = typed(member, title=["Elterncafé"])
    named.documents.set([DocumentFactory(), DocumentFactory()])
    named.images.set([ImageFactory()])
    nameless = typed(member)
    typed(UserFactory(), title=["Nicht meins"])
    content = section(signed_in(member).get(MINE).content.decode(), "Jetzt sind Sie dran")
    assert "Elterncafé" in content
    assert "3 Dateien" in content
    assert "Entwurf, automatisch gesichert: heute" in content
    assert "Ohne Titel" in content
    assert f"/beitrag/entwurf/{named.key}/" in content
    assert reverse("contribute:discard_draft", args=[nameless.key]) in content
    assert "Nicht meins" not in content


def test_a_form_of_a_kind_that_is_gone_does_not_break_the_board(member: User, signed_in: SignedIn) -> None:
    draft_row = typed(member, title=["Alt"])
    Draft.objects.filter(pk=draft_row.pk).update(kind="", data={"title": []})
    assert "Ohne Titel" in signed_in(member).get(MINE).content.decode()


def test_a_form_without_a_title_shows_its_link_or_its_file(member: User, signed_in: SignedIn) -> None:
    typed(member, title=[""], link_url=["https://musterstadt.example/lotsen"])
    typed(member).documents.set([DocumentFactory(title="Merkblatt Kita.pdf")])
    typed(member).images.set([ImageFactory(title="Aushang im Rathaus")])
    for address in (MINE, reverse("contribute:choose")):
        content = signed_in(member).get(address).content.decode()
        for name in ("https://musterstadt.example/lotsen", "Merkblatt Kita.pdf", "Aushang im Rathaus"):
            assert name in content
        assert "Ohne Titel" not in content


def test_what_is_in_review_says_how_to_change_it_with_one_button(member: User, signed_in: SignedIn) -> None:
    page = draft(ProjectPageFactory, owner=member)
    submit(page=page, user=member)
    client = signed_in(member)
    for content in (
        section(client.get(MINE).content.decode(), "Bei der Redaktion oder veröffentlicht"),
        client.get(reverse("contribute:edit", args=[page.pk])).content.decode(),
    ):
        assert "Zum Ändern: zurückziehen, ändern, wieder einreichen." in content
        assert content.count(reverse("contribute:withdraw", args=[page.pk])) == 1


def test_changes_that_are_not_kept_yet_stand_at_their_contribution(member: User, signed_in: SignedIn) -> None:
    page = ProjectPageFactory(title="Sprachcafé", owner=member)
    row = typed(member, page, title=["Sprachcafé am Markt"])
    content = section(signed_in(member).get(MINE).content.decode(), "Jetzt sind Sie dran")
    assert "Ungesicherte Änderungen: heute" in content
    assert content.count("<h3") == 1
    assert f"/beitrag/entwurf/{row.key}/" in content
    assert reverse("contribute:submit", args=[page.pk]) not in content


def test_what_waits_what_does_not_and_what_is_put_away_stand_apart(
    member: User, editor: User, other_member: User, signed_in: SignedIn
) -> None:
    one_of_each(member, editor, other_member)
    content = signed_in(member).get(MINE).content.decode()
    waiting = section(content, "Jetzt sind Sie dran")
    for words in ("Änderungen erbeten", "Abgelehnt", "Zurückgezogen", "Entwurf", "Ein Vorschlag."):
        assert words in waiting
    assert "In Prüfung" in section(content, "Bei der Redaktion oder veröffentlicht")
    assert "Wieder veröffentlichen" in section(content, "Archiv")
    assert "Archiviert, heute" in section(content, "Archiv")
    board = board_of(member)
    assert (len(board.drafts), len(board.waiting), len(board.others), len(board.archived)) == (1, 7, 1, 1)


# A change of something published that the editors did not take


def decline(thing: ContributionPage | TopicProposal, author: User, editor: User, title: str = "Neuer Titel") -> None:
    """Let somebody change what is published, and the editors decline that."""
    version = thing.get_latest_revision_as_object()
    version.title = title
    version.save_revision(user=author)
    version.get_workflow().start(version, author)
    state = type(thing).objects.get(pk=thing.pk).current_workflow_task_state
    state.task.specific.on_action(state, editor, "decline", comment="Das gehört zu einem anderen Projekt.")


def test_a_declined_change_says_so_with_the_reason_whom_to_call_and_what_stays_public(
    member: User, editor: User, signed_in: SignedIn
) -> None:
    portal = PortalSettings.load()
    portal.editor_phone = "0221 4710-99"
    portal.save()
    page = ProjectPageFactory(title="Sprachcafé", owner=member)
    decline(page, member, editor)
    content = section(signed_in(member).get(MINE).content.decode(), "Jetzt sind Sie dran")
    assert "Ihre Änderung wurde abgelehnt, heute" in content
    assert "Das gehört zu einem anderen Projekt." in content
    assert editor.display_name in content
    assert "0221 4710-99" in content
    assert "Die bisherige Fassung bleibt öffentlich." in content
    assert reverse("contribute:edit", args=[page.pk]) in content
    assert reverse("contribute:discard", args=[page.pk]) in content
    assert ProjectPage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("how", ["again", "discarded", "published"])
def test_a_declined_change_is_shown_until_it_is_handed_in_again_or_given_up(
    how: str, member: User, editor: User, signed_in: SignedIn
) -> None:
    page = ProjectPageFactory(title="Sprachcafé", owner=member)
    decline(page, member, editor)
    assert board_of(member).waiting[0].change_declined
    page.refresh_from_db()
    if how == "again":
        submit(page=page, user=member)
    elif how == "published":
        page.get_latest_revision().publish(user=editor)
    else:
        url = reverse("contribute:discard", args=[page.pk])
        client = signed_in(member)
        assert "Änderungen verwerfen" in client.get(url).content.decode()
        client.post(url, {"seen": page.latest_revision_id})
    board = board_of(member)
    assert not board.waiting
    assert not board.others[0].change_declined
    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Neuer Titel" if how == "published" else "Sprachcafé")


def test_what_was_declined_before_the_published_version_is_over(member: User, editor: User) -> None:
    page = ProjectPageFactory(title="Sprachcafé", owner=member)
    decline(page, member, editor)
    page.refresh_from_db()
    page.get_latest_revision().publish(user=editor)
    page.refresh_from_db()
    page.save_revision(user=member)
    (item,) = board_of(member).waiting
    assert (item.has_open_changes, item.change_declined, item.comment) == (True, False, "")


def test_what_somebody_waits_for_comes_before_forms_that_saved_themselves_then_the_newest(
    member: User, editor: User, signed_in: SignedIn
) -> None:
    decline(ProjectPageFactory(title="Abgelehnt", owner=member), member, editor, title="Abgelehnt")
    draft(ProjectPageFactory, title="Entwurf, älter", owner=member)
    typed(member, EventPageFactory(title="Geändert", owner=member), title=["Geändert"])
    typed(member, title=["Von selbst gesichert"])
    asked = draft(ProjectPageFactory, title="Zurückgegeben", owner=member)
    submit(page=asked, user=member)
    asked.refresh_from_db()
    state = asked.current_workflow_task_state
    state.task.specific.on_action(state, editor, "reject", comment="Bitte genauer.")
    draft(ProjectPageFactory, title="Entwurf, neuer", owner=member)
    content = section(signed_in(member).get(MINE).content.decode(), "Jetzt sind Sie dran")
    headings = content.split("<h3")[1:]
    order = ["Zurückgegeben", "Abgelehnt", "Von selbst gesichert", "Entwurf, neuer", "Geändert", "Entwurf, älter"]
    assert [title for heading in headings for title in order if title in heading.split("</h3>")[0]] == order


def test_a_declined_change_of_a_topic_proposal_is_shown_too(member: User, editor: User, signed_in: SignedIn) -> None:
    proposal = TopicProposalFactory(owner=member)
    decline(proposal, member, editor)
    content = section(signed_in(member).get(MINE).content.decode(), "Jetzt sind Sie dran")
    assert "Ihre Änderung wurde abgelehnt, heute" in content
    assert "Das gehört zu einem anderen Projekt." in content
    assert "Sie können Ihre Fassung ändern und noch einmal einreichen." in content


def test_the_board_says_how_long_reviews_take_and_what_published_means(member: User, signed_in: SignedIn) -> None:
    draft(ProjectPageFactory, owner=member)
    ProjectPageFactory(owner=member)
    content = signed_in(member).get(MINE).content.decode()
    assert "prüft die Redaktion zurzeit meist innerhalb von 2 Arbeitstagen." in section(content, "Jetzt sind Sie dran")
    assert "Andere Kommunen" in section(content, "Bei der Redaktion oder veröffentlicht")


def item_in(member: User, state: str) -> Item:
    board = board_of(member)
    return next(item for item in [*board.waiting, *board.others, *board.archived] if item.entry.state == state)


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("state", "can"),
    [
        ("draft", {"change", "hand_in", "discard"}),
        ("in_review", {"take_back"}),
        ("changes_requested", {"change", "hand_in", "take_back", "archive"}),
        ("published", {"change", "take_back", "archive"}),
        ("withdrawn", {"change", "hand_in", "archive"}),
        ("declined", {"change", "hand_in", "archive"}),
        ("archived", {"change", "hand_in"}),
    ],
)
def test_each_state_offers_what_can_be_done_in_it(
    state: str, can: set[str], member: User, editor: User, other_member: User
) -> None:
    one_of_each(member, editor, other_member)
    item = item_in(member, state)
    offered = {
        verb
        for verb in ("change", "hand_in", "take_back", "archive", "discard")
        if getattr(item, f"can_{verb}") and not (state == "published" and verb == "hand_in")
    }
    assert offered == can


@pytest.mark.sweep
def test_every_link_of_the_board_leads_somewhere(
    member: User, editor: User, other_member: User, signed_in: SignedIn
) -> None:
    one_of_each(member, editor, other_member)
    client = signed_in(member)
    content = client.get(MINE).content.decode()
    main = content[content.index("<main") : content.index("</main>")]
    addresses = {part.split('"')[0] for part in main.split('href="')[1:]}
    ours = [address for address in addresses if address.startswith("/beitrag/") and "/entwurf/" not in address]
    assert len(ours) > 30
    assert {address: status for address in ours if (status := client.get(address).status_code) not in (200, 302)} == {}


def test_a_contribution_that_only_editors_write_leads_to_what_its_author_can_do(
    member: User, signed_in: SignedIn
) -> None:
    page = TopicDiscussionPageFactory(owner=member)
    content = signed_in(member).get(MINE).content.decode()
    assert reverse("contribute:edit", args=[page.pk]) not in content
    assert reverse("contribute:copy", args=[page.pk]) not in content
    assert reverse("contribute:archive", args=[page.pk]) in content


@pytest.mark.sweep
def test_the_board_costs_the_same_however_much_is_on_it(
    member: User, contact: User, editor: User, other_member: User, signed_in: SignedIn
) -> None:
    def cost(user: User) -> int:
        client = signed_in(user)
        client.get(MINE)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(MINE)
        return len(captured)

    one_of_each(member, editor, other_member)
    few = {user.pk: cost(user) for user in (member, contact)}
    for _number in range(3):
        one_of_each(member, editor, UserFactory())
    assert {user.pk: cost(user) for user in (member, contact)} == few
    assert max(few.values()) <= 22


def test_of_the_forms_that_saved_themselves_the_newest_comes_first(member: User) -> None:
    oldest, newest = typed(member, title=["Zuerst"]), typed(member, title=["Zuletzt"])
    assert [item.draft for item in begun_by(member)] == [newest, oldest]
    oldest.save()
    assert [item.draft for item in begun_by(member)] == [oldest, newest]
