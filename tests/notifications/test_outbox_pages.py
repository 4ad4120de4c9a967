"""The outbox in the admin, and the one of the demo."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from integration.members.models import User
from integration.notifications.models import Message
from tests.factories.messages import MessageFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST = "notifications_message_modeladmin_index"
RETRY = "notifications_message_modeladmin_retry"


def test_administration_sees_recipient_state_and_error_but_no_text(signed_in: SignIn, admin: User) -> None:
    MessageFactory(
        recipient="a@x.example", body="GEHEIM", state=Message.State.FAILED, attempts=8, error="550 no such person"
    )
    page = signed_in(admin).get(reverse(LIST)).content.decode()
    assert "a@x.example" in page
    assert "550 no such person" in page
    assert "GEHEIM" not in page
    assert "Erneut versuchen" in page


def test_a_mail_that_was_not_given_up_offers_no_other_attempt(signed_in: SignIn, admin: User) -> None:
    MessageFactory(state=Message.State.SENT)
    assert "Erneut versuchen" not in signed_in(admin).get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("role", ["member", "contact", "editor"])
def test_nobody_else_sees_the_list_or_tries_again(signed_in: SignIn, role: str, request: pytest.FixtureRequest) -> None:
    message = MessageFactory(state=Message.State.FAILED)
    client = signed_in(request.getfixturevalue(role))
    for answer in (client.get(reverse(LIST)), client.post(reverse(RETRY, args=[message.pk]))):
        assert answer.status_code in {302, 403}
    message.refresh_from_db()
    assert message.state == Message.State.FAILED


def test_trying_again_asks_first_and_acts_on_post_only(signed_in: SignIn, admin: User) -> None:
    message = MessageFactory(state=Message.State.FAILED, attempts=8)
    client = signed_in(admin)
    address = reverse(RETRY, args=[message.pk])
    assert client.get(address).status_code == 200
    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert client.post(address).status_code == 302
    message.refresh_from_db()
    assert (message.state, message.attempts) == (Message.State.WAITING, 0)
    assert "nicht aufgegeben" in client.post(address, follow=True).content.decode()


def test_the_admin_offers_no_way_to_write_change_or_delete_a_mail(signed_in: SignIn, admin: User) -> None:
    message = MessageFactory()
    client = signed_in(admin)
    base = reverse(LIST)
    for path in ("create/", f"edit/{message.pk}/", f"delete/{message.pk}/"):
        assert client.post(base + path).status_code == 404
    assert Message.objects.count() == 1


def test_the_demo_shows_editors_what_was_sent(signed_in: SignIn, editor: User) -> None:
    message = MessageFactory(subject="Willkommen", body="Hier: http://portal.test/passwort/x/ <b>fett</b>")
    client = signed_in(editor)
    assert "Willkommen" in client.get(reverse("demo_outbox")).content.decode()
    page = client.get(reverse("demo_outbox_message", args=[message.pk])).content.decode()
    assert 'href="http://portal.test/passwort/x/"' in page
    assert "&lt;b&gt;fett&lt;/b&gt;" in page


def test_the_demo_hides_mails_to_administrators_from_who_is_none(signed_in: SignIn, editor: User, admin: User) -> None:
    superuser = User.objects.create_superuser("technik@portal.example", "korrekt-pferd-batterie", is_active=False)
    hidden = [
        MessageFactory(user=person, recipient=person.email, subject="Neues Passwort") for person in (admin, superuser)
    ]
    MessageFactory(user=editor, subject="Zur Prüfung")
    MessageFactory(user=None, subject="An jemanden ohne Konto")
    client = signed_in(editor)
    page = client.get(reverse("demo_outbox")).content.decode()
    assert "Neues Passwort" not in page
    assert "Zur Prüfung" in page
    assert "An jemanden ohne Konto" in page
    for message in hidden:
        assert client.get(reverse("demo_outbox_message", args=[message.pk])).status_code == 404
        assert signed_in(admin).get(reverse("demo_outbox_message", args=[message.pk])).status_code == 200


def test_the_demo_shows_a_mail_of_html_as_text_and_says_when_there_is_none(signed_in: SignIn, editor: User) -> None:
    client = signed_in(editor)
    html = MessageFactory(body="", html_body="<p>Nur <script>alert(1)</script>so</p>")
    page = client.get(reverse("demo_outbox_message", args=[html.pk])).content.decode()
    assert "<script>alert" not in page
    gone = MessageFactory(body="")
    assert "gelöscht" in client.get(reverse("demo_outbox_message", args=[gone.pk])).content.decode()


@pytest.mark.parametrize("role", ["member", "contact"])
def test_who_is_no_editor_reads_no_mail(signed_in: SignIn, role: str, request: pytest.FixtureRequest) -> None:
    client = signed_in(request.getfixturevalue(role))
    message = MessageFactory()
    assert client.get(reverse("demo_outbox")).status_code == 403
    assert client.get(reverse("demo_outbox_message", args=[message.pk])).status_code == 403


def test_outside_the_demo_nobody_reads_a_mail(signed_in: SignIn, admin: User, settings) -> None:
    settings.DEMO = False
    message = MessageFactory()
    client = signed_in(admin)
    assert client.get(reverse("demo_outbox")).status_code == 404
    assert client.get(reverse("demo_outbox_message", args=[message.pk])).status_code == 404


def test_without_an_account_there_is_the_sign_in(client: Client) -> None:
    assert client.get(reverse("demo_outbox")).status_code == 302


@pytest.mark.parametrize("number", ["0", "-1", "x", "1" + "0" * 20])
def test_an_odd_page_number_shows_a_page(signed_in: SignIn, editor: User, number: str) -> None:
    MessageFactory.create_batch(21)
    assert signed_in(editor).get(f"{reverse('demo_outbox')}?seite={number}").status_code == 200


def test_a_mail_with_an_absurd_number_is_not_there(signed_in: SignIn, editor: User) -> None:
    assert signed_in(editor).get(reverse("demo_outbox_message", args=[10**20])).status_code == 404


def test_the_list_costs_the_same_with_one_and_with_twenty_mails(
    signed_in: SignIn, editor: User, django_assert_max_num_queries
) -> None:
    MessageFactory.create_batch(20)
    client = signed_in(editor)
    client.get(reverse("demo_outbox"))
    with django_assert_max_num_queries(12):
        client.get(reverse("demo_outbox"))
