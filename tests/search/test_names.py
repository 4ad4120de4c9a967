"""People and municipalities are found by their names, beside the contributions, and nothing is told of others."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from integration.members.models import User
from integration.members.roles import Role
from search.models import IndexChange
from search.names import Names
from tests.factories import MunicipalityFactory, ProjectPageFactory, UserFactory, catalogue_rows, draft, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def names(signed_in: Callable[[User], Client], member: User) -> Callable[..., Names]:
    """`names("meier")` returns who and what a member finds by this name."""

    def ask(text: str, **params: object) -> Names:
        found: Names = signed_in(member).get("/suche/", {"q": text} | params).context["names"]
        return found

    return ask


def people(found: Names) -> list[str]:
    return [str(named.thing) for named in found.people]


def municipalities(found: Names) -> list[str]:
    return [named.thing.name for named in found.municipalities]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "asked",
    [
        "Würfelbach",
        "wuerfelbach",
        "WÜRFELBACH Änne",
        "Aenne",
        "Würfel",
        "Würfelbahc",
        "Würfelbach Telgenbach",
        "Wuerfelbach Migrationsrat",
        "Telgenbbach Änne",
    ],
)
def test_a_person_is_found_by_name_in_any_spelling_with_town_or_function(
    names: Callable[..., Names], asked: str
) -> None:
    town = MunicipalityFactory(name="Telgenbach")
    UserFactory(first_name="Änne", last_name="Würfelbach", municipality=town, function="Migrationsrat")
    UserFactory(first_name="Bodo", last_name="Anderswer", municipality=town)
    assert people(names(asked)) == ["Änne Würfelbach"]


@pytest.mark.parametrize(("written", "asked"), [("Meyer", "Maier"), ("Schmitt", "Schmidt"), ("Walther", "Walter")])
def test_names_that_sound_alike_are_found_behind_those_written_alike(
    names: Callable[..., Names], written: str, asked: str
) -> None:
    UserFactory(first_name="A", last_name=written)
    UserFactory(first_name="B", last_name=asked)
    assert people(names(asked)) == [f"B {asked}", f"A {written}"]


@pytest.mark.parametrize("asked", ["Lippstein", "lippstein stadt", "Lippst", "Lipstein", "Kreis Ems Lippstein"])
def test_a_municipality_that_takes_part_is_found_in_any_spelling(names: Callable[..., Names], asked: str) -> None:
    MunicipalityFactory(name="Lippstein", kreis="Ems")
    MunicipalityFactory(name="Lippstein am Rand", active=False)
    MunicipalityFactory(name="Woanders", kreis="Ems")
    assert municipalities(names(asked)) == ["Lippstein"]


@pytest.mark.parametrize(
    "asked", ["Schule", "Stadt", "Kreis", "der", "Würfelbach Dolmetscherpool", "Integrationsbüro", "%", ""]
)
def test_words_that_are_no_names_bring_nobody(names: Callable[..., Names], asked: str) -> None:
    ProjectPageFactory(title="Schule und Stadt im Kreis: Dolmetscherpool, Integrationsbüro")
    UserFactory(last_name="Schulz")
    UserFactory(last_name="Würfelbach")
    assert not names(asked)


def test_the_whole_name_comes_before_a_part_and_few_are_shown(names: Callable[..., Names]) -> None:
    for first in "FEDCBA":
        UserFactory(first_name=first, last_name="Würfelbach")
    UserFactory(first_name="Z", last_name="Würfel")
    found = names("würfel")
    assert people(found) == ["Z Würfel", "A Würfelbach", "B Würfelbach", "C Würfelbach"]
    assert (found.more_people, len(found)) == (3, 7)


def test_nobody_is_found_who_left_was_never_here_has_no_name_or_only_runs_the_machine(
    names: Callable[..., Names],
) -> None:
    UserFactory(first_name="Weg", last_name="Würfelbach", is_active=False)
    invited = UserFactory(first_name="Neu", last_name="Würfelbach")
    invited.set_unusable_password()
    invited.save()
    UserFactory(first_name="Würfelbach", last_name="")
    UserFactory(first_name="Technik", last_name="Würfelbach", municipality=None)
    assert not names("Würfelbach")
    UserFactory(first_name="Redaktion", last_name="Würfelbach", municipality=None, role=Role.EDITOR)
    User.objects.filter(pk=invited.pk).update(last_login=timezone.now())
    assert people(names("Würfelbach")) == ["Neu Würfelbach", "Redaktion Würfelbach"]


def test_the_phone_shows_only_where_the_person_wants_it(signed_in: Callable[[User], Client], member: User) -> None:
    UserFactory(last_name="Würfelbach", phone="0201 123-1", phone_visible=True)
    UserFactory(last_name="Würfelbach", phone="0201 123-2", phone_visible=False)
    html = signed_in(member).get("/suche/", {"q": "Würfelbach"}).content.decode()
    assert 'href="tel:+492011231"' in html
    assert "123-2" not in html
    assert "2011232" not in html
    assert "@stadt.example" not in html


def test_only_contributions_that_the_reader_may_see_are_counted_and_led_to(
    signed_in: Callable[[User], Client], member: User, editor: User
) -> None:
    town = MunicipalityFactory(name="Telgenbach")
    person = UserFactory(last_name="Würfelbach", municipality=town)
    ProjectPageFactory(title="Offen", owner=person)
    ProjectPageFactory(title="Anderes", owner=UserFactory(municipality=town))
    restrict(ProjectPageFactory(title="Geheim", owner=person), Group.objects.create(name="AG"))
    draft(ProjectPageFactory, title="Entwurf", owner=person)
    for reader, of_person, of_town in ((member, 1, 2), (editor, 2, 3)):
        client = signed_in(reader)
        (found,) = client.get("/suche/", {"q": "Würfelbach"}).context["names"].people
        assert (found.entry_count, found.place) == (of_person, "Telgenbach")
        (found,) = client.get("/suche/", {"q": "Telgenbach"}).context["names"].municipalities
        assert found.entry_count == of_town
        context = client.get("/suche/", {"person": person.pk}).context
        assert context["total"] == of_person
        assert [chip["label"] for chip in context["chips"]] == ["Mia Würfelbach"]


@pytest.mark.parametrize("person", ["0", "999999999", "x", "²", "-1", "9" * 50])
def test_a_person_who_is_not_there_is_no_filter(signed_in: Callable[[User], Client], member: User, person: str) -> None:
    ProjectPageFactory(title="Haus")
    assert signed_in(member).get("/suche/", {"person": person}).context["total"] == 1


def test_who_has_left_is_no_filter_either(signed_in: Callable[[User], Client], member: User) -> None:
    gone = UserFactory(last_name="Würfelbach")
    ProjectPageFactory(title="Haus", owner=gone)
    ProjectPageFactory(title="Hof")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    context = signed_in(member).get("/suche/", {"person": gone.pk}).context
    assert (context["total"], context["chips"]) == (2, [])


def test_names_stand_on_the_first_page_without_filters_only(names: Callable[..., Names]) -> None:
    UserFactory(last_name="Würfelbach")
    entries = catalogue_rows(21, title="Würfelbach")
    IndexChange.objects.note(index="database", entries=[entry.pk for entry in entries])
    assert names("Würfelbach")
    assert not names("Würfelbach", seite=2)
    assert not names("Würfelbach", art="project")


def test_a_name_without_contributions_is_no_empty_page(signed_in: Callable[[User], Client], member: User) -> None:
    UserFactory(last_name="Würfelbach")
    html = signed_in(member).get("/suche/", {"q": "Würfelbach"}).content.decode()
    assert "Treffer für „Würfelbach“" in html
    assert 'role="status">0 Treffer, dazu 1 Name</p>' in html
    assert "noch kein Beitrag" in html


def test_the_number_of_queries_does_not_grow_with_names(signed_in: Callable[[User], Client], member: User) -> None:
    client = signed_in(member)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/suche/", {"q": "Würfelbach"}).context["names"]
        return len(captured)

    ProjectPageFactory(owner=UserFactory(last_name="Würfelbach"))
    cost()
    few = cost()
    for number in range(9):
        town = MunicipalityFactory(name=f"Würfelbach {number}")
        ProjectPageFactory(owner=UserFactory(last_name="Würfelbach", municipality=town))
    cost()
    assert cost() == few
