"""Without an account only the allow-list answers, and nothing of it shows what is inside."""

import logging
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cms.public_urls import PUBLIC_URLS
from tests.permissions.arguments import address, objects_of
from tests.permissions.resolver import endpoints
from tests.permissions.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def answers(world: World, method: str) -> Iterator[tuple[str, str, HttpResponse]]:
    """Ask every address that there is, as a stranger."""
    for endpoint in endpoints():
        for arguments in objects_of(endpoint, world).values():
            path = address(endpoint, arguments)
            yield endpoint.key, path, world.ask("anonymous", method, path)


def test_every_name_of_the_list_is_an_address_and_has_a_reason() -> None:
    known = {endpoint.key for endpoint in endpoints()}
    assert set(PUBLIC_URLS) <= known
    assert all(reason.strip() for reason in PUBLIC_URLS.values())


@pytest.mark.sweep
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_the_list_answers_a_stranger(world: World, method: str) -> None:
    open_to_all = {(key, path) for key, path, answer in answers(world, method) if answer.status_code < 300}
    assert {(key, path) for key, path in open_to_all if key not in PUBLIC_URLS} == set()


def test_a_stranger_reads_no_name_title_or_place_anywhere(world: World) -> None:
    canaries = [person.last_name for person in world.people.values()]
    canaries += [person.email for person in world.people.values()]
    canaries += [page.title for page in world.pages.values()]
    canaries += [document.title for document in world.documents.values()]
    canaries += [image.title for image in world.images.values()]
    canaries += ["Lindlohe", "Ödekoven", "AG Wohnen", world.things["feedback"].text, world.things["message"].subject]
    for _key, path, answer in answers(world, "GET"):
        shown = answer.body.decode()
        assert [canary for canary in canaries if canary in shown] == [], path


def test_a_stranger_cannot_tell_what_exists(world: World) -> None:
    """Published, restricted, unpublished and invented addresses get the same answer but for the address itself."""
    paths = ["/projekte/sprachcafe-am-markt/", "/projekte/nur-fur-die-ag/", "/projekte/halb-fertig/", "/projekte/nie/"]
    shown = {
        (answer.status_code, answer.headers["Location"].replace(path, ""), answer.body)
        for path in paths
        for answer in [world.ask("anonymous", "GET", path)]
    }
    assert len(shown) == 1
    files = {
        (answer.status_code, answer.body)
        for path in [
            world.documents["published"].url,
            world.documents["restricted"].url,
            f"/medien/{world.images['restricted'].file.name}",
            "/medien/images/fehlt.png",
            "/dateien/999999/fehlt.pdf",
        ]
        for answer in [world.ask("anonymous", "GET", path)]
    }
    assert len(files) == 1


@pytest.mark.parametrize("spelling", ["/projekte", "/PROJEKTE/", "/./projekte/", "/%70rojekte/", "/admin"])
def test_other_spellings_of_an_address_are_no_way_round(client: Client, spelling: str) -> None:
    answer = client.get(spelling, follow=True)
    assert answer.redirect_chain == [] or "/anmelden/" in answer.redirect_chain[-1][0]
    assert answer.status_code in {200, 404}
    assert answer.status_code == 404 or answer.redirect_chain


def test_after_signing_in_there_is_the_page_that_was_asked_for(client: Client) -> None:
    answer = client.get("/projekte/?thema=sprache")
    assert answer.headers["Location"] == f"{reverse('account_login')}?next=/projekte/%3Fthema%3Dsprache"
