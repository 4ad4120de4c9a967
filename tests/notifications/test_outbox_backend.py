"""Every mail becomes rows of the caller's transaction."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail
from django.db import transaction

from integration.members.models import User
from integration.notifications.models import Message
from integration.notifications.services import write_message

pytestmark = pytest.mark.django_db


def test_a_mail_to_three_people_becomes_three_rows_that_name_one_recipient_each() -> None:
    EmailMultiAlternatives(
        "Betreff",
        "Text",
        "Portal <portal@portal.example>",
        ["Anna <a@x.example>"],
        cc=["b@x.example"],
        bcc=["c@x.example"],
    ).send()
    assert sorted(Message.objects.values_list("recipient", flat=True)) == ["a@x.example", "b@x.example", "c@x.example"]
    assert Message.objects.values("message_id").distinct().count() == 3


def test_a_recipient_named_twice_gets_one_mail() -> None:
    EmailMultiAlternatives("Betreff", "Text", None, ["a@x.example"], cc=["Anna <a@x.example>"]).send()
    assert Message.objects.count() == 1


def test_both_texts_the_sender_and_the_headers_that_matter_are_kept() -> None:
    email = EmailMultiAlternatives(
        "Betreff",
        "Text",
        "Amt <amt@x.example>",
        ["a@x.example"],
        reply_to=["rat@x.example"],
        headers={"X-Kind": "reset"},
    )
    email.attach_alternative("<p>Text</p>", "text/html")
    email.send()
    message = Message.objects.get()
    assert (message.body, message.html_body, message.sender) == ("Text", "<p>Text</p>", "Amt <amt@x.example>")
    assert message.headers == {"X-Kind": "reset", "Reply-To": "rat@x.example", "Auto-Submitted": "auto-generated"}


def test_the_message_id_is_of_our_own_host() -> None:
    send_mail("Betreff", "Text", None, ["a@x.example"])
    assert Message.objects.get().message_id.endswith("@portal.test>")


def test_a_line_break_in_a_subject_or_header_adds_no_header() -> None:
    message = write_message(
        recipient="a@x.example",
        sender="portal@portal.example",
        subject="Hallo\r\nBcc: böse@x.example",
        body="Text\x00",
        headers={"X-Kind": "a\nBcc: b@x.example", "Bcc": "c@x.example"},
    )
    assert message is not None
    message.refresh_from_db()
    assert message.subject == "Hallo Bcc: böse@x.example"
    assert message.headers == {"X-Kind": "a Bcc: b@x.example", "Auto-Submitted": "auto-generated"}
    assert message.body == "Text"


def test_a_mail_goes_with_the_transaction_that_wrote_it() -> None:
    with transaction.atomic():
        send_mail("Betreff", "Text", None, ["a@x.example"])
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_the_account_behind_an_address_is_noted(member: User) -> None:
    send_mail("Betreff", "Text", None, [member.email.upper()])
    assert Message.objects.get().user == member


def test_a_mail_without_a_recipient_that_can_be_used_is_left_out() -> None:
    assert (
        get_connection().send_messages(
            [EmailMultiAlternatives("Betreff", "Text", None, ["<>", f"{'a' * 250}@x.example"])]
        )
        == 1
    )
    assert not Message.objects.exists()
