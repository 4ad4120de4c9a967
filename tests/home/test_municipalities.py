"""The list of the municipalities that take part."""

import pytest
from django.contrib.auth.models import Group

from tests.factories import MunicipalityFactory, ProjectPageFactory, UserFactory, draft, restrict

pytestmark = pytest.mark.django_db
URL = "/kommunen/"


def rows(client, **query):
    return {row.municipality.name: row for row in client.get(URL, query).context["rows"]}


def test_it_counts_visible_contributions_and_people_of_each(signed_in, member, municipality):
    ProjectPageFactory(owner=member)
    ProjectPageFactory(owner=member)
    ProjectPageFactory(owner=UserFactory(municipality=municipality))
    restrict(ProjectPageFactory(owner=UserFactory(municipality=municipality)), Group.objects.create(name="AG"))
    draft(ProjectPageFactory, owner=member)
    row = rows(signed_in(member))["Lindlohe"]
    assert (row.entry_count, row.contact_count, row.is_own) == (3, 2, True)


def test_only_those_with_contributions_lead_to_a_search(signed_in, member, municipality):
    ProjectPageFactory(owner=member)
    quiet = MunicipalityFactory(name="Stillenberg")
    page = signed_in(member).get(URL).content.decode()
    assert f"kommune={municipality.ags}" in page
    assert f"kommune={quiet.ags}" not in page


def test_inactive_municipalities_are_left_out(signed_in, member):
    MunicipalityFactory(name="Nochnicht", active=False)
    assert "Nochnicht" not in rows(signed_in(member))


def test_names_are_sorted_as_german_lists_are(signed_in, member):
    for name in ("Zülpich", "Ölbronn", "Aachen"):
        MunicipalityFactory(name=name)
    assert list(rows(signed_in(member))) == ["Aachen", "Lindlohe", "Ölbronn", "Zülpich"]


@pytest.mark.parametrize("name", ["lind", "LIND", " Lindlohe ", "kreis muster"])
def test_the_filter_looks_at_name_and_kreis_in_any_case(signed_in, member, name):
    MunicipalityFactory(name="Anderswo", kreis="Kreis Fern")
    assert list(rows(signed_in(member), name=name)) == ["Lindlohe"]


def test_a_kreis_is_found_as_the_list_names_it(signed_in, member):
    MunicipalityFactory(name="Bocholt", kreis="Borken")
    assert list(rows(signed_in(member), name="Kreis  Borken")) == ["Bocholt"]


@pytest.mark.parametrize("name", ["gibt es nicht", "x" * 5000, '"', "%"])
def test_odd_names_give_the_empty_state(signed_in, member, name):
    response = signed_in(member).get(URL, {"name": name})
    assert response.status_code == 200
    page = response.content.decode()
    assert "Unter diesem Namen macht noch keine Kommune mit" in page
    assert page.count("Alle zeigen") == 1
    assert "0 Kommunen" not in page


def test_it_is_for_members_only(client):
    assert client.get(URL).status_code == 302


def test_it_asks_the_database_little(signed_in, member, django_assert_max_num_queries):
    for _index in range(30):
        MunicipalityFactory()
    client = signed_in(member)
    client.get(URL)
    with django_assert_max_num_queries(10):
        client.get(URL)
