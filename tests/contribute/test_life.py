"""What happens to a contribution after it was written: hand in again, archive, copy, throw away; and its words."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState

from integration.catalogue.models import Entry
from integration.contribute.life import (
    StateChangedError,
    archive,
    copy_as_template,
    discard_changes,
    discard_contribution,
    discard_draft,
    hand_in_again,
)
from integration.contribute.locking import ChangedMeanwhileError, InReviewError, LockedError
from integration.contribute.models import Draft
from integration.contribute.permissions import (
    user_can_archive_contribution,
    user_can_copy_contribution,
    user_can_discard_contribution,
    user_can_discard_draft,
    user_can_submit_contribution,
)
from integration.contribute.services import submit, withdraw
from integration.contribute.text import text_to_body
from integration.contribute.waiting import usual_hours, waiting_text, working_hours
from integration.files.models import Document, Image
from integration.members.models import User
from integration.members.roles import TRUSTED
from integration.models import ContributionContact, ContributionImage, ContributionPage, ProjectPage
from tests.factories import (
    DocumentFactory,
    EventPageFactory,
    ImageFactory,
    LinkPageFactory,
    MaterialPageFactory,
    ProjectPageFactory,
    TopicFactory,
    add_file,
    draft,
)

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
State = Entry.State


def fresh(page: ContributionPage) -> ContributionPage:
    found: ContributionPage = Page.objects.get(pk=page.pk).specific
    return found


def state_of(page: ContributionPage) -> str:
    entry = Entry.objects.get(object_id=page.pk)
    assert entry.state == fresh(page).review_state()
    return entry.state


def decide(page: ContributionPage, editor: User, action: str, comment: str = "") -> None:
    state = fresh(page).current_workflow_task_state
    state.task.specific.on_action(state, editor, action, comment=comment)


def again(page: ContributionPage, user: User) -> None:
    hand_in_again(page=page, user=user, seen=Page.objects.get(pk=page.pk).latest_revision_id or 0)


def in_state(state: str, member: User, editor: User) -> ContributionPage:
    """Bring a project of the member into a state, the way it gets there."""
    if state == State.PUBLISHED:
        return ProjectPageFactory(owner=member)
    page = draft(ProjectPageFactory, owner=member)
    if state == State.DRAFT:
        return page
    submit(page=page, user=member)
    if state == State.CHANGES_REQUESTED:
        decide(page, editor, "reject", "Bitte das Datum ergänzen.")
    elif state == State.DECLINED:
        decide(page, editor, "decline", "Das gibt es schon.")
    elif state in (State.WITHDRAWN, State.ARCHIVED):
        withdraw(page=page, user=member, was_published=False)
    if state == State.ARCHIVED:
        archive(page=page, user=member, seen=State.WITHDRAWN)
    assert state_of(page) == state
    return page


# Hand in again


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.CHANGES_REQUESTED, State.WITHDRAWN, State.DECLINED, State.ARCHIVED]
)
def test_what_is_not_public_can_be_handed_in_as_it_is(state: str, member: User, editor: User) -> None:
    page = in_state(state, member, editor)
    again(page, member)
    assert state_of(page) == State.IN_REVIEW
    decide(page, editor, "approve")
    assert state_of(page) == State.PUBLISHED
    assert fresh(page).archived_at is None


def test_what_is_public_and_unchanged_or_in_review_cannot_be_handed_in(member: User, editor: User) -> None:
    with pytest.raises(StateChangedError):
        again(in_state(State.PUBLISHED, member, editor), member)
    with pytest.raises(InReviewError):
        again(in_state(State.IN_REVIEW, member, editor), member)


def test_only_the_version_in_view_is_handed_in(member: User, signed_in: SignedIn) -> None:
    page = draft(ProjectPageFactory, owner=member)
    seen = page.latest_revision_id
    page.save_revision(user=member)
    with pytest.raises(ChangedMeanwhileError):
        hand_in_again(page=page, user=member, seen=seen)
    url = reverse("contribute:submit", args=[page.pk])
    for wrong in ("", "x", "9" * 30, str(seen)):
        response = signed_in(member).post(url, {"seen": wrong})
        assert response.headers["Location"] == reverse("contribute:preview", args=[page.pk])
    assert state_of(page) == State.DRAFT


def test_handing_in_asks_first_says_how_long_it_takes_and_then_how_it_stands(member: User, signed_in: SignedIn) -> None:
    page = draft(ProjectPageFactory, owner=member)
    url, client = reverse("contribute:submit", args=[page.pk]), signed_in(member)
    content = client.get(url).content.decode()
    assert "zurzeit meist innerhalb von 2 Arbeitstagen" in content
    assert state_of(page) == State.DRAFT
    for _click in range(2):
        answer = client.post(url, {"seen": page.latest_revision_id}, follow=True).content.decode()
        assert "bei der Redaktion" in answer
    assert state_of(page) == State.IN_REVIEW
    assert TaskState.objects.count() == 1


def test_what_trusted_people_hand_in_again_is_public_at_once(member: User, signed_in: SignedIn) -> None:
    member.groups.add(Group.objects.get(name=TRUSTED))
    page = draft(ProjectPageFactory, owner=member)
    url = reverse("contribute:submit", args=[page.pk])
    answer = signed_in(member).post(url, {"seen": page.latest_revision_id}, follow=True).content.decode()
    assert "Ihr Beitrag ist veröffentlicht." in answer
    assert state_of(page) == State.PUBLISHED


def test_the_reason_for_declining_stands_where_it_is_handed_in_again_and_on_the_board(
    member: User, editor: User, signed_in: SignedIn
) -> None:
    page = in_state(State.DECLINED, member, editor)
    for url in (
        reverse("contribute:submit", args=[page.pk]),
        reverse("contribute:preview", args=[page.pk]),
        reverse("contribute:mine"),
    ):
        content = signed_in(member).get(url).content.decode()
        assert "Das gibt es schon." in content
        assert editor.display_name in content
        assert "Abgelehnt" in content


# Archive


@pytest.mark.parametrize("state", [State.PUBLISHED, State.CHANGES_REQUESTED, State.WITHDRAWN, State.DECLINED])
def test_what_was_handed_in_before_can_be_archived(state: str, member: User, editor: User) -> None:
    page = in_state(state, member, editor)
    archive(page=page, user=member, seen=state)
    assert state_of(page) == State.ARCHIVED
    assert not fresh(page).live
    assert fresh(page).current_workflow_state is None


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
def test_drafts_and_archived_ones_are_not_archived(state: str, member: User, editor: User) -> None:
    page = in_state(state, member, editor)
    with pytest.raises(StateChangedError):
        archive(page=page, user=member, seen=state)


def test_what_the_editors_have_is_not_archived_nor_what_they_lock(
    member: User, editor: User, signed_in: SignedIn
) -> None:
    page = in_state(State.IN_REVIEW, member, editor)
    with pytest.raises(InReviewError):
        archive(page=page, user=member, seen=State.IN_REVIEW)
    response = signed_in(member).post(
        reverse("contribute:archive", args=[page.pk]), {"state": "in_review"}, follow=True
    )
    assert "Ziehen Sie ihn zuerst zurück" in response.content.decode()
    kept = in_state(State.PUBLISHED, member, editor)
    Page.objects.filter(pk=kept.pk).update(locked=True)
    with pytest.raises(LockedError):
        archive(page=kept, user=member, seen=State.PUBLISHED)
    assert state_of(kept) == State.PUBLISHED


def test_archiving_counts_only_for_the_state_in_view(member: User, editor: User, signed_in: SignedIn) -> None:
    page = in_state(State.PUBLISHED, member, editor)
    response = signed_in(member).post(reverse("contribute:archive", args=[page.pk]), {"state": "draft"}, follow=True)
    assert "hat sich inzwischen geändert" in response.content.decode()
    assert state_of(page) == State.PUBLISHED


def test_what_is_archived_leaves_readers_search_and_files_at_once_and_comes_back_after_release(
    member: User, other_member: User, editor: User, signed_in: SignedIn
) -> None:
    page = ProjectPageFactory(title="Fahrradkurs auf dem Verkehrsübungsplatz", owner=member)
    document = DocumentFactory(title="Kursplan", uploaded_by_user=member)
    add_file(page, document)
    reader, author = signed_in(other_member), signed_in(member)

    def found() -> bool:
        return page.url in reader.get(reverse("search"), {"q": "Fahrradkurs"}).content.decode()

    assert found()
    assert reader.get(page.url).status_code == reader.get(document.url).status_code == 200
    url = reverse("contribute:archive", args=[page.pk])
    assert author.get(url).status_code == 200
    answer = author.post(url, {"state": "published"}, follow=True).content.decode()
    assert "Archiviert." in answer
    assert not found()
    assert reader.get(page.url).status_code == 404
    assert reader.get(document.url).status_code == 403
    assert page.title not in reader.get("/projekte/").content.decode()
    assert author.get(reverse("contribute:preview", args=[page.pk])).status_code == 200
    assert signed_in(editor).get(reverse("contribute:preview", args=[page.pk])).status_code == 200
    again(page, member)
    assert not found()
    decide(page, editor, "approve")
    assert found()
    assert reader.get(page.url).status_code == reader.get(document.url).status_code == 200


def test_what_came_back_from_the_archive_and_is_taken_back_is_withdrawn_or_declined(member: User, editor: User) -> None:
    page = in_state(State.ARCHIVED, member, editor)
    again(page, member)
    withdraw(page=page, user=member, was_published=False)
    assert state_of(page) == State.WITHDRAWN
    archive(page=page, user=member, seen=State.WITHDRAWN)
    again(page, member)
    decide(page, editor, "decline", "Nein.")
    assert state_of(page) == State.DECLINED


def test_publishing_in_the_admin_takes_it_out_of_the_archive_for_good(member: User, editor: User) -> None:
    page = ProjectPageFactory(owner=member)
    archive(page=page, user=member, seen=State.PUBLISHED)
    fresh(page).get_latest_revision().publish(user=editor)
    assert state_of(page) == State.PUBLISHED
    withdraw(page=page, user=member, was_published=True)
    assert state_of(page) == State.WITHDRAWN


# An edited one


def test_a_published_entry_that_is_edited_stays_public_in_its_old_version_until_release(
    member: User, other_member: User, editor: User, signed_in: SignedIn
) -> None:
    author, reader = signed_in(member), signed_in(other_member)
    author.post(
        reverse("contribute:create", args=["project"]),
        {"title": "Nähstube", "text": "Mit zwölf Nähmaschinen.", "status": "running", "key": str(uuid.uuid4())},
    )
    page = ProjectPage.objects.get()
    decide(page, editor, "approve")

    def hits(words: str) -> int:
        quoted = f'"{words}"'  # these letters, no other word with the same part
        return reader.get(reverse("search"), {"q": quoted}).content.decode().count(f'href="{page.url}"')

    page = ProjectPage.objects.get()
    assert hits("Nähmaschinen")
    url = reverse("contribute:edit", args=[page.pk])
    form = author.get(url).context["form"]
    data = {
        "title": "Nähstube mit Strickkreis",
        "text": "Mit vierzig Strickmaschinen.",
        "status": "running",
        "opened_revision": form["opened_revision"].value(),
    }
    assert author.post(url, data).status_code == 302
    assert state_of(page) == State.IN_REVIEW
    shown = reader.get(page.url).content.decode()
    assert "Mit zwölf Nähmaschinen." in shown
    assert "Strick" not in shown
    assert hits("Nähmaschinen")
    assert not hits("Strickmaschinen")
    assert not hits("Strickkreis")
    assert "Mit vierzig Strickmaschinen." in author.get(reverse("contribute:preview", args=[page.pk])).content.decode()
    decide(page, editor, "approve")
    shown = reader.get(page.url).content.decode()
    assert "Mit vierzig Strickmaschinen." in shown
    assert "zwölf Nähmaschinen" not in shown
    assert hits("Strickmaschinen")
    assert hits("Strickkreis")
    assert not hits("Nähmaschinen")


# Copy


@pytest.fixture
def template(member: User) -> ProjectPage:
    """A published project with everything that could come along."""
    page: ProjectPage = draft(
        ProjectPageFactory,
        title="Sprachcafé",
        owner=member,
        topics=[TopicFactory(name="Sprache")],
        body=text_to_body("Dienstags im Rathaus."),
        cost="41.500 Euro",
        period_start=datetime(2024, 9, 1).date(),
    )
    document = DocumentFactory(title="Ablauf", uploaded_by_user=member)
    foreign = DocumentFactory(title="Fremdes Blatt")
    for item in (document, foreign):
        page.files.create(document=item)
    page.images.add(ContributionImage(image=ImageFactory(uploaded_by_user=member), alternative="Tische"))
    page.contacts.set([ContributionContact(name="Jan Brandt", phone="0221 4710-100")])
    page.save_revision(user=member).publish()
    return ProjectPage.objects.get(pk=page.pk)


def test_ones_own_contribution_is_copied_with_words_topics_and_own_files(template: ProjectPage, member: User) -> None:
    copy = copy_as_template(page=template, user=member, key=uuid.uuid4())
    assert (copy.kind, copy.page, copy.title) == ("project", None, "Sprachcafé")
    assert copy.data["cost"] == ["41.500 Euro"]
    assert "Dienstags im Rathaus." in copy.data["text"][0]
    assert copy.data["topics"] == [str(topic.pk) for topic in template.topics.all()]
    assert copy.data["contact_name"] == ["Jan Brandt"]
    assert "period_start" not in copy.data
    assert [document.title for document in copy.documents.all()] == ["Ablauf"]
    assert copy.images.count() == 1


def test_somebody_elses_contribution_is_copied_without_files_people_and_unpublished_words(
    template: ProjectPage, member: User, other_member: User
) -> None:
    template.cost = "Noch geheim"
    template.save_revision(user=member)
    copy = copy_as_template(page=fresh(template), user=other_member, key=uuid.uuid4())
    assert copy.user == other_member
    assert copy.data["cost"] == ["41.500 Euro"]
    assert "Dienstags im Rathaus." in copy.data["text"][0]
    assert not [name for name in copy.data if name.startswith("contact_")]
    assert "kept_files" not in copy.data
    assert not copy.documents.exists()
    assert not copy.images.exists()


def test_a_text_that_an_editor_has_arranged_is_copied_as_far_as_the_form_can_show_it(
    template: ProjectPage, other_member: User
) -> None:
    template.body = [*text_to_body("Erstens."), ("quote", {"text": "Zitat"}), *text_to_body("Zweitens.")]
    template.save_revision().publish()
    copy = copy_as_template(page=fresh(template), user=other_member, key=uuid.uuid4())
    assert "Erstens." in copy.data["text"][0]
    assert "Zweitens." in copy.data["text"][0]


@pytest.mark.parametrize("factory", [ProjectPageFactory, MaterialPageFactory, EventPageFactory, LinkPageFactory])
def test_every_kind_with_a_form_can_be_copied_but_no_moment(factory: type, member: User, signed_in: SignedIn) -> None:
    page = factory(title="Vorbild")
    url = reverse("contribute:copy", args=[page.pk])
    client = signed_in(member)
    key = client.get(url).context["key"]
    for _click in range(2):
        response = client.post(url, {"key": key})
        assert response.headers["Location"] == f"/beitrag/entwurf/{key}/"
    copy = Draft.objects.get()
    assert copy.data["title"] == ["Vorbild"]
    assert not {"start", "end", "date"} & set(copy.data)


def test_a_copy_with_a_broken_key_is_still_made(template: ProjectPage, member: User, signed_in: SignedIn) -> None:
    assert signed_in(member).post(reverse("contribute:copy", args=[template.pk]), {"key": "x"}).status_code == 302
    assert Draft.objects.count() == 1


# Throw away


def test_a_draft_that_was_never_handed_in_goes_with_its_files(
    member: User, signed_in: SignedIn, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    page = draft(ProjectPageFactory, title="Weg damit", owner=member)
    gone = DocumentFactory(uploaded_by_user=member)
    shared = DocumentFactory(uploaded_by_user=member)
    foreign = DocumentFactory()
    for document in (gone, shared, foreign):
        page.files.create(document=document)
    page.save_revision(user=member)
    other = draft(ProjectPageFactory, owner=member)
    other.files.create(document=shared)
    other.save_revision(user=member)
    Draft.objects.create(user=member, key=uuid.uuid4(), kind="project", page=page)
    client, url = signed_in(member), reverse("contribute:discard", args=[page.pk])
    assert "Weg damit" in client.get(url).content.decode()
    assert "ist gelöscht" in client.post(url, follow=True).content.decode()
    assert not Page.objects.filter(pk=page.pk).exists()
    assert not Entry.objects.filter(object_id=page.pk).exists()
    assert not Draft.objects.exists()
    assert set(Document.objects.all()) == {shared, foreign}
    assert Page.find_problems() == ([], [], [], [], [])
    assert client.post(url).status_code == 404


@pytest.mark.parametrize(
    "state",
    [State.IN_REVIEW, State.CHANGES_REQUESTED, State.PUBLISHED, State.WITHDRAWN, State.DECLINED, State.ARCHIVED],
)
def test_more_than_a_draft_is_not_deleted(state: str, member: User, editor: User, signed_in: SignedIn) -> None:
    page = in_state(state, member, editor)
    with pytest.raises(StateChangedError):
        discard_contribution(page=page, user=member)
    answer = signed_in(member).post(reverse("contribute:discard", args=[page.pk]), follow=True)
    assert "Nicht gelöscht" in answer.content.decode()
    assert state_of(page) == state


def changed(member: User) -> ContributionPage:
    """Return something published of which a newer version without its file waits for its author."""
    page = ProjectPageFactory(title="Wie es ist", owner=member)
    add_file(page, DocumentFactory())
    version = fresh(page).get_latest_revision_as_object()
    version.title = "Wie es werden sollte"
    version.files.set([])
    version.save_revision(user=member)
    return fresh(page)


def test_changes_of_something_published_are_given_up_and_the_form_shows_what_readers_see(
    member: User, signed_in: SignedIn
) -> None:
    page, client = changed(member), signed_in(member)
    url = reverse("contribute:discard", args=[page.pk])
    assert "Der Beitrag bleibt, wie ihn alle jetzt sehen." in client.get(url).content.decode()
    assert fresh(page).has_unpublished_changes
    answer = client.post(url, {"seen": page.latest_revision_id}, follow=True)
    assert "Verworfen." in answer.content.decode()
    after = fresh(page)
    newest = after.get_latest_revision_as_object()
    assert (after.title, after.live, after.has_unpublished_changes) == ("Wie es ist", True, False)
    assert (newest.title, newest.files.count(), after.draft_title) == ("Wie es ist", 1, "Wie es ist")
    assert after.live_revision_id == after.latest_revision_id
    assert after.last_published_at == page.last_published_at
    assert page.latest_revision in after.revisions.all()
    assert state_of(page) == State.PUBLISHED


@pytest.mark.parametrize("seen", [None, 0, -1])
def test_only_the_changes_in_view_are_given_up(seen: int | None, member: User, signed_in: SignedIn) -> None:
    page = changed(member)
    with pytest.raises(ChangedMeanwhileError):
        discard_changes(page=page, user=member, seen=seen)
    url = reverse("contribute:discard", args=[page.pk])
    for sent in ("", "abc", "9" * 5000):
        answer = signed_in(member).post(url, {"seen": sent}, follow=True)
        assert "Nichts wurde geändert" in answer.content.decode()
    assert fresh(page).has_unpublished_changes


def test_what_the_editors_have_or_keep_is_not_given_up(member: User, editor: User, signed_in: SignedIn) -> None:
    page = changed(member)
    submit(page=page, user=member)
    with pytest.raises(InReviewError):
        discard_changes(page=page, user=member, seen=page.latest_revision_id)
    decide(page, editor, "decline", "Nein.")
    Page.objects.filter(pk=page.pk).update(locked=True)
    with pytest.raises(LockedError):
        discard_changes(page=page, user=member, seen=page.latest_revision_id)
    Page.objects.filter(pk=page.pk).update(locked=False)
    discard_changes(page=page, user=member, seen=page.latest_revision_id)
    with pytest.raises(StateChangedError):
        discard_changes(page=page, user=member, seen=fresh(page).latest_revision_id)


def test_a_form_that_saved_itself_goes_with_its_files_and_what_it_changes_stays(
    member: User, other_member: User, signed_in: SignedIn
) -> None:
    page = ProjectPageFactory(owner=member)
    used = DocumentFactory(uploaded_by_user=member)
    add_file(page, used)
    typed = Draft.objects.create(user=member, key=uuid.uuid4(), kind="project", page=page, data={"title": ["Neu"]})
    new, picture = DocumentFactory(id=9001, uploaded_by_user=member), ImageFactory(id=9002, uploaded_by_user=member)
    typed.documents.set([used, new])
    typed.images.set([picture])
    url = reverse("contribute:discard_draft", args=[typed.key])
    assert signed_in(other_member).post(url).status_code == 404
    client = signed_in(member)
    assert "Der Beitrag bleibt so" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert list(Document.objects.all()) == [used]
    assert not Image.objects.exists()
    assert state_of(page) == State.PUBLISHED
    discard_draft(draft=typed)  # a second click


# Who may


@pytest.mark.parametrize("role", ["colleague", "other_member", "contact", "editor", "admin"])
def test_the_life_of_a_contribution_is_its_authors(
    member: User, role: str, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    stranger = request.getfixturevalue(role)
    for page in (ProjectPageFactory(owner=member), draft(ProjectPageFactory, owner=member)):
        before = state_of(page)
        for verb, allowed in (
            ("submit", user_can_submit_contribution),
            ("archive", user_can_archive_contribution),
            ("discard", user_can_discard_contribution),
        ):
            assert allowed(member, page)
            assert not allowed(stranger, page)
            url = reverse(f"contribute:{verb}", args=[page.pk])
            data = {"seen": page.latest_revision_id, "state": before}
            assert signed_in(stranger).post(url, data).status_code == 403
        assert state_of(page) == before
        assert user_can_copy_contribution(stranger, page) == page.live
    typed = Draft.objects.create(user=member, key=uuid.uuid4(), kind="project")
    assert user_can_discard_draft(member, typed)
    assert not user_can_discard_draft(stranger, typed)


def test_nobody_may_do_anything_without_an_active_account(member: User) -> None:
    page = ProjectPageFactory(owner=member)
    member.is_active = False
    for allowed in (user_can_submit_contribution, user_can_archive_contribution, user_can_copy_contribution):
        assert not allowed(member, page)


# The words


def monday(hour: float, days: int = 0) -> datetime:
    """A moment in the week of Monday 11 May 2026."""
    start = timezone.make_aware(datetime(2026, 5, 11))
    return start + timedelta(days=days, hours=hour)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (monday(9), monday(11), 2),
        (monday(16), monday(9, 1), 2),
        (monday(6), monday(20), 9),
        (monday(16, 4), monday(9, 7), 2),  # over a weekend
        (monday(10, 5), monday(12, 6), 0),
        (monday(12), monday(12), 0),
    ],
)
def test_working_hours_leave_out_nights_and_weekends(start: datetime, end: datetime, hours: float) -> None:
    assert working_hours(start, end) == hours


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (None, "innerhalb von 3 Arbeitstagen"),
        (0.1, "innerhalb eines Arbeitstags"),
        (4, "innerhalb eines Arbeitstags"),
        (9, "innerhalb eines Arbeitstags"),
        (9.1, "innerhalb von 2 Arbeitstagen"),
        (40, "innerhalb von 5 Arbeitstagen"),
    ],
)
def test_the_time_of_a_review_is_said_in_working_days(hours: float | None, text: str) -> None:
    assert waiting_text(hours, review_days=3) == text


def test_how_long_reviews_take_is_the_median_of_the_last_months_in_one_query(
    member: User, editor: User, django_assert_num_queries: Callable[..., object]
) -> None:
    assert usual_hours() is None
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    recent = today - timedelta(days=today.weekday() + 7)  # Monday of last week

    def decided(hours: float, action: str, day: datetime) -> None:
        page = draft(ProjectPageFactory, owner=member)
        submit(page=page, user=member)
        decide(page, editor, action, "Ein Wort.")
        state = TaskState.objects.latest("pk")
        begin = day + timedelta(hours=8)
        TaskState.objects.filter(pk=state.pk).update(started_at=begin, finished_at=begin + timedelta(hours=hours))

    decided(1, "approve", recent - timedelta(days=140))  # so long ago that it says nothing about these days
    for hours, action in [(1, "approve")] * 3 + [(3, "reject")] * 2 + [(9, "decline")] * 2 + [(9, "approve")] * 2:
        decided(hours, action, recent)
    assert usual_hours() is None  # a few decisions do not tell
    decided(9, "approve", recent)
    page = draft(ProjectPageFactory, owner=member)
    submit(page=page, user=member)
    withdraw(page=page, user=member, was_published=False)  # says nothing about the editors
    with django_assert_num_queries(1):
        assert usual_hours() == 6


def test_a_page_asks_once_how_long_reviews_take(
    member: User, signed_in: SignedIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _number in range(3):
        submit(page=draft(ProjectPageFactory, owner=member), user=member)
    client = signed_in(member)
    with django_assert_max_num_queries(40) as captured:
        content = client.get(reverse("contribute:mine")).content.decode()
    assert content.count("zurzeit meist innerhalb") == 3
    assert len([query for query in captured.captured_queries if '"finished_at" > ' in query["sql"]]) == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.DRAFT, "Noch nicht öffentlich."),
        (State.IN_REVIEW, "Sie müssen nichts weiter tun."),
        (State.CHANGES_REQUESTED, "Die Redaktion bittet um eine Änderung."),
        (State.PUBLISHED, "Andere Kommunen können den Beitrag finden"),
        (State.WITHDRAWN, "Der Beitrag ist nicht mehr öffentlich."),
        (State.DECLINED, "Die Redaktion hat den Beitrag abgelehnt."),
        (State.ARCHIVED, "Was im Archiv liegt, finden andere nicht mehr."),
    ],
)
def test_the_preview_says_what_a_state_means_and_leads_on(
    state: str, words: str, member: User, editor: User, signed_in: SignedIn
) -> None:
    page = in_state(state, member, editor)
    content = signed_in(member).get(reverse("contribute:preview", args=[page.pk])).content.decode()
    assert "Vorschau: genau so wird es aussehen" in content
    assert words in content
    can_hand_in = state not in (State.IN_REVIEW, State.PUBLISHED)
    assert (reverse("contribute:submit", args=[page.pk]) in content) == can_hand_in
    assert (reverse("contribute:edit", args=[page.pk]) in content) == (state != State.IN_REVIEW)
    seen = signed_in(editor).get(reverse("contribute:preview", args=[page.pk])).content.decode()
    assert reverse("contribute:submit", args=[page.pk]) not in seen


def shown_article(content: str) -> str:
    """The article of a page without what is only for the eyes of its author."""
    start = content.index("<article")
    return content[start : content.index("</article>")]


@pytest.mark.parametrize("factory", [ProjectPageFactory, MaterialPageFactory, EventPageFactory, LinkPageFactory])
def test_the_preview_of_every_kind_shows_text_files_and_pictures_as_readers_will_see_them(
    factory: type, member: User, other_member: User, signed_in: SignedIn
) -> None:
    page = draft(factory, title="Mit allem", owner=member, body=text_to_body("Der Text."))
    page.files.create(document=DocumentFactory(title="Ablaufplan", uploaded_by_user=member))
    page.images.add(ContributionImage(image=ImageFactory(uploaded_by_user=member), alternative="Lange Tische"))
    revision = page.save_revision(user=member)
    before = shown_article(signed_in(member).get(reverse("contribute:preview", args=[page.pk])).content.decode())
    for words in ("Mit allem", "Der Text.", "Ablaufplan", 'alt="Lange Tische"'):
        assert words in before
    revision.publish()
    after = shown_article(signed_in(other_member).get(fresh(page).url).content.decode())
    for words in ("Mit allem", "Der Text.", "Ablaufplan", 'alt="Lange Tische"'):
        assert words in after
    assert before.count("<section") == after.count("<section")
    assert before.count("<img") == after.count("<img")


def test_the_page_offers_its_author_and_its_readers_what_each_may_do(
    member: User, other_member: User, signed_in: SignedIn
) -> None:
    page = ProjectPageFactory(owner=member)
    urls = {verb: reverse(f"contribute:{verb}", args=[page.pk]) for verb in ("edit", "archive", "copy", "propose")}
    own = signed_in(member).get(page.url).content.decode()
    assert [verb for verb, url in urls.items() if url in own] == ["edit", "archive", "copy"]
    others = signed_in(other_member).get(page.url).content.decode()
    assert [verb for verb, url in urls.items() if url in others] == ["copy", "propose"]
