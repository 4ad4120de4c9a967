"""What somebody is writing in the forum: there again whatever happens, gone when sent, never seen by others."""

import re
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from integration.forum.models import Post, Thread
from integration.forum.moderation import close, merge
from integration.forum.personal import Draft
from integration.members.models import User
from integration.models import SectionPage
from tests.factories import PostFactory, ThreadFactory, TopicFactory, UserFactory, restrict

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
SAVE, ASK = reverse("forum:draft"), reverse("forum:ask")
MINE = f"{reverse('forum:threads')}?zeige=meine"
TEXT = "Zwirbelentwurf, noch nicht fertig"


def form_of(page: str) -> dict[str, str]:
    """Return the hidden fields of the form that saves itself, as a browser would send them."""
    form = re.search(r"<form[^>]*data-draft=.*?</form>", page, re.DOTALL)
    assert form, page
    inputs = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form[0])
    names = {re.search(r'name="(\w+)"', one)[1]: re.search(r'value="([^"]*)"', one) for one in inputs}  # type: ignore[index]
    return {name: found[1] if found else "" for name, found in names.items() if name != "csrfmiddlewaretoken"}


def open_form(client: Client, path: str) -> dict[str, str]:
    return form_of(client.get(path).content.decode())


def save(client: Client, form: dict[str, str], **data: Any) -> Any:
    return client.post(SAVE, form | {"body": TEXT, "window": "a", "turn": "1"} | data)


def paths_of(user: User) -> dict[str, str]:
    """Return where this person can write: a question, an answer, and a change of an own post."""
    thread = ThreadFactory()
    own = PostFactory(thread=thread, author=user)
    return {"question": ASK, "answer": thread.get_absolute_url(), "change": reverse("forum:edit", args=[own.pk])}


@pytest.mark.parametrize("what", ["question", "answer", "change"])
def test_what_was_typed_is_there_again_and_gone_when_it_is_sent(member: User, signed_in: SignedIn, what: str) -> None:
    TopicFactory(slug="wohnen", name="Wohnen")
    path = paths_of(member)[what]
    form = open_form(signed_in(member), path)
    answer = save(signed_in(member), form, title="Angefangen", topic="wohnen", shielded="on")
    assert answer.status_code == HTTPStatus.OK
    assert answer.json()["version"] == 1
    assert "Gesichert um" in answer.json()["text"]

    other_device = signed_in(member)
    page = other_device.get(path).content.decode()
    assert TEXT in page
    assert "Was Sie angefangen hatten, ist wieder da" in page
    if what == "question":
        assert 'value="Angefangen"' in page
        assert re.search(r'value="wohnen" selected', page)
    if what != "change":
        assert re.search(r'name="shielded"[^>]*checked', page)
    # Sent by a browser without JavaScript: nothing but the form itself says what was in it
    sent = form_of(page) | {"body": TEXT, "title": "Fertig?", "sort": "question"}
    target = reverse("forum:answer", args=[Thread.objects.get().pk]) if what == "answer" else path
    assert other_device.post(target, sent).status_code == HTTPStatus.FOUND
    assert Post.objects.filter(body__contains=TEXT).count() == 1
    assert not Draft.objects.exists()
    assert TEXT not in open_form(other_device, path).values()


def test_there_is_one_draft_for_each_thread_and_one_question(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    for path in paths_of(member).values():
        form = open_form(client, path)
        for turn in range(3):
            assert save(client, form, turn=turn).status_code == HTTPStatus.OK
    assert Draft.objects.count() == 3
    page = client.get(MINE).content.decode()
    assert page.count(TEXT) == 3
    assert "Angefangen und noch nicht abgeschickt" in page


def test_a_draft_can_be_thrown_away(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    for path in paths_of(member).values():
        save(client, open_form(client, path))
        answer = client.post(SAVE, open_form(client, path) | {"action": "discard", "body": TEXT})
        assert answer["Location"] == path
        assert TEXT not in client.get(path).content.decode()
    assert not Draft.objects.exists()


def test_an_older_window_overwrites_nothing(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    path = paths_of(member)["answer"]
    first, second = open_form(client, path), open_form(client, path)
    assert save(client, first, window="a").status_code == HTTPStatus.OK
    told = save(client, second, window="b", body="Anders")
    assert told.status_code == HTTPStatus.CONFLICT
    assert told.json()["newest"] == path
    assert save(client, second, window="b", body="Anders", version=told.json()["version"]).status_code == HTTPStatus.OK
    assert Draft.objects.get().typed("body") == "Anders"
    # What was sent stays sent: a request of its form that comes late brings no draft back
    send = reverse("forum:answer", args=[Thread.objects.get().pk])
    client.post(send, second | {"body": "Anders", "version": "2"})
    assert not Draft.objects.exists()
    assert save(client, second, window="b", version="2", turn="9").status_code == HTTPStatus.CONFLICT
    assert not Draft.objects.exists()


def test_sending_an_old_window_leaves_what_a_newer_one_wrote(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    path = paths_of(member)["answer"]
    first, second = open_form(client, path), open_form(client, path)
    save(client, second, window="b")
    client.post(reverse("forum:answer", args=[Thread.objects.get().pk]), first | {"body": "Kurz"})
    assert Draft.objects.get().typed("body") == TEXT


def test_a_title_from_another_page_does_not_hide_the_question_that_was_begun(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    save(client, open_form(client, ASK), title="Angefangen")
    page = client.get(f"{ASK}?titel=Eine andere").content.decode()
    assert 'value="Eine andere"' in page
    assert TEXT not in page
    assert "Sie haben schon eine andere Frage angefangen" in page
    assert save(client, form_of(page), window="b").status_code == HTTPStatus.CONFLICT


def test_what_is_typed_while_a_thread_is_closed_is_not_lost(member: User, editor: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    paths = paths_of(member)
    forms = {what: open_form(client, paths[what]) for what in ("answer", "change")}
    thread = Thread.objects.get()
    close(thread=thread, closed=True)
    for what, form in forms.items():
        assert save(client, form).status_code == HTTPStatus.OK
        address = reverse("forum:answer", args=[thread.pk]) if what == "answer" else paths[what]
        answer = client.post(address, form | {"body": TEXT})
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert "Was Sie geschrieben haben, steht noch hier" in answer.content.decode()
        assert TEXT in answer.content.decode()
    assert client.get(MINE).content.decode().count(TEXT) == 2


def test_what_is_typed_while_two_threads_become_one_goes_on_in_the_other(
    member: User, editor: User, signed_in: SignedIn
) -> None:
    client, target = signed_in(member), ThreadFactory()
    form = open_form(client, paths_of(member)["answer"])
    source = Thread.objects.latest("pk")
    save(client, form)
    merge(thread=source, into=target)
    assert TEXT in client.get(target.get_absolute_url()).content.decode()
    assert save(client, form, version="1", turn="2").status_code == HTTPStatus.OK
    client.post(reverse("forum:answer", args=[source.pk]), form | {"body": TEXT, "version": "2"})
    assert target.posts.filter(body__contains=TEXT).count() == 1
    assert not Draft.objects.exists()


def test_a_change_begun_before_somebody_else_changed_the_post_says_so(
    member: User, editor: User, signed_in: SignedIn
) -> None:
    client = signed_in(member)
    path = paths_of(member)["change"]
    save(client, open_form(client, path))
    signed_in(editor).post(path, open_form(signed_in(editor), path) | {"body": "Von der Redaktion"})
    page = client.get(path).content.decode()
    assert TEXT in page
    assert "nachdem Sie angefangen hatten" in page
    assert client.post(path, form_of(page) | {"body": TEXT}).status_code == HTTPStatus.FOUND
    assert Post.objects.filter(body__contains=TEXT).exists()


def test_nobody_else_sees_what_somebody_is_writing(
    member: User, contact: User, editor: User, signed_in: SignedIn
) -> None:
    client = signed_in(member)
    paths = paths_of(member)
    thread = Thread.objects.get()
    for path in paths.values():
        assert save(client, open_form(client, path), title="Zwirbeltitel", shielded="on").status_code == HTTPStatus.OK
    looked = [*paths.values(), MINE, "/", "/meine-beitraege/", "/suche/?q=noch+nicht+fertig", "/admin/"]
    looked += [reverse("forum:history", args=[post.pk]) for post in thread.posts.all()]
    looked += [reverse("forum:moderate", args=[thread.pk]), reverse("forum:answer", args=[thread.pk])]
    for user in (contact, editor):
        for path in looked:
            assert "Zwirbel" not in signed_in(user).get(path, follow=True).content.decode(), (user, path)
    # Saving and throwing away reach only what is one's own
    signed_in(editor).post(SAVE, {"thread": thread.pk, "action": "discard"})
    assert Draft.objects.filter(user=member).count() == 3
    other = Client()
    assert other.post(SAVE, {"body": TEXT}).status_code == HTTPStatus.FOUND


def test_drafts_keep_to_what_a_person_may_read(member: User, editor: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    thread = ThreadFactory(title="Geheimes Gespräch")
    foreign = PostFactory(thread=thread)
    save(client, {"thread": str(thread.pk)})
    assert save(client, {"post": str(foreign.pk)}).status_code == HTTPStatus.FORBIDDEN
    Thread.objects.filter(pk=thread.pk).update(hidden_at=thread.created_at)
    assert "Geheimes" not in client.get(MINE).content.decode()
    for form in ({"thread": str(thread.pk)}, {"post": str(foreign.pk)}, {"thread": "10" * 20}, {"post": "x"}):
        assert save(client, form).status_code == HTTPStatus.NOT_FOUND
    restrict(SectionPage.objects.get(kind="thread"))
    assert save(client, {}).status_code == HTTPStatus.FORBIDDEN
    assert save(client, {"thread": str(thread.pk)}).status_code == HTTPStatus.FORBIDDEN


def test_a_draft_takes_whatever_a_browser_sends(member: User, signed_in: SignedIn) -> None:
    client = signed_in(member)
    odd = {"key": "kein\0Schlüssel", "version": "9" * 30, "turn": "-1", "title": "\0" * 9, "fremd": "x", "quoted": "ü"}
    thread = ThreadFactory()
    assert save(client, odd | {"thread": thread.pk}, version="").status_code == HTTPStatus.OK
    draft = Draft.objects.get()
    assert draft.typed("title") == ""
    assert "fremd" not in draft.data
    assert TEXT in client.get(thread.get_absolute_url()).content.decode()
    too_long = save(client, {"thread": thread.pk}, body="x" * 300_000)
    assert too_long.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "zu lang" in too_long.json()["text"]
    assert client.get(thread.get_absolute_url()).status_code == HTTPStatus.OK
    assert client.get(MINE).status_code == HTTPStatus.OK


def test_a_person_has_a_hundred_drafts_at_most(member: User, signed_in: SignedIn) -> None:
    threads = Thread.objects.bulk_create([Thread(title="x", last_position=1) for _ in range(100)])
    Draft.objects.bulk_create([Draft(user=member, thread=thread) for thread in threads])
    answer = save(signed_in(member), {"key": str(uuid.uuid4())})
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert Draft.objects.count() == 100
    assert save(signed_in(UserFactory()), {"key": str(uuid.uuid4())}).status_code == HTTPStatus.OK
