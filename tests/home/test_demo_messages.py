"""The messages of the demo: about what is there, between two people, set back to their days."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from home.demo_messages import load_conversations, remove_conversations
from integration.catalogue.registry import kinds
from integration.members.models import User
from integration.relay.models import Conversation, Message
from tests.factories import ThreadFactory, UserFactory

pytestmark = pytest.mark.django_db

SPECS = json.loads((Path(settings.BASE_DIR) / "fixtures/demo/conversations.json").read_text(encoding="utf-8"))


def test_conversations_of_the_demo_load_about_what_they_name() -> None:
    """Threads stand for whatever kind the specs name, so that this holds without it."""
    users = {spec["starter"]: UserFactory(email=spec["starter"]) for spec in SPECS}
    owner = UserFactory()
    specs = [spec | {"kind": "thread"} for spec in SPECS]
    for spec in specs:
        ThreadFactory(title=spec["title"], author=owner)
    load_conversations(specs, users)
    assert Conversation.objects.count() == len(specs) >= 3
    assert {user.email for user in User.objects.filter(pk__in=Conversation.objects.values("starter"))} == set(users)
    for talk, spec in zip(Conversation.objects.order_by("pk"), specs, strict=True):
        messages = list(talk.messages.order_by("position"))
        assert [message.text for message in messages] == [item["text"] for item in spec["messages"]]
        assert [message.by_starter for message in messages] == [item["by"] == "starter" for item in spec["messages"]]
        times = [message.created_at for message in messages]
        assert times == sorted(times)
        assert (times[0], times[-1]) == (talk.created_at, talk.last_message_at)
        assert times[-1] <= timezone.now()
        waits_for = talk.owner if messages[-1].by_starter else talk.starter
        unread = [person for person in (talk.starter, talk.owner) if talk in Conversation.objects.unread_by(person)]
        assert unread == ([waits_for] if spec["is_new"] else [])
    remove_conversations()
    assert not Message.objects.exists()


def test_a_title_that_nothing_has_is_told_and_a_kind_that_is_not_there_left_out() -> None:
    users = {SPECS[0]["starter"]: UserFactory()}
    with pytest.raises(LookupError, match="Etagenbetten"):
        load_conversations([SPECS[0] | {"kind": "thread"}], users)
    assert "gibtesnicht" not in kinds()
    assert load_conversations([SPECS[0] | {"kind": "gibtesnicht"}], users) == []
