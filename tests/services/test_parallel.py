"""Many people at the same moment: everything that was acknowledged is there, once, and the tree is sound."""

import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import combinations_with_replacement
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState

from integration.catalogue.models import Entry
from integration.contribute.models import Submission
from integration.contribute.services import (
    ChangedMeanwhileError,
    Contents,
    InReviewError,
    NotInReviewError,
    change,
    hand_in,
    withdraw,
)
from integration.files.models import Document
from integration.members.models import User
from integration.members.roles import Role
from integration.models import LinkPage, MaterialPage, ProjectPage, SectionPage
from integration.notifications.models import Message
from tests.factories import LinkPageFactory, UserFactory, pdf_bytes
from tests.services.conftest import at_once

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("portal")]

SOUND = ([], [], [], [], [])
ROUNDS = 10


def client_of(user: User) -> Client:
    """A browser that gets error pages instead of exceptions, as in production."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def post_form(
    client: Client, title: str, key: uuid.UUID | None = None, kind: str = "material", pdf: bytes | None = None
) -> HttpResponse:
    """Hand in a contribution with a file, as the form of the front end does."""
    return client.post(
        reverse("contribute:create", args=[kind]),
        {
            "key": str(key or uuid.uuid4()),
            "title": title,
            "uploads": [SimpleUploadedFile("Merkblatt.pdf", pdf or pdf_bytes(title), "application/pdf")],
            "action": "submit",
        },
    )


def statuses(answers: list[Any]) -> Counter[Any]:
    """Count the HTTP statuses; an exception counts as its text."""
    return Counter(getattr(answer, "status_code", None) or repr(answer) for answer in answers)


def waiting_page(author: User) -> ProjectPage:
    """A project that is with the editors."""
    page = hand_in(
        kind=ProjectPage,
        user=author,
        key=uuid.uuid4(),
        contents=Contents({"title": "Sprachcafé"}),
        for_review=True,
    ).page
    assert isinstance(page, ProjectPage)
    return page


WORD = "Bitte das Datum ergänzen."


def decision(client: Client, page: Page, action: str) -> Callable[[], HttpResponse]:
    """The click of an editor who has the review page open."""
    state = WorkflowState.objects.get(object_id=str(page.pk), status=WorkflowState.STATUS_IN_PROGRESS)
    data = {"decision": action, "seen": str(page.latest_revision_id), f"{action}-comment": WORD}
    return partial(client.post, reverse("review:contribution", args=[state.pk]), data)


def submit_together(people: int) -> None:
    """Let that many people hand in at the same moment and look for what each of them was promised."""
    authors = [UserFactory() for _number in range(people)]
    UserFactory(role=Role.EDITOR, municipality=None)
    clients = [client_of(author) for author in authors]
    answers = at_once([partial(post_form, client, f"Merkblatt {n}") for n, client in enumerate(clients)])
    assert statuses(answers) == {302: people}
    pages = MaterialPage.objects.all()
    assert {page.title for page in pages} == {f"Merkblatt {n}" for n in range(people)}
    assert {page.owner_id for page in pages} == {author.pk for author in authors}
    assert Entry.objects.filter(state=Entry.State.IN_REVIEW, file_count=1).count() == people
    assert WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).count() == people
    assert Document.objects.count() == people
    assert Page.find_problems() == SOUND
    assert SectionPage.objects.get(kind="material").numchild == people


def test_ten_submissions_at_once_all_arrive() -> None:
    submit_together(10)


def test_fifty_submissions_at_once_all_arrive() -> None:
    submit_together(50)


def test_twenty_posts_of_one_form_make_one_contribution_and_one_mail_per_editor() -> None:
    author = UserFactory()
    editors = [UserFactory(role=Role.EDITOR, municipality=None) for _number in range(2)]
    clients = [client_of(author) for _number in range(20)]
    key = uuid.uuid4()
    before = Message.objects.count()
    pdf = pdf_bytes("Doppelklick")  # made once: it carries the second of its making
    answers = at_once([partial(post_form, client, "Doppelklick", key, pdf=pdf) for client in clients])
    assert statuses(answers) == {302: 20}
    assert MaterialPage.objects.count() == Entry.objects.count() == Submission.objects.count() == 1
    assert WorkflowState.objects.count() == TaskState.objects.count() == 1
    assert Document.objects.count() == 1
    recipients = Counter(Message.objects.values_list("recipient", flat=True))
    assert recipients == {editor.email: 1 for editor in editors}
    assert Message.objects.count() == before + 2
    assert Page.find_problems() == SOUND


def outcome(page: Page) -> tuple[bool, str, str]:
    """Whether it is published, its state in the catalogue, and the state of its review."""
    page.refresh_from_db()
    entry = Entry.objects.get(object_id=page.pk)
    assert entry.live == page.live
    review = WorkflowState.objects.filter(object_id=str(page.pk)).latest("pk")
    assert page.specific.review_state() == entry.state
    return page.live, entry.state, review.status


RELEASED = (True, Entry.State.PUBLISHED, WorkflowState.STATUS_APPROVED)
SENT_BACK = (False, Entry.State.CHANGES_REQUESTED, WorkflowState.STATUS_NEEDS_CHANGES)
DECLINED = (False, Entry.State.DECLINED, WorkflowState.STATUS_CANCELLED)
TAKEN_BACK = (False, Entry.State.WITHDRAWN, WorkflowState.STATUS_CANCELLED)
WAITS = (False, Entry.State.IN_REVIEW, WorkflowState.STATUS_IN_PROGRESS)
WAITS_AS_CHANGE = (True, Entry.State.IN_REVIEW, WorkflowState.STATUS_IN_PROGRESS)


@pytest.fixture
def people() -> tuple[User, Client, Client]:
    """An author and the browsers of two editors."""
    editors = [client_of(UserFactory(role=Role.EDITOR, municipality=None)) for _number in range(2)]
    return UserFactory(), editors[0], editors[1]


DECISIONS = ("approve", "reject", "decline")
AFTER = {
    # Who succeeded -> how the contribution stands. Two only where the second can follow the first: the author changes
    # what was decided on or taken back, which hands it in anew, or takes back what was sent back.
    ("approve",): RELEASED,
    ("reject",): SENT_BACK,
    ("decline",): DECLINED,
    ("withdraw",): TAKEN_BACK,
    (): WAITS,
    ("approve", "edit"): WAITS_AS_CHANGE,
    ("edit", "reject"): WAITS,
    ("decline", "edit"): WAITS,
    ("edit", "withdraw"): WAITS,
    ("reject", "withdraw"): TAKEN_BACK,
}


def click(action: str, page: ProjectPage, author: User, editor: Client) -> Callable[[], Any]:
    """What one of two people does at the same moment."""
    if action in DECISIONS:
        return decision(editor, page, action)
    if action == "withdraw":
        return partial(withdraw, page=page, user=author, was_published=False)
    return partial(
        change,
        page=page,
        user=author,
        opened_revision=page.latest_revision_id,
        contents=Contents({"title": "Ungelesen"}),
        for_review=True,
    )


def succeeded(action: str, answer: Any) -> bool:
    """Whether a click did what it says; otherwise it has to come with a clear message."""
    if action in DECISIONS:
        if answer.status_code == 302:
            return True
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "Ihre Entscheidung wurde nicht ausgeführt." in html
        assert action == "approve" or WORD in html
        return False
    assert answer is None or isinstance(answer, InReviewError | NotInReviewError | ChangedMeanwhileError), answer
    return answer is None


@pytest.mark.parametrize(
    "pair", [*combinations_with_replacement(("approve", "reject", "decline", "edit", "withdraw"), 2)]
)
def test_of_two_clicks_at_once_one_counts_and_the_other_is_told(
    pair: tuple[str, str], people: tuple[User, Client, Client]
) -> None:
    author, first, second = people
    for _round in range(4):
        page = waiting_page(author)
        page.refresh_from_db()
        clicks = [click(action, page, author, editor) for action, editor in zip(pair, (first, second), strict=True)]
        answers = at_once(clicks)
        winners = [action for action, answer in zip(pair, answers, strict=True) if succeeded(action, answer)]
        assert outcome(page) == AFTER[tuple(sorted(winners))]
        assert page.title == "Sprachcafé"  # what readers see, or the first version: never what nobody reviewed
        decided = TaskState.objects.filter(
            workflow_state__object_id=str(page.pk), finished_by__groups__name=Role.EDITOR
        )
        assert decided.count() == sum(action in DECISIONS for action in winners)
        mails = Message.objects.filter(recipient=author.email)
        assert mails.count() == decided.count()
        Message.objects.all().delete()


AUTHOR_READS = {
    "edit": ("Danke!", "bei der Redaktion", "neuere Fassung"),  # handed in; or why not, beside what was typed
    "withdraw": ("Zurückgezogen.", "Es wurde nichts zurückgezogen"),
}


def click_of_author(client: Client, action: str, page: ProjectPage) -> Callable[[], HttpResponse]:
    """What the author does in the browser, with the form or the question open."""
    if action == "withdraw":
        return partial(client.post, reverse("contribute:withdraw", args=[page.pk]), {"state": Entry.State.IN_REVIEW})
    form = {"title": "Ungelesen", "status": "running", "action": "submit", "opened_revision": page.latest_revision_id}
    return partial(client.post, reverse("contribute:edit", args=[page.pk]), form)


@pytest.mark.parametrize(
    ("mine", "other"), [(mine, other) for mine in AUTHOR_READS for other in (*DECISIONS, *AUTHOR_READS)]
)
def test_the_author_reads_in_the_browser_what_became_of_a_click_at_the_same_moment(
    mine: str, other: str, people: tuple[User, Client, Client]
) -> None:
    author, editor, _second = people
    for _round in range(3):
        page = waiting_page(author)
        page.refresh_from_db()
        browsers = [client_of(author), client_of(author)]
        clicks = [click_of_author(browsers[0], mine, page)]
        clicks += [decision(editor, page, other) if other in DECISIONS else click_of_author(browsers[1], other, page)]
        answers = at_once(clicks)
        for action, browser, answer in zip((mine, other), browsers, answers, strict=True):
            if action in DECISIONS:
                assert answer.status_code in (302, 409)
                continue
            assert answer.status_code in (302, 409), answer
            seen = browser.get(answer.headers["Location"]) if answer.status_code == 302 else answer
            html = seen.content.decode()
            assert any(words in html for words in AUTHOR_READS[action]), action
            assert answer.status_code == 302 or 'value="Ungelesen"' in html


def test_a_change_against_approval_never_publishes_what_nobody_reviewed(people: tuple[User, Client, Client]) -> None:
    author, editor, _other = people
    member = client_of(author)
    for _round in range(ROUNDS):
        page = waiting_page(author)
        save = partial(
            member.post,
            reverse("contribute:edit", args=[page.pk]),
            {"title": "Ungelesen", "status": "running", "opened_revision": page.latest_revision_id, "action": "submit"},
        )
        answers = at_once([save, decision(editor, page, "approve")])
        assert answers[1].status_code == 302
        assert answers[0].status_code in (302, 409)
        page.refresh_from_db()
        assert (page.live, page.title) == (True, "Sprachcafé")
        entry = Entry.objects.get(object_id=page.pk)
        assert entry.title == "Sprachcafé"
        # Saved after the release: a new round of the review. Saved before: refused, and nothing is waiting.
        expected = Entry.State.IN_REVIEW if answers[0].status_code == 302 else Entry.State.PUBLISHED
        assert entry.state == expected


def tree_writes(rounds: int) -> None:
    """Hand in, add, move and delete at the same moment, from the front end and from the admin."""
    editor = UserFactory(role=Role.EDITOR, municipality=None)
    section = SectionPage.objects.get(kind="link")
    for _round in range(rounds):
        members = [client_of(UserFactory()) for _number in range(6)]
        desks = [client_of(editor) for _number in range(9)]
        moved = [LinkPageFactory() for _number in range(3)]
        deleted = [LinkPageFactory() for _number in range(3)]
        before = LinkPage.objects.count(), MaterialPage.objects.count()
        add = reverse("wagtailadmin_pages:add", args=["integration", "linkpage", section.pk])
        calls = [partial(post_form, member, "Merkblatt") for member in members]
        calls += [partial(desk.post, add, link_form(f"Adresse {n}")) for n, desk in enumerate(desks[:3])]
        calls += [
            partial(desk.post, reverse("wagtailadmin_pages:set_page_position", args=[page.pk]) + "?position=0")
            for desk, page in zip(desks[3:6], moved, strict=True)
        ]
        calls += [
            partial(desk.post, reverse("wagtailadmin_pages:delete", args=[page.pk]))
            for desk, page in zip(desks[6:], deleted, strict=True)
        ]
        answers = at_once(calls)
        assert statuses(answers) == {302: 12, 200: 3}
        assert Page.find_problems() == SOUND
        assert (LinkPage.objects.count(), MaterialPage.objects.count()) == (before[0], before[1] + 6)
        assert Entry.objects.count() == LinkPage.objects.count() + MaterialPage.objects.count()
        section.refresh_from_db()
        assert section.numchild == LinkPage.objects.count()


def link_form(title: str) -> dict[str, str]:
    """What the admin's form of a link posts."""
    empty = {
        f"{name}-{field}": "0"
        for name in ("contacts", "files", "images", "comments")
        for field in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")
    }
    limits = {f"{name}-MAX_NUM_FORMS": "" for name in ("contacts", "files", "images", "comments")}
    return {
        **empty,
        **limits,
        "title": title,
        "slug": f"adresse-{uuid.uuid4().hex[:8]}",
        "teaser": "",
        "municipality": "",
        "tags": "",
        "link_url": "https://www.example.org/",
        "link_kind": "",
        "why_it_helps": "",
        "last_checked": "",
        "body-count": "0",
        "go_live_at": "",
        "expire_at": "",
        "comment_notifications": "",
        "action-publish": "action-publish",
    }


def test_handing_in_adding_moving_and_deleting_at_once_leaves_a_sound_tree() -> None:
    tree_writes(2)


def test_mixed_writes_at_the_tree_never_deadlock() -> None:
    tree_writes(4)
