""" "Was noch fehlt": one question at a time, saved or skipped."""

import re
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from integration.catalogue.contract import Contribution
from integration.catalogue.models import Entry
from integration.catalogue.registry import contributable_kinds
from integration.contribute.locking import ChangedMeanwhileError, InReviewError, LockedError
from integration.contribute.models import Draft, SkippedQuestion
from integration.contribute.questions import (
    DraftInTheWayError,
    answer_question,
    missing_fields,
    open_questions,
    question_labels,
)
from integration.contribute.services import submit
from integration.contribute.text import text_to_body
from integration.members.models import User
from integration.models import ContributionPage, MaterialPage, ProjectPage
from tests.factories import (
    EventPageFactory,
    LinkPageFactory,
    MaterialPageFactory,
    ProjectPageFactory,
    TopicFactory,
    draft,
)

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
State = Entry.State


def url_of(page: ContributionPage) -> str:
    return reverse("contribute:question", args=[page.pk])


def newest(page: ContributionPage) -> ContributionPage:
    found: ContributionPage = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    return found


def asked(client: Client, page: ContributionPage) -> str:
    """The question that the page shows."""
    only: str = client.get(url_of(page)).context["form"].only
    return only


@pytest.fixture
def material(member: User) -> MaterialPage:
    """A draft without teaser, why it helps, topics, kind and date."""
    return draft(MaterialPageFactory, title="Merkblatt", teaser="", owner=member)


def test_a_kind_that_declares_no_questions_asks_for_the_fields_of_its_form() -> None:
    class Plain(Contribution):
        contribute_fields = ("title", "teaser")
        contribute_more = ("cost",)

    assert Plain.questions() == ("teaser", "cost")


@pytest.mark.parametrize(
    "kind", [name for name, model in contributable_kinds().items() if issubclass(model, ContributionPage)]
)
def test_every_declared_question_is_in_the_form_of_its_kind_and_has_a_label(kind: str, member: User) -> None:
    model = contributable_kinds()[kind]
    labels = question_labels(model, member)
    assert list(labels) == list(model.questions())
    assert all(labels.values())


def test_what_is_empty_is_asked_for_in_the_order_of_the_kind() -> None:
    stored = {"teaser": "Kurz", "worked": "", "failed": None, "topics": [], "body": "[]", "cost": "1 Euro"}
    assert missing_fields(ProjectPage, stored)[:4] == ["worked", "failed", "text", "topics"]
    assert missing_fields(ProjectPage, stored, {"worked"})[0] == "failed"


def test_the_board_asks_at_most_one_question_for_each_contribution(
    material: MaterialPage, member: User, signed_in: SignedIn
) -> None:
    ProjectPageFactory(owner=member, title="Fertig", teaser="")
    content = signed_in(member).get(reverse("contribute:mine")).content.decode()
    assert content.count("Was noch fehlt:") == 2
    assert url_of(material) in content


def test_what_is_with_the_editors_or_put_away_is_not_asked_about(
    material: MaterialPage, member: User, signed_in: SignedIn
) -> None:
    submit(page=material, user=member)
    client = signed_in(member)
    assert "Was noch fehlt" not in client.get(reverse("contribute:mine")).content.decode()
    assert client.get(url_of(material)).status_code == 409
    assert client.post(url_of(material), {"question": "teaser", "teaser": "x"}).status_code == 409
    with pytest.raises(InReviewError):
        answer_question(page=material, user=member, field="teaser", values={"teaser": "x"})


def test_a_draft_is_filled_one_question_after_the_other(
    material: MaterialPage, member: User, signed_in: SignedIn
) -> None:
    client, topic = signed_in(member), TopicFactory(name="Sprache")
    answers = {
        "teaser": {"teaser": "Worum es geht."},
        "why_it_helps": {"why_it_helps": "Spart einen Nachmittag."},
        "topics": {"topics": [topic.pk]},
        "material_kind": {"material_kind": "checklist"},
        "date": {"date": "2026-05-11"},
    }
    seen = []
    while len(seen) < len(answers):
        question = asked(client, material)
        seen.append(question)
        response = client.post(url_of(material), {"question": question, "action": "save"} | answers[question])
        assert response.headers["Location"] == url_of(material)
    assert seen == list(answers)
    done = client.get(url_of(material), follow=True)
    assert "fehlt nichts mehr" in done.content.decode()
    page = newest(material)
    assert isinstance(page, MaterialPage)
    assert (page.teaser, page.material_kind, page.date) == ("Worum es geht.", "checklist", date(2026, 5, 11))
    assert list(page.topics.all()) == [topic]
    assert Entry.objects.get().state == State.DRAFT
    assert Entry.objects.get().teaser == "Worum es geht."


def test_skipping_is_remembered_and_nothing_is_saved(material: MaterialPage, member: User, signed_in: SignedIn) -> None:
    client, before = signed_in(member), material.latest_revision_id
    for _click in range(2):
        client.post(url_of(material), {"question": "teaser", "action": "skip", "teaser": "Doch nicht"})
    assert SkippedQuestion.objects.count() == 1
    assert asked(client, material) == "why_it_helps"
    assert Page.objects.get(pk=material.pk).latest_revision_id == before
    while (response := client.get(url_of(material))).status_code == 200:
        client.post(url_of(material), {"question": response.context["form"].only, "action": "skip"})
    assert response.headers["Location"] == reverse("contribute:mine")
    assert "Was noch fehlt:" not in client.get(reverse("contribute:mine")).content.decode()


def test_the_page_has_the_one_field_with_the_words_of_the_big_form(
    material: MaterialPage, member: User, signed_in: SignedIn
) -> None:
    client = signed_in(member)
    content = client.get(url_of(material)).content.decode()
    big = client.get(reverse("contribute:edit", args=[material.pk])).content.decode()
    label = re.search(r'<label class="kern-label" for="id_teaser">([^<]+)', big)
    assert label is not None
    assert label[1].strip() in content
    assert 'name="teaser"' in content
    assert 'name="title"' not in content
    assert 'name="contact_name"' not in content


def test_an_empty_or_wrong_answer_is_said_at_the_field_and_stays(
    material: MaterialPage, member: User, signed_in: SignedIn
) -> None:
    client = signed_in(member)
    empty = client.post(url_of(material), {"question": "teaser", "action": "save", "teaser": " "})
    assert empty.status_code == 422
    assert "Bitte antworten Sie oder überspringen Sie die Frage." in empty.content.decode()
    long = client.post(url_of(material), {"question": "teaser", "action": "save", "teaser": "x" * 301})
    assert long.status_code == 422
    assert "x" * 301 in long.content.decode()
    wrong = client.post(url_of(material), {"question": "date", "action": "submit", "date": "gestern"})
    assert wrong.status_code == 422
    assert Entry.objects.get().state == State.DRAFT


@pytest.mark.parametrize("field", ["title", "owner", "live", "opened_revision", "", "x", "material_kind__in"])
def test_only_questions_can_be_answered(material: MaterialPage, member: User, signed_in: SignedIn, field: str) -> None:
    before = material.latest_revision_id
    response = signed_in(member).post(url_of(material), {"question": field, "action": "save", field or "x": "1"})
    assert response.headers["Location"] == url_of(material)
    assert Page.objects.get(pk=material.pk).latest_revision_id == before


def test_what_the_model_says_of_two_fields_is_said_at_the_question(member: User, signed_in: SignedIn) -> None:
    page = draft(ProjectPageFactory, owner=member, period_end=date(2020, 1, 1))
    response = signed_in(member).post(
        url_of(page), {"question": "period_start", "action": "save", "period_start": "2026-01-01"}
    )
    assert response.status_code == 422
    assert "Das Ende liegt vor dem Anfang." in response.content.decode()


def test_an_answer_to_something_published_goes_to_review_and_the_old_version_stays(
    member: User, other_member: User, editor: User, signed_in: SignedIn
) -> None:
    page = MaterialPageFactory(title="Merkblatt", teaser="Alt", owner=member)
    client = signed_in(member)
    response = client.post(
        url_of(page), {"question": "why_it_helps", "action": "save", "why_it_helps": "Spart einen Nachmittag."}
    )
    assert response.headers["Location"] == url_of(page)
    assert Entry.objects.get().state == State.PUBLISHED
    assert "noch nicht eingereicht" in client.get(reverse("contribute:mine")).content.decode()
    response = client.post(
        url_of(page), {"question": "material_kind", "action": "submit", "material_kind": "form"}, follow=True
    )
    assert "bei der Redaktion" in response.content.decode()
    assert Entry.objects.get().state == State.IN_REVIEW
    reader = signed_in(other_member)
    assert "Spart einen Nachmittag." not in reader.get(page.url).content.decode()
    state = Page.objects.get(pk=page.pk).specific.current_workflow_task_state
    state.task.specific.on_action(state, editor, "approve")
    assert "Spart einen Nachmittag." in reader.get(page.url).content.decode()


def test_the_last_question_of_something_published_hands_in_and_skipping_it_asks_to(
    member: User, signed_in: SignedIn
) -> None:
    page = MaterialPageFactory(owner=member, topics=[TopicFactory()], why_it_helps="Darum.", material_kind="form")
    client = signed_in(member)
    content = client.get(url_of(page)).content.decode()
    assert "Speichern und einreichen" in content
    assert 'value="save"' not in content
    other = MaterialPageFactory(owner=member, topics=[TopicFactory()], why_it_helps="Darum.")
    client.post(url_of(other), {"question": "material_kind", "action": "save", "material_kind": "form"})
    client.post(url_of(other), {"question": "date", "action": "skip"})
    assert client.get(url_of(other)).headers["Location"] == reverse("contribute:submit", args=[other.pk])


def test_a_second_click_saves_once_and_something_else_in_the_field_is_not_lost(
    material: MaterialPage, member: User, signed_in: SignedIn
) -> None:
    client = signed_in(member)
    data = {"question": "teaser", "action": "save", "teaser": "Einmal"}
    for _click in range(2):
        assert client.post(url_of(material), data).status_code == 302
    assert material.revisions.count() == 2
    conflict = client.post(url_of(material), data | {"teaser": "Etwas anderes"})
    assert conflict.status_code == 409
    assert "Etwas anderes" in conflict.content.decode()
    assert newest(material).teaser == "Einmal"
    with pytest.raises(ChangedMeanwhileError):
        answer_question(page=material, user=member, field="teaser", values={"teaser": "Drittes"})


def test_who_is_changing_it_in_the_form_goes_on_there(
    material: MaterialPage, member: User, signed_in: SignedIn
) -> None:
    Draft.objects.create(user=member, key=uuid.uuid4(), kind="material", page=material, data={"title": ["Neu"]})
    client = signed_in(member)
    assert client.get(url_of(material)).headers["Location"] == reverse("contribute:edit", args=[material.pk])
    response = client.post(url_of(material), {"question": "teaser", "action": "save", "teaser": "Hier"})
    assert response.status_code == 409
    assert "Hier" in response.content.decode()
    with pytest.raises(DraftInTheWayError):
        answer_question(page=material, user=member, field="teaser", values={"teaser": "x"})
    assert "Was noch fehlt:" not in client.get(reverse("contribute:mine")).content.decode()


def test_what_the_editors_lock_is_not_changed(material: MaterialPage, member: User, signed_in: SignedIn) -> None:
    Page.objects.filter(pk=material.pk).update(locked=True)
    response = signed_in(member).post(url_of(material), {"question": "teaser", "action": "save", "teaser": "Hier"})
    assert response.status_code == 409
    assert "Hier" in response.content.decode()
    with pytest.raises(LockedError):
        answer_question(page=material, user=member, field="teaser", values={"teaser": "x"})


def test_an_arranged_text_is_never_asked_for_and_an_empty_one_is_written_with_formatting(
    member: User, signed_in: SignedIn
) -> None:
    arranged = draft(ProjectPageFactory, owner=member, body=[*text_to_body("Text"), ("quote", {"text": "Zitat"})])
    assert "text" not in open_questions(page=Page.objects.get(pk=arranged.pk).specific, user=member)
    empty = draft(ProjectPageFactory, owner=member)
    client = signed_in(member)
    response = client.post(
        url_of(empty), {"question": "text", "action": "save", "text": "<!--html--><p>Ein <strong>Satz</strong></p>"}
    )
    assert response.status_code == 302
    assert "<strong>Satz</strong>" in newest(empty).body[0].value.source or "<b>Satz</b>" in str(newest(empty).body)


@pytest.mark.parametrize("factory", [ProjectPageFactory, MaterialPageFactory, EventPageFactory, LinkPageFactory])
def test_every_question_of_every_kind_can_be_shown(factory: type, member: User, signed_in: SignedIn) -> None:
    page = draft(factory, owner=member, teaser="")
    client = signed_in(member)
    seen = []
    while (response := client.get(url_of(page))).status_code == 200:
        seen.append(response.context["form"].only)
        client.post(url_of(page), {"question": seen[-1], "action": "skip"})
    assert len(seen) == len(set(seen)) >= 4


@pytest.mark.parametrize("role", ["colleague", "other_member", "contact", "editor", "admin"])
def test_nobody_but_the_author_is_asked(
    material: MaterialPage, role: str, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(role))
    assert client.get(url_of(material)).status_code == 403
    assert client.post(url_of(material), {"question": "teaser", "teaser": "Meins"}).status_code == 403
    assert newest(material).teaser == ""
