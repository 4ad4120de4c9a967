"""A small portal with one object of every sort, and a person of every role who asks for it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Collection, Site, Task, UploadedFile, Workflow

from home.models import Feedback, PortalSettings
from integration.catalogue.services import entry_of
from integration.contribute.models import ChangeProposal, Draft, LaterReview
from integration.contribute.proposals import hand_in_proposal
from integration.contribute.services import submit
from integration.contribute.setup import REVIEW
from integration.files.models import Document, Image, Rendition
from integration.files.pictures import FALLBACK
from integration.forum.holding import hold
from integration.forum.models import Post, Thread
from integration.forum.reported import ReportablePost
from integration.forum.services import Words, remove
from integration.marketplace.models import Listing, ListingDraft
from integration.marketplace.services import hide, reserve, withdraw
from integration.members.models import User
from integration.members.roles import Role
from integration.models import ContributionImage, ContributionPage, SectionPage, TopicProposal
from integration.notifications.models import Message
from integration.relay.models import Conversation
from integration.relay.reportable import ReportableMessage
from integration.reports.services import open_case
from search.models import Recommendation, SynonymGroup
from search.saved import save_search
from tests.factories import (
    CategoryFactory,
    DocumentFactory,
    ImageFactory,
    ListingFactory,
    MaterialPageFactory,
    MunicipalityFactory,
    PostFactory,
    ProjectPageFactory,
    ThreadFactory,
    TopicFactory,
    TopicProposalFactory,
    UserFactory,
    draft,
    restrict,
)
from tests.factories.messages import MessageFactory
from tests.factories.relay import ConversationFactory, reply_in

ROLES = ("anonymous", "member", "other", "contact", "editor", "admin")
"""`member` wrote the contributions, `contact` looks after the member's municipality, `other` belongs to another one."""
INSIDER = "insider"
"""A member of the group for which the restricted contribution is meant."""
BLOCKED = "blocked"
"""A member whom the editors have asked to write nothing for a while."""


@dataclass
class World:
    """Objects by what they stand for, and people by role."""

    people: dict[str, User] = field(default_factory=dict)
    pages: dict[str, ContributionPage] = field(default_factory=dict)
    proposals: dict[str, TopicProposal] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    renditions: dict[str, Rendition] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def sign_in(self) -> None:
        """Make a browser for each role; once, because that costs more than asking."""
        for role in (*ROLES, INSIDER, BLOCKED):
            client = Client(raise_request_exception=False)
            if role != "anonymous":
                client.force_login(self.people[role])
                self.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
            self.clients[role] = client

    def client(self, role: str) -> Client:
        """Return the browser of this person, as it was right after signing in."""
        client = self.clients[role]
        client.cookies.clear()
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def ask(self, role: str, method: str, path: str, data: Any = None, **extra: Any) -> HttpResponse:
        """Send one request and undo what it wrote; the answer has its bytes in `body`."""
        client = self.client(role)
        with transaction.atomic():
            response: HttpResponse = getattr(client, method.lower())(path, data or {}, **extra)
            response.body = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        return response


def _people(world: World) -> None:
    town = MunicipalityFactory(name="Lindlohe")
    world.things |= {"town": town, "town without people": MunicipalityFactory(name="Ödekoven")}
    world.people = {
        "member": UserFactory(municipality=town, last_name="Mitgliedsname"),
        "other": UserFactory(last_name="Andersname"),
        "contact": UserFactory(role=Role.CONTACT, municipality=town, last_name="Kontaktname"),
        "editor": UserFactory(role=Role.EDITOR, municipality=None, last_name="Redaktionsname"),
        "admin": UserFactory(role=Role.ADMIN, municipality=None, last_name="Verwaltungsname"),
        INSIDER: UserFactory(last_name="Gruppenname"),
        BLOCKED: UserFactory(last_name="Pausenname", posting_blocked_until=timezone.now() + timedelta(days=1)),
        "author": UserFactory(last_name="Autorinnenname"),
        "newcomer": UserFactory(last_name="Neulingsname", password=None),
    }
    group = Group.objects.create(name="AG Wohnen")
    world.people[INSIDER].groups.add(group)
    world.things["group"] = group


def _image(world: World, name: str, **fields: Any) -> Image:
    image = ImageFactory(title=f"Bild {name}", **fields)
    world.images[name] = image
    world.renditions[name] = image.get_rendition("max-20x20")
    image.get_rendition(FALLBACK)  # pages make it when first shown, and each request here is undone
    return image


def _with_files(world: World, name: str, page: ContributionPage, uploader: User, *, publish: bool) -> ContributionPage:
    """Add a document and a picture to a page."""
    world.documents[name] = DocumentFactory(title=f"Datei {name}", uploaded_by_user=uploader)
    page.files.create(document=world.documents[name])
    page.images.add(ContributionImage(image=_image(world, name, uploaded_by_user=uploader), alternative="Ein Bild"))
    revision = page.save_revision(user=uploader)
    if publish:
        revision.publish()
    page.refresh_from_db()
    world.pages[name] = page
    return page


def _pages(world: World) -> None:
    """The member's contributions in each state, and one that somebody else keeps for a group."""
    member, author, town = world.people["member"], world.people["author"], world.things["town"]
    topic = TopicFactory(name="Sprache", slug="sprache")
    world.things["topic"] = topic
    mine = {"owner": member, "municipality": town, "topics": [topic]}
    published = ProjectPageFactory(title="Sprachcafé am Markt", tags=["Ehrenamt"], **mine)
    _with_files(world, "published", published, member, publish=True)
    world.pages["second"] = MaterialPageFactory(title="Merkblatt zum Café", **mine)
    _with_files(world, "draft", draft(ProjectPageFactory, title="Halb fertig", **mine), member, publish=False)
    in_review = draft(ProjectPageFactory, title="Liegt bei der Redaktion", **mine)
    submit(page=in_review, user=member)
    in_review.refresh_from_db()
    world.pages["in_review"] = in_review
    world.things["task_state"] = in_review.current_workflow_task_state
    world.things["workflow_state"] = in_review.current_workflow_state
    restricted = ProjectPageFactory(title="Nur für die AG", owner=author, topics=[topic])
    _with_files(world, "restricted", restricted, author, publish=True)
    restrict(restricted, world.things["group"])
    world.documents["unused"] = DocumentFactory(title="Datei unused", uploaded_by_user=author)
    _image(world, "unused", uploaded_by_user=author)


def _proposals(world: World) -> None:
    """The member's topic proposals in each state."""
    member = world.people["member"]
    mine = {"owner": member, "topics": [world.things["topic"]]}
    world.proposals["published"] = TopicProposalFactory(title="Worüber wir reden sollten", **mine)
    world.proposals["draft"] = TopicProposalFactory(title="Nur ein Gedanke", draft=True, **mine)
    waiting = hand_in_proposal(
        user=member,
        key=uuid4(),
        values={"title": "Gedanke bei der Redaktion", "why": "", "topics": []},
        for_review=True,
    )
    world.proposals["in_review"] = waiting.proposal


def _threads(world: World) -> None:
    """The member's threads, with posts of the member and of somebody else."""
    member, author = world.people["member"], world.people["author"]
    world.threads = {
        "open": ThreadFactory(title="Wer dolmetscht?", author=member, topic=world.things["topic"]),
        "shielded": ThreadFactory(title="Ohne Namen gefragt", author=member, shielded=True),
        "closed": ThreadFactory(title="Längst geklärt", author=member),
        "hidden": ThreadFactory(title="Zurückgenommen", author=member),
    }
    Thread.objects.filter(pk=world.threads["closed"].pk).update(closed_at=timezone.now())
    world.posts = {
        "question": world.threads["open"].posts.get(),
        "answer": PostFactory(thread=world.threads["open"], author=author),
        "removed": PostFactory(thread=world.threads["open"], author=author),
        "hidden": world.threads["hidden"].posts.get(),
    }
    remove(user=author, post=world.posts["removed"])
    remove(user=member, post=world.posts["hidden"])
    context = ReportablePost().context(world.posts["answer"].pk)
    assert context is not None
    world.things["case"] = open_case(kind="post", object_id=world.posts["answer"].pk, context=context)[0]
    world.things["held"] = hold(user=member, key=uuid4(), words=Words(body="<p>Mein erster</p>"), title="Wartet")


def _listings(world: World) -> None:
    """The member's listings in each state that differs in who may do what."""
    member, end = world.people["member"], timezone.localdate() + timedelta(days=3)
    world.things["category"] = CategoryFactory(name="Sachen", slug="sachen")
    world.listings = {
        "open": ListingFactory(title="Stühle abzugeben", author=member, valid_until=end),
        "reserved": ListingFactory(title="Tische abzugeben", author=member, category=world.things["category"]),
        "withdrawn": ListingFactory(title="Doch behalten", author=member),
        "hidden": ListingFactory(title="Gehört nicht hierher", author=member),
    }
    reserve(user=member, listing=world.listings["reserved"], person=world.people["other"])
    withdraw(user=member, listing=world.listings["withdrawn"])
    hide(listing=world.listings["hidden"])
    typed = {"title": ["Noch nicht eingestellt"], "sort": ["seek"]}
    world.things["listing draft"] = ListingDraft.objects.create(user=member, key=uuid.uuid4(), data=typed)


def _conversations(world: World) -> None:
    """What other and member, and author and insider, write each other; one of these was reported."""
    people = world.people
    about = entry_of(world.listings["open"])
    of_author = [entry_of(ListingFactory(title=f"Posten {name}", author=people["author"])) for name in "AB"]
    world.conversations = {
        "open": ConversationFactory(entry=about, starter=people["other"]),
        "foreign": ConversationFactory(entry=of_author[0], starter=people[INSIDER]),
        "reported": ConversationFactory(entry=of_author[1], starter=people[INSIDER]),
    }
    ReportableMessage().note_reported(reply_in(world.conversations["reported"], people["author"]).pk)


def build_world() -> World:
    """Make everything that an address of the portal can ask for."""
    cache.clear()
    world = World()
    _people(world)
    _pages(world)
    _proposals(world)
    _threads(world)
    _listings(world)
    _conversations(world)
    world.things |= {
        "site": Site.objects.get(),
        "home": Site.objects.get().root_page,
        "section": SectionPage.objects.get(kind="project"),
        "collection": Collection.get_first_root_node().add_child(name="Vorlagen"),
        "workflow": Workflow.objects.get(name=REVIEW),
        "task": Task.objects.get(name=REVIEW),
        "settings": PortalSettings.load(),
        "feedback": Feedback.objects.create(text="Der Knopf ist zu klein."),
        "synonyms": SynonymGroup.objects.create(words="Lotse, Begleiter"),
        "recommendation": Recommendation.objects.create(
            words="Lotse", entry=entry_of(world.pages["restricted"]), reason="Nur für die AG"
        ),
        "editing": EditingSession.objects.create(
            user=world.people["editor"],
            content_object=world.pages["in_review"],
            last_seen_at=timezone.now(),
        ),
        "message": MessageFactory(state=Message.State.FAILED),
        "later": LaterReview.objects.create(
            page=world.pages["published"],
            revision=world.pages["published"].latest_revision,
            user=world.people["member"],
        ),
        "proposal": ChangeProposal.objects.create(
            page=world.pages["published"], user=world.people["other"], text="Die Nummer stimmt nicht mehr."
        ),
        "typed": Draft.objects.create(
            user=world.people["member"], key=uuid.uuid4(), kind="project", data={"title": ["Noch ohne Namen"]}
        ),
        "saved search": save_search(user=world.people["member"], params="q=Sprachcaf%C3%A9&thema=sprache")[0],
        "upload": UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(Document),
            file="uploaded_files/x.pdf",
            uploaded_by_user=world.people["editor"],
        ),
    }
    world.sign_in()
    return world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all tests of a module, gone after it; what a request writes is undone at once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)
