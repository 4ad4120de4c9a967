"""What somebody may not read leaves no trace: not a word, not a number, not an order, on any page (A3).

Every page is read twice by the same people: in a portal without secrets, and after secrets of every sort were planted.
Outsiders must get the very same bytes.
"""

import logging
import re
from collections.abc import Iterator

import pytest
from wagtail.models import Page

from tests.factories import ProjectPageFactory, TopicProposalFactory
from tests.permissions.arguments import address, objects_of
from tests.permissions.resolver import endpoints
from tests.permissions.secret_pages import SECRET, plant
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

FILES = ("files:media", "wagtaildocs_serve")
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
    typed = (SECRET[:3], SECRET, PUBLIC[:4], "für die", "entw", "verö", town.name[:4])
    found += [f"/suche/vorschlaege/?q={text}" for text in typed]
    for path in (
        "/projekte/",
        "/material/",
        "/veranstaltungen/",
        "/links/",
        "/themendiskussionen/",
        "/themenvorschlaege/",
        "/forum/",
        "/marktplatz/",
    ):
        found += [path, f"{path}?thema=sprache", f"{path}?kommune={town.ags}"]
    found += [f"/marktplatz/?{query}" for query in ("stand=alle", "ansicht=karte", "sortierung=naechste", "art=gesuch")]
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
    own += [world.things["secret thread"].get_absolute_url()]
    own += [listing.get_absolute_url() for listing in world.things["secret listings"]]
    own += [world.things["secret conversation"].get_absolute_url()]
    own += [post.get_absolute_url() for post in world.things["secret thread"].posts.all()]

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
