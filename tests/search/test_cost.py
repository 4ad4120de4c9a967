"""A page of results costs the same number of queries, however much there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import DocumentFactory, MaterialPageFactory, UserFactory

pytestmark = pytest.mark.django_db

MOST = 16  # queries of a page, session and frame included


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    assert len(response.context["hits"]) == 20
    return len(captured)


@pytest.mark.sweep
@pytest.mark.parametrize(
    "address",
    [
        "/suche/?q=dolmetscherpool+satz",
        "/suche/?q=dolmetshcerpool+sazt",
        "/suche/?q=pool&art=project&thema=thema-1",
        "/suche/?q=sprachcafe",  # as somebody is called
        "/suche/",
    ],
)
def test_the_number_of_queries_is_bounded_and_does_not_grow(signed_in, member, many_entries, address):
    many_entries(250)
    for number in range(3):
        MaterialPageFactory(title=f"Neu {number}", teaser="Satz", documents=[DocumentFactory(text="Dolmetscherpool")])
    UserFactory(last_name="Sprachcafé")
    client = signed_in(member)
    few = cost(client, address)
    many_entries(1750, start=250)
    assert cost(client, address) == few
    assert few <= MOST
