"""How mails leave the outbox."""

import socket
from datetime import timedelta
from threading import Barrier, Thread

import environ
import pytest
from django.db import connection
from django.utils import timezone

from integration.notifications import sender
from integration.notifications.models import Message
from tests.factories.messages import MessageFactory
from tests.notifications.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _transport(settings, sink: SmtpSink) -> None:
    settings.OUTBOX_TRANSPORT = sink.transport
    settings.OUTBOX_TIMEOUT = 5


def make_due(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(next_attempt_at=timezone.now())


def unused_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def test_a_mail_arrives_as_it_was_written(sink: SmtpSink) -> None:
    message = MessageFactory(
        subject="Prüfung läuft",
        body="Grüße aus Köln\n.\nEnde",
        html_body="<p>Grüße</p>",
        headers={"Reply-To": "amt@kommune.example", "Auto-Submitted": "auto-generated"},
    )
    assert sender.send_due() is False
    (mail,) = sink.mails
    assert (mail["To"], mail["From"]) == (message.recipient, message.sender)
    assert (mail["Subject"], mail["Message-ID"]) == ("Prüfung läuft", message.message_id)
    assert (mail["Reply-To"], mail["Auto-Submitted"]) == ("amt@kommune.example", "auto-generated")
    assert mail.get_body(("plain",)).get_content().split() == ["Grüße", "aus", "Köln", ".", "Ende"]
    assert mail.get_body(("html",)).get_content().strip() == "<p>Grüße</p>"
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (Message.State.SENT, 1, "")
    assert message.sent_at is not None


def test_a_mail_that_is_only_html_arrives_as_html(sink: SmtpSink) -> None:
    MessageFactory(body="", html_body="<p>Hallo</p>")
    sender.send_due()
    assert sink.mails[0].get_content_type() == "text/html"


@pytest.mark.parametrize(("keep", "left"), [(False, ("", "")), (True, ("Text", "<p>Text</p>"))])
def test_the_text_goes_when_the_mail_is_out_unless_the_demo_keeps_it(
    settings, keep: bool, left: tuple[str, str]
) -> None:
    settings.OUTBOX_KEEP_BODY = keep
    message = MessageFactory(body="Text", html_body="<p>Text</p>")
    sender.send_due()
    message.refresh_from_db()
    assert (message.body, message.html_body) == left


def test_mails_suppressed_given_up_sent_or_for_later_stay_where_they_are(sink: SmtpSink) -> None:
    MessageFactory(state=Message.State.SUPPRESSED)
    MessageFactory(state=Message.State.FAILED)
    MessageFactory(state=Message.State.SENT)
    MessageFactory(next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert sender.send_due() is False
    assert sink.mails == []


def test_a_refused_recipient_does_not_hold_up_the_others(sink: SmtpSink) -> None:
    sink.refuse = "weg@kommune.example"
    refused = MessageFactory(recipient="weg@kommune.example", next_attempt_at=timezone.now() - timedelta(hours=1))
    other = MessageFactory()
    sender.send_due()
    refused.refresh_from_db()
    other.refresh_from_db()
    assert (refused.state, other.state) == (Message.State.WAITING, Message.State.SENT)
    assert "no such person" in refused.error


def test_a_mail_server_that_is_away_costs_one_mail_an_attempt_and_the_others_none(settings, sink: SmtpSink) -> None:
    settings.OUTBOX_TRANSPORT = {**sink.transport, "EMAIL_PORT": unused_port()}
    MessageFactory.create_batch(3)
    assert sender.send_due() is False
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    settings.OUTBOX_TRANSPORT = sink.transport
    Message.objects.update(next_attempt_at=timezone.now())
    sender.send_due()
    assert Message.objects.filter(state=Message.State.SENT).count() == 3


def test_each_failure_is_followed_by_a_longer_pause_and_the_eighth_is_the_last(sink: SmtpSink) -> None:
    sink.refuse = "@"
    message = MessageFactory()
    pauses = []
    for _attempt in range(8):
        make_due(message)
        sender.send_due()
        message.refresh_from_db()
        pauses.append(round((message.next_attempt_at - timezone.now()).total_seconds() / 60))
    assert pauses[:7] == [1, 5, 15, 60, 240, 480, 720]
    assert (message.state, message.attempts) == (Message.State.FAILED, 8)
    make_due(message)
    sender.send_due()
    message.refresh_from_db()
    assert message.attempts == 8


def test_a_mail_at_which_the_worker_died_eight_times_is_given_up(sink: SmtpSink) -> None:
    message = MessageFactory(attempts=8)
    sender.send_due()
    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert sink.mails == []


def test_a_mail_that_was_given_up_gets_another_chance_but_no_other_does(sink: SmtpSink) -> None:
    failed = MessageFactory(state=Message.State.FAILED, attempts=8, error="550")
    sent = MessageFactory(state=Message.State.SENT)
    assert sender.retry_message(message=failed)
    assert not sender.retry_message(message=sent)
    sender.send_due()
    assert [mail["To"] for mail in sink.mails] == [failed.recipient]


def test_a_claimed_mail_is_nobody_elses_until_the_lease_ends() -> None:
    message = MessageFactory()
    claim = sender.claim_next()
    assert claim is not None
    assert claim.message == message
    assert sender.claim_next() is None
    make_due(message)
    assert sender.claim_next() is not None


def test_who_comes_back_after_the_lease_does_not_undo_what_was_sent_meanwhile(sink: SmtpSink) -> None:
    message = MessageFactory()
    late = sender.claim_next()
    assert late is not None
    make_due(message)
    sender.send_due()
    sender.note_failure(late, "zu spät")
    message.refresh_from_db()
    assert (message.state, message.error) == (Message.State.SENT, "")


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_send_each_mail_once(sink: SmtpSink) -> None:
    MessageFactory.create_batch(24)
    barrier = Barrier(4)

    def send() -> None:
        try:
            barrier.wait()
            sender.send_due()
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(mail["To"]) for mail in sink.mails) == sorted(Message.objects.values_list("recipient", flat=True))
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.SENT}


def test_sent_mails_go_after_a_quarter_and_those_given_up_stay() -> None:
    old, young = timezone.now() - timedelta(days=91), timezone.now() - timedelta(days=89)
    MessageFactory(state=Message.State.SENT, sent_at=old)
    kept = MessageFactory(state=Message.State.SENT, sent_at=young)
    failed = MessageFactory(state=Message.State.FAILED, created_at=old)
    assert sender.delete_old() == 1
    assert set(Message.objects.all()) == {kept, failed}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 25, False, False)),
        ("smtp+tls://amt:geheim@mail.example:587", ("mail.example", 587, True, False)),
        ("smtp+ssl://amt:geheim@mail.example", ("mail.example", 465, False, True)),
    ],
)
def test_the_transport_is_what_the_address_says(url: str, expected: tuple[str, int, bool, bool]) -> None:
    backend = sender.open_transport(environ.Env.email_url_config(url))
    assert (backend.host, backend.port, backend.use_tls, backend.use_ssl) == expected  # type: ignore[attr-defined]
    assert backend.timeout == 5  # type: ignore[attr-defined]


def test_mails_can_go_into_files(tmp_path, settings) -> None:
    settings.OUTBOX_TRANSPORT = {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(tmp_path),
    }
    MessageFactory(subject="In eine Datei")
    sender.send_due()
    assert "In eine Datei" in next(iter(tmp_path.iterdir())).read_text()
