"""Handing in, changing, taking back and deciding: what happens to page, review and catalogue."""

import uuid

import pytest
from wagtail.models import Page, WorkflowState

from integration.catalogue.models import Entry
from integration.contribute.locking import ChangedMeanwhileError, InReviewError, LockedError, NotInReviewError
from integration.contribute.review.decisions import TooLateError
from integration.contribute.services import Contents, change, hand_in, submit, withdraw
from integration.contribute.text import text_to_body
from integration.models import MaterialPage, ProjectPage
from tests.factories import DocumentFactory, TopicFactory

pytestmark = pytest.mark.django_db


def hand_in_project(user, *, title="Sprachcafé", key=None, for_review=True, documents=(), **values):
    return hand_in(
        kind=ProjectPage,
        user=user,
        key=key or uuid.uuid4(),
        contents=Contents({"title": title} | values, documents=list(documents)),
        for_review=for_review,
    )


def save_again(page, user, *, title, for_review=True, opened_revision=None):
    change(
        page=page,
        user=user,
        opened_revision=opened_revision or Page.objects.get(pk=page.pk).latest_revision_id,
        contents=Contents({"title": title}),
        for_review=for_review,
    )


def decide(page, editor, action, **kwargs):
    state = Page.objects.get(pk=page.pk).specific.current_workflow_task_state
    state.task.specific.on_action(state, editor, action, **kwargs)


def entry(page):
    return Entry.objects.get(object_id=page.pk)


def test_what_is_handed_in_waits_for_review_and_is_not_published(member):
    page = hand_in_project(member).page
    assert not page.live
    assert entry(page).state == Entry.State.IN_REVIEW
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_draft_waits_for_nobody(member):
    page = hand_in_project(member, for_review=False).page
    assert entry(page).state == Entry.State.DRAFT
    assert page.current_workflow_state is None


def test_the_same_key_makes_one_page(member):
    key = uuid.uuid4()
    first, second = hand_in_project(member, key=key), hand_in_project(member, key=key)
    assert (first.created, second.created) == (True, False)
    assert first.page == second.page
    assert ProjectPage.objects.count() == 1
    assert WorkflowState.objects.count() == 1


def test_somebody_elses_key_neither_shows_nor_blocks_their_page(member, other_member):
    key = uuid.uuid4()
    first, second = hand_in_project(member, key=key), hand_in_project(other_member, key=key)
    assert second.created
    assert first.page != second.page


def test_the_same_key_with_other_contents_is_told_apart(member):
    key, document = uuid.uuid4(), DocumentFactory()
    hand_in_project(member, key=key, body=text_to_body("Ein Satz."), documents=[document])
    assert hand_in_project(member, key=key, body=text_to_body("Ein Satz."), documents=[document]).same
    assert not hand_in_project(member, key=key, body=text_to_body("Zwei Sätze."), documents=[document]).same


def test_what_the_editors_lock_is_neither_changed_nor_taken_back(member):
    page = hand_in_project(member, for_review=False).page
    Page.objects.filter(pk=page.pk).update(locked=True)
    with pytest.raises(LockedError):
        save_again(page, member, title="Trotzdem")
    with pytest.raises(LockedError):
        withdraw(page=page, user=member, was_published=False)


def test_an_editors_correction_is_not_taken_over_when_the_author_saved_since(member, editor):
    page = hand_in_project(member).page
    for title, user in (("Vom Redakteur", editor), ("Von der Autorin", member), ("Noch einmal Redakteur", editor)):
        version = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
        version.title = title
        version.save_revision(user=user)
    decide(page, editor, "approve")
    page.refresh_from_db()
    assert page.title == "Sprachcafé"


def test_titles_that_are_alike_get_addresses_of_their_own(member):
    pages = [hand_in_project(member, title="Übergänge gestalten").page for _number in range(3)]
    assert [page.slug for page in pages] == [
        "uebergaenge-gestalten",
        "uebergaenge-gestalten-2",
        "uebergaenge-gestalten-3",
    ]
    assert hand_in_project(member, title="مقهى").page.slug == "project"


def test_the_author_is_the_contact_unless_somebody_else_is_named(member):
    assert [c.user for c in hand_in_project(member).page.contacts.all()] == [member]
    page = hand_in(
        kind=MaterialPage,
        user=member,
        key=uuid.uuid4(),
        contents=Contents(
            {"title": "Merkblatt"},
            contact={"name": "Ada Beispiel", "phone": "0221 4710-199", "function": "", "email": ""},
        ),
        for_review=False,
    ).page
    assert [(c.user, c.name) for c in page.contacts.all()] == [(None, "Ada Beispiel")]
    assert entry(page).contact_phone_shown == "0221 4710-199"


def test_approval_publishes_topics_files_and_text(member, editor, other_member):
    topic, document = TopicFactory(name="Sprache"), DocumentFactory(text="Das seltene Wort Zwirbelhahn.")
    page = hand_in_project(member, topics=[topic], documents=[document]).page
    decide(page, editor, "approve")
    published = Entry.objects.visible_to(other_member).live().get()
    assert published.state == Entry.State.PUBLISHED
    assert list(published.topics.all()) == [topic]
    assert published.file_count == 1
    assert "zwirbelhahn" in published.searchable.folded


def test_rejection_asks_for_changes_and_a_resubmission_resumes_the_review(member, editor):
    page = hand_in_project(member).page
    decide(page, editor, "reject", comment="Bitte das Datum ergänzen.")
    assert entry(page).state == Entry.State.CHANGES_REQUESTED
    save_again(page, member, title="Sprachcafé am Dienstag")
    assert entry(page).state == Entry.State.IN_REVIEW
    assert WorkflowState.objects.for_instance(page).count() == 1
    decide(page, editor, "approve")
    assert entry(page).title == "Sprachcafé am Dienstag"


def test_what_is_in_review_cannot_be_changed_or_handed_in_again(member):
    page = hand_in_project(member).page
    with pytest.raises(InReviewError):
        save_again(page, member, title="Heimlich geändert")
    with pytest.raises(InReviewError):
        submit(page=page, user=member)
    assert entry(page).title == "Sprachcafé"


def test_approval_publishes_the_reviewed_revision_not_a_later_one(member, editor, admin):
    page = hand_in_project(member).page
    later = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    later.title = "Später geschrieben"
    later.save_revision(user=admin)
    decide(page, editor, "approve")
    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Sprachcafé")
    assert entry(page).title == "Sprachcafé"


def test_an_editor_who_corrects_and_approves_publishes_the_correction(member, editor):
    page = hand_in_project(member).page
    corrected = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    corrected.title = "Sprachcafé im Rathaus"
    corrected.save_revision(user=editor)
    decide(page, editor, "approve")
    page.refresh_from_db()
    assert page.title == "Sprachcafé im Rathaus"


def test_of_two_decisions_on_the_same_review_only_the_first_counts(member, editor, admin):
    page = hand_in_project(member).page
    first = Page.objects.get(pk=page.pk).specific.current_workflow_task_state
    second = Page.objects.get(pk=page.pk).specific.current_workflow_task_state
    first.task.specific.on_action(first, editor, "reject", comment="Nein.")
    with pytest.raises(TooLateError):
        second.task.specific.on_action(second, admin, "approve")
    page.refresh_from_db()
    assert not page.live
    assert entry(page).state == Entry.State.CHANGES_REQUESTED


def test_a_form_that_was_opened_before_somebody_saved_does_not_overwrite(member, editor):
    page = hand_in_project(member, for_review=False).page
    opened = Page.objects.get(pk=page.pk).latest_revision_id
    save_again(page, member, title="Neuer Stand", for_review=False)
    with pytest.raises(ChangedMeanwhileError):
        save_again(page, member, title="Alter Stand", for_review=False, opened_revision=opened)
    assert entry(page).title == "Neuer Stand"


def test_a_published_contribution_stays_in_its_old_version_until_the_new_one_is_released(member, editor, other_member):
    page = hand_in_project(member).page
    decide(page, editor, "approve")
    save_again(page, member, title="Neue Fassung")
    seen = Entry.objects.visible_to(other_member).live().get()
    assert (seen.title, seen.state) == ("Sprachcafé", Entry.State.IN_REVIEW)
    decide(page, editor, "approve")
    assert Entry.objects.visible_to(other_member).live().get().title == "Neue Fassung"


def test_taking_back_ends_the_review(member, editor):
    page = hand_in_project(member).page
    withdraw(page=page, user=member, was_published=False)
    assert entry(page).state == Entry.State.WITHDRAWN
    save_again(page, member, title="Zweiter Versuch")
    assert entry(page).state == Entry.State.IN_REVIEW


def test_taking_back_what_was_published_meanwhile_changes_nothing(member, editor):
    page = hand_in_project(member).page
    decide(page, editor, "approve")
    with pytest.raises(NotInReviewError):
        withdraw(page=page, user=member, was_published=False)
    page.refresh_from_db()
    assert page.live


def test_taking_back_a_published_contribution_hides_it(member, editor, other_member):
    page = hand_in_project(member).page
    decide(page, editor, "approve")
    withdraw(page=page, user=member, was_published=True)
    assert not Entry.objects.visible_to(other_member).exists()
    assert entry(page).state == Entry.State.WITHDRAWN
