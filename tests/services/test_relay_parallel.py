"""Many write at the same moment: each message has a place of its own, one form makes one, and a day's limit holds."""

import uuid
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from integration.catalogue.services import entry_of
from integration.notifications.models import Message as Mail
from integration.relay.models import Conversation, Message
from integration.relay.services import DailyLimitError, reply, start
from tests.factories import ListingFactory, UserFactory
from tests.factories.relay import ConversationFactory
from tests.services.conftest import at_once
from tests.services.test_parallel import client_of, statuses

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("portal")]


def test_twenty_answers_at_once_have_twenty_places() -> None:
    talk = ConversationFactory()
    people = [talk.starter, talk.owner] * 10
    path = talk.get_absolute_url()
    calls = [
        partial(client_of(user).post, path, {"key": str(uuid.uuid4()), "text": f"Antwort {number}"})
        for number, user in enumerate(people)
        if user is not None
    ]
    assert statuses(at_once(calls)) == {302: 20}
    messages = Message.objects.filter(conversation=talk).order_by("position")
    assert [message.position for message in messages] == list(range(1, 22))
    assert all(message.by_starter == (message.sender_id == talk.starter_id) for message in messages)
    assert Conversation.objects.get().last_position == 21
    assert Mail.objects.count() == 21
    assert set(Mail.objects.values_list("recipient", flat=True)) == {user.email for user in people if user}


def test_fifteen_clicks_on_one_form_make_one_conversation_with_one_message() -> None:
    user, entry = UserFactory(), entry_of(ListingFactory())
    assert entry is not None
    sheet = {"key": str(uuid.uuid4()), "text": "Ist das noch da?"}
    path = reverse("relay:write", args=[entry.pk])
    codes = statuses(at_once([partial(client_of(user).post, path, sheet) for _ in range(15)]))
    assert codes == {302: 15}
    assert (Conversation.objects.count(), Message.objects.count(), Mail.objects.count()) == (1, 1, 1)


def test_a_day_s_limit_holds_however_many_come_at_once_and_two_forms_begin_one_conversation(settings: Any) -> None:
    settings.RELAY_MESSAGES_A_DAY = 5
    user, entry = UserFactory(), entry_of(ListingFactory())
    assert entry is not None
    begin = [partial(start, entry=entry, sender=user, text="Hallo", form_key=uuid.uuid4()) for _ in range(2)]
    assert [type(result).__name__ for result in at_once(begin)] == ["Sent", "Sent"]
    talk = Conversation.objects.get()
    calls = [
        partial(reply, conversation=talk, sender=user, text=f"Nummer {number}", form_key=uuid.uuid4())
        for number in range(12)
    ]
    results = at_once(calls)
    assert sum(isinstance(result, DailyLimitError) for result in results) == 9
    assert Message.objects.count() == 5
