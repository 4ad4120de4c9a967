"""Contributions of every sort that somebody may not read, with a word in them that stands nowhere else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from integration.catalogue.services import entry_of
from integration.contribute.proposals import hand_in_proposal, withdraw_proposal
from integration.contribute.services import submit, withdraw
from integration.forum.services import remove
from integration.jobs.periodic import publish_scheduled
from integration.marketplace.services import hide
from integration.marketplace.services import withdraw as withdraw_listing
from integration.members.models import User
from integration.models import ContributionContact, ContributionImage, ContributionPage
from tests.factories import (
    DocumentFactory,
    EventPageFactory,
    ImageFactory,
    LinkPageFactory,
    ListingFactory,
    MaterialPageFactory,
    ProjectPageFactory,
    ThreadFactory,
    TopicDiscussionPageFactory,
    TopicProposalFactory,
    draft,
    pdf_bytes,
    restrict,
)
from tests.factories.relay import ConversationFactory, reply_in
from tests.permissions.world import World

SECRET = "Zwirbelkanarie"


def _filled(page: ContributionPage, author: User, *, publish: bool) -> ContributionPage:
    """Put the word into every part of a contribution that can hold words."""
    document = DocumentFactory(
        title=f"{SECRET} Datei", text=f"Im Text der Datei: {SECRET}", uploaded_by_user=author, content=pdf_bytes(SECRET)
    )
    page.teaser = f"{SECRET} in einem Satz."
    page.body = [
        ("text", f"<p>{SECRET} im Text.</p>"),
        ("quote", {"text": SECRET, "source": SECRET}),
        ("file", document),
    ]
    page.tags.add(SECRET)
    page.files.create(document=document, note=SECRET)
    image = ImageFactory(title=f"{SECRET} Bild", uploaded_by_user=author)
    page.images.add(ContributionImage(image=image, alternative=SECRET, caption=SECRET))
    page.contacts.set([ContributionContact(name=f"{SECRET} Person", phone="0221 99 88 77", email="k@zwirbel.example")])
    revision = page.save_revision(user=author)
    if publish:
        revision.publish()
    page.refresh_from_db()
    return page


def _title(what: str) -> str:
    return f"{SECRET} {what}"


def plant(world: World) -> list[ContributionPage]:
    """Write secrets of every sort under the public topic, and return their pages."""
    author = world.people["author"]
    mine: dict[str, Any] = {"owner": author, "topics": [world.things["topic"]]}
    secrets = []
    for factory in (
        ProjectPageFactory,
        MaterialPageFactory,
        EventPageFactory,
        LinkPageFactory,
        TopicDiscussionPageFactory,
    ):
        page = _filled(factory(title=_title(f"für die Gruppe {factory.__name__}"), **mine), author, publish=True)
        restrict(page, world.things["group"])
        secrets.append(page)
    unwritten = _filled(draft(ProjectPageFactory, title=_title("Entwurf"), **mine), author, publish=False)
    waiting = _filled(draft(ProjectPageFactory, title=_title("in Prüfung"), **mine), author, publish=False)
    submit(page=waiting, user=author)
    taken_back = _filled(draft(MaterialPageFactory, title=_title("zurückgezogen"), **mine), author, publish=False)
    submit(page=taken_back, user=author)
    withdraw(page=taken_back, user=author, was_published=False)
    was_public = _filled(ProjectPageFactory(title=_title("war öffentlich"), **mine), author, publish=True)
    withdraw(page=was_public, user=author, was_published=True)
    later = _filled(draft(EventPageFactory, title=_title("kommt später"), **mine), author, publish=False)
    later.go_live_at = timezone.now() + timedelta(days=2)
    later.save_revision(user=author).publish()
    over = _filled(ProjectPageFactory(title=_title("abgelaufen"), **mine), author, publish=True)
    over.expire_at = timezone.now() - timedelta(days=1)
    over.save_revision(user=author).publish()
    gone = _filled(ProjectPageFactory(title=_title("gelöscht"), **mine), author, publish=True)
    gone.delete()
    public = world.things["public page of the author"]
    newer = public.get_latest_revision_as_object()
    newer.title = _title("neuere Fassung")
    newer.teaser = SECRET
    newer.save_revision(user=author)
    _plant_proposals(world)
    _plant_threads(world)
    _plant_listings(world)
    _plant_conversation(world)
    publish_scheduled()  # as the worker does every minute
    return [*secrets, unwritten, waiting, taken_back, was_public, later, over]


def _plant_proposals(world: World) -> None:
    """Topic proposals that nobody but author and editors may know of, and a newer version of one that all read."""
    author, topic = world.people["author"], world.things["topic"]
    mine: dict[str, Any] = {"owner": author, "why": f"{SECRET}, weil es fehlt.", "topics": [topic]}
    unwritten = TopicProposalFactory(title=_title("Entwurf eines Vorschlags"), draft=True, **mine)
    taken_back = TopicProposalFactory(title=_title("Vorschlag, war öffentlich"), **mine)
    withdraw_proposal(proposal=taken_back, user=author, was_published=True)
    values = {"title": _title("Vorschlag in Prüfung"), "why": SECRET, "topics": [topic]}
    waiting = hand_in_proposal(user=author, key=uuid4(), values=values, for_review=True).proposal
    newer = world.things["public proposal of the author"].get_latest_revision_as_object()
    newer.title = _title("neuere Fassung des Vorschlags")
    newer.save_revision(user=author)
    world.things["secret proposals"] = [unwritten, taken_back, waiting]


def _plant_threads(world: World) -> None:
    """A question that was taken back, and what was said in it."""
    thread = ThreadFactory(
        title=_title("Frage, zurückgenommen"),
        body=f"<p>{SECRET} im Beitrag</p>",
        author=world.people["author"],
        topic=world.things["topic"],
    )
    remove(user=thread.author, post=thread.posts.get())
    world.things["secret thread"] = thread


def _plant_listings(world: World) -> None:
    """Listings that were taken back or hidden, and one that is kept for somebody whose name nobody else may learn."""
    author = world.people["author"]
    words: dict[str, Any] = {"text": f"{SECRET} im Text", "author": author, "handover_note": SECRET}
    taken_back, hidden = (ListingFactory(title=_title(what), **words) for what in ("zurückgenommen", "ausgeblendet"))
    withdraw_listing(user=author, listing=taken_back)
    hide(listing=hidden)
    world.things["secret listings"] = [taken_back, hidden]


def _plant_conversation(world: World) -> None:
    """What member and insider write each other about something that everybody may read."""
    about = entry_of(world.listings["open"])
    talk = ConversationFactory(entry=about, starter=world.people["insider"], text=f"{SECRET} unter uns")
    reply_in(talk, world.people["member"], f"{SECRET} auch von mir")
    world.things["secret conversation"] = talk
