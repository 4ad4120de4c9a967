"""Whatever is asked for, page and suggestions answer: never a failure, on either engine."""

import sys
import time

import pytest
from django.db import connection
from django.test import Client

from search.engines.kept import kept_indexes
from search.services import bring_up_to_date
from tests.factories import MunicipalityFactory, ProjectPageFactory
from tests.search.engines import on_both_engines
from tests.search.nasty import nasty_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

FEW, ALL = 60, 2000
REFUSED = 400  # a NUL
PLACES = ("/suche/", "/suche/vorschlaege/")


def ask(client: Client, number: int) -> list[tuple[float, str, str]]:
    """Ask everything at both places; return how long each answer took. Failures are answers too."""
    client.raise_request_exception = False
    took = []
    for query in nasty_queries(number):
        for place in PLACES:
            begun = time.perf_counter()
            response = client.get(place, {"q": query})
            took.append((time.perf_counter() - begun, place, query))
            assert response.status_code == (REFUSED if "\x00" in query else 200), (place, query)
    return took


@pytest.fixture
def portal(member, signed_in, engine):
    """A few contributions, known to the index, and somebody who asks."""
    MunicipalityFactory(name="Münster")
    for title in ("Haus am Hang", "Sprachcafé für Bürger*innen in Münster", "Größe, straße & § 13: 漢字かな"):
        ProjectPageFactory(title=title, teaser="Kolleginnen öffnen das Haus.")
    while bring_up_to_date(kept=kept_indexes()[engine]):
        pass
    return signed_in(member)


@on_both_engines
def test_nasty_queries_are_answered(portal):
    ask(portal, FEW)


@pytest.mark.slow
@on_both_engines
def test_two_thousand_nasty_queries_are_answered(portal, engine, capsys):
    ask(portal, 1)  # the first search of a process reads the dictionary
    took = ask(portal, ALL)
    assert len(took) == ALL * len(PLACES)
    seconds, place, query = max(took)
    with capsys.disabled():
        sys.stderr.write(
            f"\n{engine}, {connection.vendor}: slowest of {len(took)} answers {seconds * 1000:.0f} ms, "
            f"{place}, {len(query)} letters: {ascii(query)[:60]}\n"
        )
