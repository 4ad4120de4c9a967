"""Which page stands at an address, and who may open it."""

import pytest
from django.contrib.auth.models import Group

from home.routing import page_at
from integration.models import SectionPage
from tests.factories import ProjectPageFactory, draft, restrict

pytestmark = pytest.mark.django_db


def test_pages_are_found_with_their_parent_at_hand(django_assert_num_queries):
    project = ProjectPageFactory(title="Wohnpaten")
    page_at("/projekte/wohnpaten/")  # fills the cache of content types
    with django_assert_num_queries(2):
        found = page_at("/projekte/wohnpaten/")
        assert found == project
        assert found.get_parent().slug == "projekte"


@pytest.mark.parametrize(
    "path",
    ["gibt-es-nicht/", "projekte/gibt-es-nicht/", "wohnpaten/", "start/projekte/", "projekte/projekte/", "PROJEKTE/"],
)
def test_other_addresses_lead_nowhere(path):
    ProjectPageFactory(title="Wohnpaten")
    assert page_at(path) is None


def test_unpublished_pages_lead_nowhere():
    draft(ProjectPageFactory, title="Noch geheim")
    assert page_at("projekte/noch-geheim/") is None


def test_the_start_page_stands_at_the_root():
    assert page_at("").slug == "start"
    assert page_at("/").slug == "start"


def test_a_draft_is_not_found_by_its_address_not_even_by_its_author(signed_in, member, other_member, editor):
    draft(ProjectPageFactory, title="Noch geheim", owner=member)
    for person in (member, other_member, editor):
        assert signed_in(person).get("/projekte/noch-geheim/").status_code == 404


def test_a_restricted_page_answers_403_with_a_clear_page(signed_in, member, other_member, editor):
    group = Group.objects.create(name="AG")
    restrict(ProjectPageFactory(title="Nur AG"), group)
    other_member.groups.add(group)
    refused = signed_in(member).get("/projekte/nur-ag/")
    assert refused.status_code == 403
    assert "Nur AG" not in refused.content.decode()
    assert signed_in(other_member).get("/projekte/nur-ag/").status_code == 200
    assert signed_in(editor).get("/projekte/nur-ag/").status_code == 200


def test_a_restricted_section_closes_itself_and_what_is_below(signed_in, member, editor):
    ProjectPageFactory(title="Wohnpaten")
    restrict(SectionPage.objects.get(kind="project"), Group.objects.create(name="AG"))
    assert signed_in(member).get("/projekte/").status_code == 403
    assert signed_in(member).get("/projekte/wohnpaten/").status_code == 403
    assert signed_in(editor).get("/projekte/").status_code == 200


def test_pages_are_read_not_written_to(signed_in, member):
    assert signed_in(member).post("/projekte/").status_code == 405
    assert signed_in(member).head("/projekte/").status_code == 200
