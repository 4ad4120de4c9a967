"""What somebody may not read leaves no trace: not a word, not a number, not an order, on any page (A3).

Every page is read twice by the same people: in a portal without secrets, and after secrets of every sort were planted.
Outsiders must get the very same bytes.
"""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from wagtail.models import Page

from integration.contribute.proposals import hand_in_proposal, withdraw_proposal
from integration.contribute.services import submit, withdraw
from integration.jobs.periodic import publish_scheduled
from integration.members.models import User
from integration.models import ContributionContact, ContributionImage, ContributionPage
from tests.factories import (
    DocumentFactory,
    EventPageFactory,
    ImageFactory,
    LinkPageFactory,
    MaterialPageFactory,
    ProjectPageFactory,
    TopicDiscussionPageFactory,
    TopicProposalFactory,
    draft,
    pdf_bytes,
    restrict,
)
from tests.permissions.arguments import address, objects_of
from tests.permissions.resolver import endpoints
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

FILES = ("files:media", "wagtaildocs_serve")
SECRET = "Zwirbelkanarie"
PUBLIC = "Sprachcafé"
OUTSIDERS = ("anonymous", "other", "contact")
TOKEN = re.compile(  # differ every time
    rb'name="csrfmiddlewaretoken" value="\w+"|name="(?:form_)?key" value="[-\w]+"|'
    rb'data-(?:draft|address|at-once|suggestions)="[-/\w]+"'
)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


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


def paths(world: World) -> list[str]:
    """Return every address of ours, and lists and searches with the filters that could tell something."""
    found = [
        address(endpoint, arguments)
        for endpoint in endpoints()
        if not endpoint.is_admin and endpoint.key not in FILES
        for arguments in objects_of(endpoint, world).values()
    ]
    town = world.people["author"].municipality
    queries = [
        f"q={SECRET}",
        f"q={PUBLIC}",
        f"q={SECRET[:7]}",
        "thema=sprache",
        f"kommune={town.ags}",
        "art=event",
        "art=project&thema=sprache",
        f"kommune={town.ags}&thema=sprache&sortierung=neueste",
        "seite=2",
    ]
    found += [f"/suche/?{query}" for query in queries]
    for path in (
        "/projekte/",
        "/material/",
        "/veranstaltungen/",
        "/links/",
        "/themendiskussionen/",
        "/themenvorschlaege/",
    ):
        found += [path, f"{path}?thema=sprache", f"{path}?kommune={town.ags}"]
    found += [
        f"/kommunen/?name={town.name}",
        f"/kommunen/?name={SECRET}",
        world.things["public page of the author"].url,
    ]
    return found


def read(world: World, role: str, asked: list[str]) -> dict[str, tuple[int, bytes]]:
    """Return what somebody gets at each address, without the tokens that differ every time."""
    answers = {path: world.ask(role, "GET", path) for path in asked}
    return {path: (answer.status_code, TOKEN.sub(b"", answer.body)) for path, answer in answers.items()}


def test_secrets_leave_no_trace_on_any_page_of_outsiders(world: World) -> None:
    """One test, because reading everything twice is what costs."""
    author = world.people["author"]
    world.things["public page of the author"] = ProjectPageFactory(
        title="Öffentlich von der Autorin", owner=author, topics=[world.things["topic"]]
    )
    world.things["public proposal of the author"] = TopicProposalFactory(
        title="Öffentlicher Vorschlag", owner=author, topics=[world.things["topic"]]
    )
    asked = [*paths(world), world.things["public proposal of the author"].get_absolute_url()]
    before = {role: read(world, role, asked) for role in OUTSIDERS}
    secrets = plant(world)
    own = [page.get_url_parts()[2] for page in secrets]
    own += [item.document.url for page in secrets for item in page.files.all()]
    own += [f"/medien/{item.image.file.name}" for page in secrets for item in page.images.all()]
    own += [
        f"/beitrag/{page.pk}/{action}/" for page in secrets for action in ("bearbeiten", "ansehen", "zurueckziehen")
    ]
    for proposal in world.things["secret proposals"]:
        own += [way(proposal.pk) for way in (proposal.edit_url, proposal.withdraw_url, proposal.preview_url)]
        own.append(proposal.get_absolute_url())

    for role in OUTSIDERS:
        after = read(world, role, asked)
        assert [(role, path) for path in asked if before[role][path] != after[path]] == []
        for path, (_status, body) in after.items():
            if SECRET not in path:  # the search repeats what was asked for
                assert SECRET.lower() not in body.decode(errors="replace").lower(), (role, path)
            assert b"zwirbel.example" not in body, (role, path)
        for path, (status, body) in read(world, role, own).items():
            assert status in ({302, 403} if role == "anonymous" else {403, 404}), (role, path)
            assert SECRET.lower() not in body.decode().lower(), (role, path)

    # All this would hold in a portal that shows nothing to anybody
    for role in ("insider", "editor"):
        shown = read(world, role, ["/", "/projekte/", "/material/", "/veranstaltungen/", f"/suche/?q={SECRET}"])
        for path, (_status, body) in shown.items():
            assert "für die Gruppe" in body.decode(), (role, path)
            assert "Entwurf" not in body.decode(), (role, path)
    assert Page.find_problems() == ([], [], [], [], [])
