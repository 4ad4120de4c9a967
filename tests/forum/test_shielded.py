"""A question without a name: peers learn from nothing who asks, editors do."""

import logging
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from integration.catalogue.models import Entry, EntryText
from integration.forum.models import Post, Thread
from integration.forum.tasks import tell_of_post
from integration.members.models import User
from integration.members.roles import Role
from integration.notifications.models import Message
from tests.factories import MunicipalityFactory, PostFactory, ThreadFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

OWN_TOWN = ("/", "/meine-beitraege/")  # pages that greet everybody with it
CANARY = "Zwirbelkanarie"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
TRAITS = ("Zwirbelkanarie", "zwirbel.example", "Zwirbelstadt", "Zwirbelamt", "0221 99 88 77")


@pytest.fixture
def asker() -> User:
    """Somebody all of whose traits stand nowhere else."""
    town = MunicipalityFactory(name="Zwirbelstadt", kreis="Kreis Zwirbelstadt")
    return UserFactory(
        email="z@zwirbel.example",
        first_name="Zora",
        last_name=CANARY,
        function="Zwirbelamt",
        phone="0221 99 88 77",
        municipality=town,
    )


@pytest.fixture
def peers(asker: User) -> list[User]:
    """Everybody who must not learn it, the contact of the asker's own municipality among them."""
    contact = UserFactory(role=Role.CONTACT, municipality=asker.municipality, first_name="Karl", last_name="Kontakt")
    return [UserFactory(), contact, UserFactory(municipality=asker.municipality, last_name="Kollegin")]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def ask_by_form(client: Client, **data: Any) -> Thread:
    form = {"key": str(uuid.uuid4()), "title": "Heikle Lage im Amt", "body": "Was tun?", "sort": "question"}
    answer = client.post(reverse("forum:ask"), form | {"shielded": "on"} | data)
    assert answer.status_code == 302, answer.content.decode()
    return Thread.objects.latest("pk")


def everything(client: Client, thread: Thread) -> dict[str, str]:
    """What somebody gets wherever the thread or its author could stand."""
    posts = list(Post.objects.filter(thread=thread))
    paths = [
        "/",
        "/meine-beitraege/",
        "/forum/",
        "/forum/?zeige=offen",
        "/forum/?zeige=meine",
        "/forum/?zeige=folge",
        thread.get_absolute_url(),
        f"{thread.get_absolute_url()}neues/",
        "/suche/?q=heikle",
        "/suche/?q=heikle&art=thread",
        "/suche/vorschlaege/?q=heikl",
        *(f"/forum/{thread.pk}/antworten/?zitat={post.pk}" for post in posts),
        *(reverse("forum:history", args=[post.pk]) for post in posts),
    ]
    return {path: client.get(path, follow=True).content.decode() for path in paths}


def traces(text: str, *, known: str = "") -> list[str]:
    """Return what of the asker stands in a page; not the towns to choose from, nor what `known` says already."""
    without_choices = re.sub(r"<(select|fieldset)\b.*?</\1>", "", text, flags=re.DOTALL)
    return [trait for trait in TRAITS if trait in without_choices and trait != known]


def test_no_page_no_search_and_no_mail_tells_peers_who_asks(
    asker: User, peers: list[User], editor: User, signed_in: Any
) -> None:
    topic = TopicFactory()
    mentioned = UserFactory(first_name="Greta", last_name="Angesprochen")
    asking = signed_in(asker)
    thread = ask_by_form(asking, body="Was sagt @Greta Angesprochen dazu?", topic=topic.slug)
    for peer in (*peers, editor):
        signed_in(peer).post(reverse("forum:follow", args=[thread.pk]), {"on": "1"})
    # What she does in her thread afterwards: change, answer (the form says nothing of a name), quote, accept
    first = thread.posts.get()
    asking.post(reverse("forum:edit", args=[first.pk]), {"title": thread.title, "body": "Anders", "seen_edits": "0"})
    reply = PostFactory(thread=thread)
    asking.post(reverse("forum:answer", args=[thread.pk]), {"body": "Danke!", "quoted": reply.pk, "quote": "Kreis"})
    PostFactory(thread=thread, quoted=thread.posts.get(position=3), quote="Danke")
    asking.post(reverse("forum:accept", args=[reply.pk]), {"on": "1"})
    for post in thread.posts.all():
        tell_of_post.func(post_id=post.pk)
    assert thread.posts.get(position=3).shielded

    entry = Entry.objects.get(kind="thread", object_id=thread.pk)
    assert (entry.author, entry.municipality, entry.contact_user, entry.contact_name) == (None, None, None, "")
    assert not traces(" ".join(map(str, EntryText.objects.filter(entry=entry).values_list())))
    narrowed = f"/suche/?art=thread&kommune={asker.municipality.ags}"
    for peer in (*peers, mentioned):
        assert thread.get_absolute_url() not in signed_in(peer).get(narrowed).content.decode()
        for path, page in everything(signed_in(peer), thread).items():
            own_town = str(peer.municipality) if path in OWN_TOWN else ""
            assert not traces(page, known=own_town), (peer, path)
    mails = Message.objects.exclude(user=asker)
    assert {mail.recipient for mail in mails} >= {peers[0].email, mentioned.email}
    for mail in mails:
        assert not traces(f"{mail.sender} {mail.subject} {mail.body} {mail.html_body} {mail.headers}")

    # All this would hold in a forum that knows nothing
    told = signed_in(editor).get(thread.get_absolute_url()).content.decode()
    assert "Nur für die Redaktion: Zora Zwirbelkanarie" in told
    assert "Das sind Sie." in asking.get(thread.get_absolute_url()).content.decode()
    assert "Heikle Lage im Amt" in asking.get("/forum/?zeige=meine").content.decode()


def test_who_writes_without_a_name_once_stays_without_one_in_that_thread(asker: User) -> None:
    thread = ThreadFactory()
    PostFactory(thread=thread, author=asker, shielded=True)
    assert PostFactory(thread=thread, author=asker).shielded
    assert not PostFactory(author=asker).shielded


def test_asking_without_a_name_changes_no_number_of_the_municipality(
    asker: User, other_member: User, signed_in: Any
) -> None:
    client = signed_in(other_member)
    before = TOKEN.sub("", client.get("/kommunen/").content.decode())
    ThreadFactory(author=asker, shielded=True)
    assert TOKEN.sub("", client.get("/kommunen/").content.decode()) == before
