"""Where editors want it, the first posts of new members wait: nobody else meets them before they are released."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from integration.catalogue.models import Entry
from integration.forum.held import ForumSettings, HeldPost
from integration.forum.models import Post, Thread
from integration.forum.moderation import close
from integration.forum.permissions import user_must_wait
from integration.members.models import User
from integration.members.roles import TRUSTED
from integration.notifications.models import Message
from integration.reports.models import Case
from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
WORDS = "Zwirbelkanarie im Text"


@pytest.fixture
def holding(db: None) -> None:
    settings = ForumSettings.load()
    settings.hold_first_posts = True
    settings.save()


def ask(client: Client, **data: str) -> HeldPost:
    form = {"title": "Zwirbelkanarie gefragt", "body": WORDS, "sort": "question", "key": str(uuid4())}
    client.post(reverse("forum:ask"), form | data)
    return HeldPost.objects.get()


def decide(client: Client, action: str, **data: object) -> str:
    case = Case.objects.get()
    url = case.get_absolute_url()
    return client.post(url, {"seen": case.decision_count, "action": action} | data, follow=True).content.decode()


def test_nobody_waits_unless_editors_say_so(member: User) -> None:
    assert not user_must_wait(member)


@pytest.mark.usefixtures("holding")
def test_who_has_a_released_post_is_trusted_or_an_editor_does_not_wait(
    member: User, other_member: User, colleague: User, editor: User
) -> None:
    PostFactory(author=other_member)
    colleague.groups.add(Group.objects.get(name=TRUSTED))
    assert [user_must_wait(user) for user in (member, other_member, colleague, editor)] == [True, False, False, False]


@pytest.mark.usefixtures("holding")
def test_a_held_question_is_seen_by_its_author_and_the_editors_only(
    member: User, other_member: User, editor: User, signed_in: SignedIn
) -> None:
    key = str(uuid4())
    held = ask(signed_in(member), key=key)
    assert ask(signed_in(member), key=key) == held
    assert not Thread.objects.exists()
    assert not Entry.objects.filter(title__contains="Zwirbelkanarie").exists()
    assert [mail.recipient for mail in Message.objects.all()] == [editor.email]
    own, other = signed_in(member), signed_in(other_member)
    assert WORDS in own.get(held.get_absolute_url()).content.decode()
    assert "Zwirbelkanarie gefragt" in own.get("/forum/?zeige=meine").content.decode()
    assert other.get(held.get_absolute_url()).status_code == 404
    for path in ("/forum/", "/forum/?zeige=meine", "/suche/?q=Zwirbelkanarie"):
        assert WORDS not in other.get(path).content.decode()
    assert WORDS in signed_in(editor).get(Case.objects.get().get_absolute_url()).content.decode()


@pytest.mark.usefixtures("holding")
def test_a_released_answer_is_a_post_like_any_other(
    member: User, other_member: User, editor: User, signed_in: SignedIn
) -> None:
    thread = ThreadFactory(author=other_member)
    client = signed_in(member)
    client.post(reverse("forum:answer", args=[thread.pk]), {"body": WORDS, "key": str(uuid4())})
    assert "wartet auf die Redaktion" in client.get(thread.get_absolute_url()).content.decode()
    assert WORDS not in signed_in(other_member).get(thread.get_absolute_url()).content.decode()
    decide(signed_in(editor), "release")
    assert WORDS in signed_in(other_member).get(thread.get_absolute_url()).content.decode()
    held = HeldPost.objects.get()
    assert client.get(held.get_absolute_url())["Location"] == held.post.get_absolute_url()
    assert "Ihr Beitrag ist da" in Message.objects.get(recipient=member.email).subject
    assert not user_must_wait(member)


@pytest.mark.usefixtures("holding")
def test_a_refused_post_comes_back_with_a_reason(member: User, editor: User, signed_in: SignedIn) -> None:
    held = ask(signed_in(member))
    assert "Bitte schreiben Sie, warum" in decide(signed_in(editor), "refuse")
    decide(signed_in(editor), "refuse", words="Das gehört in den Marktplatz.")
    assert not Post.objects.exists()
    assert "Das gehört in den Marktplatz." in Message.objects.get(recipient=member.email).body
    page = signed_in(member).get(held.get_absolute_url()).content.decode()
    assert WORDS in page
    assert "Von der Redaktion nicht veröffentlicht" in page


@pytest.mark.usefixtures("holding")
def test_what_was_closed_meanwhile_is_not_released_and_the_editor_hears_why(
    member: User, editor: User, signed_in: SignedIn
) -> None:
    thread = ThreadFactory()
    signed_in(member).post(reverse("forum:answer", args=[thread.pk]), {"body": WORDS, "key": str(uuid4())})
    close(thread=thread, closed=True)
    assert "inzwischen geschlossen" in decide(signed_in(editor), "release")
    assert Case.objects.get().state == Case.State.OPEN
