"""The mail that brings a message: to one person, from the portal, without an address of anybody (C9)."""

import uuid

import pytest
from django.conf import settings

from integration.catalogue.models import Entry
from integration.forum.models import Thread
from integration.members.models import User
from integration.notifications.models import Message as Mail
from integration.notifications.sender import as_email
from integration.relay.services import start
from tests.factories import UserFactory
from tests.factories.relay import ConversationFactory, reply_in

pytestmark = pytest.mark.django_db

# What people have typed into contact forms to have others written to
HOSTILE = (
    "Betten\r\nBcc: opfer@stadt.example",
    "Betten\nTo: opfer@stadt.example\nSubject: Gewonnen\n\nText",
    "Betten%0d%0aCc:opfer@stadt.example",
    "Betten\x0b\x0cBcc: opfer@stadt.example",
    "Betten\u2028Bcc: opfer@stadt.example\u2029X",
    "Betten\u0085Bcc: opfer@stadt.example",
    "Betten\x00\x1b[31m\u202egnafnE\u202c\u2066",
    "=?utf-8?q?=0D=0ABcc:_opfer@stadt.example?=",
    "Betten, opfer@stadt.example, <opfer2@stadt.example>",
    "." * 5 + "\r\n.\r\nMAIL FROM:<opfer@stadt.example>",
)


def test_each_side_hears_of_the_other_with_the_words_and_the_way(entry: Entry, member: User) -> None:
    asking = UserFactory(first_name="Jonas", last_name="Vennemann")
    talk = ConversationFactory(entry=entry, starter=asking, text="Guten Tag,\nwann passt es?")
    mail = Mail.objects.get()
    assert (mail.recipient, mail.user) == (member.email, member)
    assert mail.subject == "Neue Nachricht zu: 24 Etagenbetten mit Matratzen"
    assert f"Jonas Vennemann ({asking.municipality})" in mail.body
    assert "> Guten Tag,\n> wann passt es?" in mail.body
    assert f"{settings.BASE_URL}{talk.get_absolute_url()}" in mail.body
    assert "nicht auf diese E-Mail" in mail.body
    reply_in(talk, member, "Morgen.")
    assert Mail.objects.latest("pk").recipient == asking.email
    assert "> Morgen." in Mail.objects.latest("pk").body


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_stands_in_title_text_or_name_there_is_one_recipient_and_no_header_more(
    entry: Entry, member: User, hostile: str
) -> None:
    asking = UserFactory(email="verborgen@stadt.example")
    User.objects.filter(pk=asking.pk).update(first_name=hostile[:150].replace("\x00", ""), last_name="X")
    asking.refresh_from_db()
    Thread.objects.filter(pk=entry.object_id).update(title=hostile.replace("\x00", ""))
    Entry.objects.filter(pk=entry.pk).update(title=hostile.replace("\x00", ""))
    entry.refresh_from_db()
    talk = ConversationFactory(entry=entry, starter=asking, text=hostile)
    reply_in(talk, member, hostile)
    assert Mail.objects.count() == 2
    for mail, person in zip(Mail.objects.order_by("pk"), (member, asking), strict=True):
        email = as_email(mail)
        assert email.recipients() == [person.email]
        message = email.message()
        assert sorted(message.keys()) == [
            "Auto-Submitted",
            "Content-Transfer-Encoding",
            "Content-Type",
            "Date",
            "From",
            "MIME-Version",
            "Message-ID",
            "Reply-To",
            "Subject",
            "To",
        ]
        assert message["From"] == message["Reply-To"] == settings.DEFAULT_FROM_EMAIL
        assert mail.subject == mail.subject.replace("\u202e", "").replace("\u2066", "").replace("\x1b", "")
        other = asking.email if person == member else member.email
        assert other not in message.as_bytes().decode()
        quoted = [
            line for line in mail.body.split("\n") if "opfer" in line and not line.startswith((">", "Guten Tag "))
        ]
        assert [line for line in quoted if "geschrieben:" not in line] == [], (
            "outside of quotations only where the name and the title belong"
        )


def test_nobody_who_has_left_is_written_to_and_one_message_is_one_mail(entry: Entry, other_member: User) -> None:
    key = uuid.uuid4()
    for _ in range(2):
        start(entry=entry, sender=other_member, text="Hallo", form_key=key)
    assert Mail.objects.count() == 1


def test_a_person_without_a_name_is_not_called_by_the_address(entry: Entry, member: User) -> None:
    unnamed = UserFactory(first_name="", last_name="", email="geheim@stadt.example")
    ConversationFactory(entry=entry, starter=unnamed)
    mail = Mail.objects.get()
    assert "geheim" not in f"{mail.subject}{mail.body}{mail.headers}{mail.sender}"
    assert "Ein Mitglied ohne Namen" in mail.body
