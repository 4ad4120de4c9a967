"""Nothing of what somebody may not open shows: no title, no text, no file, no number."""

import pytest
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.test import Client

from integration.catalogue.models import Entry
from integration.models import SectionPage
from search.engines.database import DatabaseEngine
from search.query import SearchQuery
from tests.factories import (
    DocumentFactory,
    LinkPageFactory,
    MaterialPageFactory,
    MunicipalityFactory,
    ProjectPageFactory,
    TopicFactory,
    UserFactory,
    draft,
    restrict,
)
from tests.search.engines import on_both_engines

pytestmark = pytest.mark.django_db

CANARY = "Kanarienvogel"


@pytest.fixture
def working_group(db):
    return Group.objects.create(name="AG Geheim")


@pytest.fixture
def hidden(working_group):
    """A restricted entry that alone has its topic, municipality, kind and word, in its text and in its file."""
    page = MaterialPageFactory(
        title=f"{CANARY} im Titel",
        teaser=f"{CANARY} im Satz",
        topics=[TopicFactory(slug="geheim", name="Geheimthema")],
        municipality=MunicipalityFactory(name="Geheimstadt", kreis="Geheimkreis", population=900_000, active=False),
        owner=UserFactory(municipality=None, last_name="Geheimnis"),
        documents=[DocumentFactory(title=f"{CANARY}.pdf", text=f"{CANARY} in der Datei")],
        tags=[CANARY],
    )
    restrict(page, working_group)
    return page


@on_both_engines
def test_a_restricted_entry_is_found_by_its_group_and_editors_only(
    find, member, other_member, editor, hidden, working_group
):
    other_member.groups.add(working_group)
    assert find(member, q=CANARY).total == 0
    assert find(other_member, q=CANARY).total == find(editor, q=CANARY).total == 1


@pytest.mark.parametrize(
    "params",
    [
        {"q": CANARY},
        {"q": ""},
        {"q": "satz"},
        {"art": "material"},
        {"thema": "geheim"},
        {"q": "Satz", "jahr": "2026", "sortierung": "wie-wir"},
    ],
)
@on_both_engines
def test_a_restricted_entry_leaves_no_trace_in_results_and_filters(find, member, hidden, params):
    ProjectPageFactory(title="Satz für alle", teaser="Ein Satz")
    result = find(member, **params)
    assert all(title == "Satz für alle" for title in result.titles)
    html = result.html
    for repeated in (
        f'value="{CANARY}"',
        f'?q={CANARY}"',
        f'value="q={CANARY}"',
        f"„{CANARY}“",
        f"{CANARY}: 0 Treffer",
    ):
        html = html.replace(repeated, "")
    assert CANARY not in html
    for name in ("Geheimstadt", "Geheimkreis", "Geheimnis", "100.000 Menschen und mehr"):
        assert name not in result.html
    assert "material" not in {kind for kind, count in result.counts.get("art", {}).items() if count}
    assert not result.counts.get("thema", {}).get("geheim")
    assert hidden.municipality.ags not in result.counts.get("kommune", {})


def test_a_restriction_of_the_section_counts_too(find, member, working_group):
    ProjectPageFactory(title="Nur für die AG")
    restrict(SectionPage.objects.get(kind="project"), working_group)
    assert find(member, q="AG").total == 0


@on_both_engines
def test_drafts_are_found_by_nobody(find, member, editor, contact):
    draft(ProjectPageFactory, title=CANARY, owner=member)
    for user in (member, editor, contact):
        assert find(user, q=CANARY).total == 0


def test_a_newer_draft_of_a_published_page_stays_unknown(find, member):
    page = ProjectPageFactory(title="Bekannt", owner=member)
    page.title = CANARY
    page.save_revision()
    assert find(member, q=CANARY).total == 0
    assert find(member, q="bekannt").titles == ["Bekannt"]


@on_both_engines
def test_what_is_withdrawn_restricted_or_deleted_is_found_no_more(find, member, working_group):
    withdrawn, restricted, deleted = (ProjectPageFactory(title=f"Haus {number}") for number in range(3))
    assert find(member, q="haus").total == 3
    withdrawn.unpublish()
    restrict(restricted, working_group)
    deleted.delete()
    assert find(member, q="haus").total == 0


@on_both_engines
def test_a_file_taken_off_is_no_longer_searched(find, member):
    page = MaterialPageFactory(title="Mit Datei", documents=[DocumentFactory(text=CANARY)])
    assert find(member, q=CANARY).total == 1
    page.files.all().delete()
    page.files = []
    page.save_revision().publish()
    assert find(member, q=CANARY).total == 0


def test_the_engine_never_leaves_what_is_visible(member, hidden):
    visible = Entry.objects.visible_to(member).live()
    query = SearchQuery.from_params(QueryDict(f"q={CANARY}"))
    result = DatabaseEngine().search(query, visible, offset=0, limit=20)
    assert (result.ids, result.total) == ([], 0)
    assert not any(vars(result.counts).values())


def test_whom_a_hidden_entry_names_is_found_no_better_than_others(find, member, editor, hidden):
    """Its contact has an account, but is nobody whom members find; its municipality does not take part."""
    for name in ("Geheimnis", "Geheimstadt", "Geheimkreis"):
        result = find(member, q=name)
        assert (result.total, len(result.names)) == (0, 0)
    assert find(member, person=hidden.owner_id).total == 0
    assert find(editor, q="Geheimnis").total == 1


def test_numbers_beside_names_do_not_count_what_is_hidden(find, member, editor, working_group):
    person = UserFactory(last_name="Bekannt", municipality=MunicipalityFactory(name="Offenstadt"))
    restrict(ProjectPageFactory(title=CANARY, owner=person), working_group)
    for user, number in ((member, 0), (editor, 1)):
        for name in ("Bekannt", "Offenstadt"):
            found = find(user, q=name).names
            assert [named.entry_count for named in (*found.people, *found.municipalities)] == [number]
        assert find(user, person=person.pk).total == number


def test_deactivated_people_and_visitors_are_sent_to_the_sign_in(member, signed_in):
    LinkPageFactory(title=CANARY)
    assert Client().get("/suche/", {"q": CANARY}).status_code == 302
    client = signed_in(member)
    member.is_active = False
    member.save()
    response = client.get("/suche/", {"q": CANARY})
    assert response.status_code == 302
    assert CANARY not in response.content.decode()
