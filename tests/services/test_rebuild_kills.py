"""A rebuild whose process is killed: what served goes on serving, and nothing that was saved meanwhile is missing."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings as django_settings

from integration.catalogue.models import Entry
from search import periodic
from search.drift import find_drift
from search.engines.kept import KeptIndex, kept_indexes
from search.models import IndexChange, Rebuild
from search.rebuild import rebuild
from tests.factories import ProjectPageFactory, catalogue_rows
from tests.jobs.conftest import wait_until
from tests.services.conftest import server_environment

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("portal")]

NUMBER = 1500  # entries, of which a rebuild takes long enough to be killed


@pytest.fixture(params=["database", "elasticsearch"])
def kept(request: pytest.FixtureRequest, settings) -> KeptIndex:
    if request.param == "elasticsearch":
        request.getfixturevalue("in_elasticsearch")
    return kept_indexes()[request.param]


@pytest.fixture
def begin_rebuild(settings) -> Callable[[str], subprocess.Popen[bytes]]:
    """`begin_rebuild(name)` returns the process of a rebuild that has begun."""

    def begin(name: str) -> subprocess.Popen[bytes]:
        environment = server_environment(
            ELASTICSEARCH_URL=settings.ELASTICSEARCH_URL, ELASTICSEARCH_INDEX=settings.ELASTICSEARCH_INDEX
        )
        command = [sys.executable, "manage.py", "search_index", "--engine", name]
        process = subprocess.Popen(command, cwd=django_settings.BASE_DIR, env=environment)
        wait_until(lambda: Rebuild.objects.filter(index=name).exists(), "a rebuild has begun")
        return process

    return begin


def told() -> None:
    while periodic.bring_up_to_date():
        pass


def test_a_rebuild_that_is_killed_changes_nothing_and_the_next_misses_nothing(
    kept: KeptIndex, begin_rebuild: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    first, second = ProjectPageFactory(title="Zwirbelhahn 1"), ProjectPageFactory(title="Zwirbelhahn 2")
    rebuild(kept)
    catalogue_rows(NUMBER, title="Kanarienvogel")
    told()

    process = begin_rebuild(kept.name)
    process.kill()
    process.wait()
    assert Rebuild.objects.filter(index=kept.name).exists()

    first.title = "Lotsenprojekt"
    first.save_revision().publish()
    third = ProjectPageFactory(title="Zwirbelhahn 3")
    told()
    expected = set(
        Entry.objects.filter(object_id__in=[second.pk, third.pk], kind="project").values_list("pk", flat=True)
    )
    assert {pk for pk, _ in kept.live().search("Zwirbelhahn", 10)} == expected
    assert not kept.live().search("Kanarienvogel", 10)  # rows written past all signals, which the next one brings
    rebuild(kept)
    assert {pk for pk, _ in kept.live().search("Zwirbelhahn", 10)} == expected
    assert len(kept.live().search("Kanarienvogel", NUMBER)) == NUMBER
    assert not find_drift(kept)
    assert not Rebuild.objects.exists()
    assert not IndexChange.objects.waiting(kept.name).exists()
