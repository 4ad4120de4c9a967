"""A second look: what the editors said before, and what has been changed since."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import WorkflowState

from integration.contribute.services import submit
from integration.contribute.text import body_to_html, html_to_body
from integration.members.models import User
from integration.models import ProjectPage
from tests.factories import ProjectPageFactory

pytestmark = pytest.mark.django_db
QUEUE = "/admin/pruefung/"
ADMIN_MARKUP = (
    '<p data-block-key="k1">Wir treffen uns <strong>montags</strong>.</p><p data-block-key="k2">Bis dann!</p>'
)


@pytest.fixture
def desk(editor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(editor)


def review_of(client: Client, page: ProjectPage) -> str:
    state = WorkflowState.objects.active().for_instance(page).get()
    answer = client.get(reverse("review:contribution", args=[state.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def again(page: ProjectPage, user: User, **changed: object) -> None:
    version = ProjectPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in changed.items():
        setattr(version, name, value)
    version.save_revision(user=user)
    submit(page=version, user=user)


def test_what_was_asked_for_and_that_nothing_changed_since_stands_on_the_page(
    desk: Client, waiting: ProjectPage, member: User, admin: User, decide: Callable[..., None]
) -> None:
    decide(waiting, admin, "reject", comment="Bitte das Datum nennen.", place="text")
    submit(page=ProjectPage.objects.get(pk=waiting.pk), user=member)
    html = review_of(desk, waiting)
    for part in (
        "Was die Redaktion bisher gesagt hat",
        admin.display_name,
        "um Änderungen gebeten",
        "Zu: Text",
        "Bitte das Datum nennen.",
        "Seit der Bitte um Änderungen ist nichts geändert worden.",
        "wieder vorgelegt",
    ):
        assert part in html, part
    assert "<li>neu</li>" not in html
    assert "wieder vorgelegt" in desk.get(QUEUE).content.decode()


def test_what_was_changed_since_the_request_is_shown_beside_it(
    desk: Client, waiting: ProjectPage, member: User, admin: User, decide: Callable[..., None]
) -> None:
    decide(waiting, admin, "reject", comment="Bitte das Datum nennen.")
    again(waiting, member, teaser="Ab 3. Mai.")
    html = review_of(desk, waiting)
    part = html[html.index("Was seit der Bitte um Änderungen geändert worden ist") : html.index("review-hints")]
    assert "Ab 3. Mai" in part
    assert "ist nichts geändert worden" not in html


def test_several_words_are_all_there_and_the_newest_is_compared_with(
    desk: Client, waiting: ProjectPage, member: User, admin: User, decide: Callable[..., None]
) -> None:
    decide(waiting, admin, "reject", comment="Erstes Wort.")
    again(waiting, member, teaser="Erster Versuch.")
    decide(waiting, admin, "decline", comment="Zweites Wort.")
    again(waiting, member)
    html = review_of(desk, waiting)
    assert html.index("Zweites Wort.") < html.index("Erstes Wort.")
    assert "Seit der Ablehnung ist nichts geändert worden." in html


def test_what_was_said_before_a_release_is_over(
    desk: Client, waiting: ProjectPage, member: User, admin: User, decide: Callable[..., None]
) -> None:
    decide(waiting, admin, "reject", comment="Erstes Wort.")
    again(waiting, member)
    decide(waiting, admin, "approve")
    again(waiting, member, title="Neuer Titel")
    html = review_of(desk, waiting)
    assert "Erstes Wort." not in html
    assert "wieder vorgelegt" not in html + desk.get(QUEUE).content.decode()


def test_only_the_title_is_shown_as_changed_when_the_form_writes_the_same_text_in_its_own_markup(
    desk: Client, member: User
) -> None:
    page = ProjectPageFactory(title="Fahrradkurs", owner=member)
    page.body = [("text", ADMIN_MARKUP), ("text", "<p>Und <em>danach</em> gibt es Tee.</p>")]
    page.save_revision(user=member).publish()
    page = ProjectPage.objects.get(pk=page.pk)
    again(page, member, title="Fahrradkurs neu", body=html_to_body(body_to_html(page.body) or ""))
    html = review_of(desk, page)
    part = html[html.index("Was sich ändern würde") : html.index("review-text")]
    assert "neu" in part
    assert "montags" not in part
    assert "Tee" not in part


def test_within_a_changed_text_only_the_changed_words_are_marked(desk: Client, member: User) -> None:
    page = ProjectPageFactory(title="Fahrradkurs", owner=member)
    page.body = [("text", ADMIN_MARKUP)]
    page.save_revision(user=member).publish()
    page = ProjectPage.objects.get(pk=page.pk)
    changed = (body_to_html(page.body) or "").replace("montags", "dienstags")
    again(page, member, body=html_to_body(changed))
    html = review_of(desk, page)
    assert (
        'Wir treffen uns <del class="deletion">montags</del><ins class="addition">dienstags</ins>.</p> <p>Bis'
        in html.replace("</p><p>", "</p> <p>")
    )


def test_the_confirmation_names_the_title_that_was_decided_on(desk: Client, member: User) -> None:
    page = ProjectPageFactory(title="Alter Titel", owner=member)
    again(page, member, title="Neuer Titel")
    state = WorkflowState.objects.active().for_instance(page).get()
    seen = ProjectPage.objects.get(pk=page.pk).latest_revision_id
    url = reverse("review:contribution", args=[state.pk])
    answer = desk.post(url, {"decision": "approve", "seen": str(seen)}, follow=True)
    assert "„Neuer Titel“ ist veröffentlicht." in answer.content.decode()
