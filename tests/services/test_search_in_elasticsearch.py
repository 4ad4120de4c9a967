"""The portal with Elasticsearch: what it hears of, what people see while it is away, and that nothing is lost."""

import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client

from integration.catalogue.models import Entry
from integration.members.models import User
from integration.models import SectionPage
from search import analysis, periodic
from search.drift import find_drift
from search.engines.elasticsearch import ElasticIndex
from search.engines.kept import kept_indexes
from search.engines.kept_elsewhere import InElasticsearch
from search.models import IndexChange, Rebuild
from search.ranking import Document
from search.rebuild import OvertakenError, make_missing, rebuild
from search.services import bring_up_to_date
from tests.conftest import no_server
from tests.factories import ProjectPageFactory, catalogue_rows, restrict
from tests.services.conftest import at_once
from tests.services.proxy import Mode, Proxy
from tools.elastic import running
from tools.throwaway import MissingError

pytestmark = [pytest.mark.service, pytest.mark.django_db]

HURRY = 0.5  # seconds until a server that hangs is given up
GHOST = 10**9
NOTICE = "eingeschränkten Betrieb"

Ask = Callable[[], tuple[list[str], bool, str]]


@pytest.fixture
def ask(signed_in: Callable[[User], Client], member: User, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """`ask()` returns the titles that are found, whether the page says that it is reduced, and what monitoring sees."""
    client = signed_in(member)
    monkeypatch.setattr("search.engines.fallback.STATE_SECONDS", 0.0)

    def ask() -> tuple[list[str], bool, str]:
        response = client.get("/suche/", {"q": "Zwirbelhahn"})
        assert response.status_code == 200
        titles = sorted(hit.entry.title for hit in response.context["hits"])
        return titles, NOTICE in response.content.decode(), client.get("/health/").json()["search"]

    return ask


@pytest.fixture
def proxy(in_elasticsearch: ElasticIndex, settings) -> Iterator[Proxy]:
    """What lies between the portal and the server."""
    made = Proxy(settings.ELASTICSEARCH_URL)
    settings.ELASTICSEARCH_URL = made.url
    yield made
    made.stop()


def told() -> None:
    while periodic.bring_up_to_date():
        pass


def found() -> set[int]:
    return {pk for pk, _ in InElasticsearch().live().search("Zwirbelhahn", 1000)}


def pks(entries: list[Entry]) -> set[int]:
    return {entry.pk for entry in entries}


@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.HANG, Mode.DRIP, Mode.ERROR, Mode.UNAVAILABLE])
def test_while_elasticsearch_fails_the_database_answers_and_the_page_says_so(
    ask: Ask, proxy: Proxy, settings, mode: Mode
) -> None:
    ProjectPageFactory(title="Zwirbelhahn 1")
    told()
    assert ask() == (["Zwirbelhahn 1"], False, "ok")
    proxy.mode = mode
    patience, settings.ELASTICSEARCH_SECONDS = settings.ELASTICSEARCH_SECONDS, HURRY
    ProjectPageFactory(title="Zwirbelhahn 2")
    assert ask() == (["Zwirbelhahn 1", "Zwirbelhahn 2"], True, "reduced")
    told()
    assert {change.attempts for change in IndexChange.objects.waiting("elasticsearch")} == {0}
    proxy.mode = Mode.PASS
    settings.ELASTICSEARCH_SECONDS = patience
    told()
    assert ask() == (["Zwirbelhahn 1", "Zwirbelhahn 2"], False, "ok")


@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.HANG, Mode.UNAVAILABLE])
def test_pages_and_suggestions_do_without_elasticsearch(
    signed_in: Callable[[User], Client], member: User, proxy: Proxy, settings, mode: Mode
) -> None:
    analysis.warm()
    page = ProjectPageFactory(title="Zwirbelhahn auf dem Marktplatz", teaser="Ein Zwirbelhahn.")
    ProjectPageFactory(title="Zwei Zwirbelhähne", teaser="Mehr vom Zwirbelhahn.")
    entries = catalogue_rows(15, title="Formular zur Anmeldung")  # what all have in common is not similar
    IndexChange.objects.note(index="database", entries=pks(entries))
    told()
    proxy.mode, settings.ELASTICSEARCH_SECONDS = mode, HURRY
    client = signed_in(member)
    assert [entry.title for entry in client.get(page.url).context["similar"]] == ["Zwei Zwirbelhähne"]
    assert client.get("/suche/vorschlaege/", {"q": "zwirb"}).json()["said"].startswith("2 Vorschläge")


def test_no_save_asks_elasticsearch(proxy: Proxy) -> None:
    page = ProjectPageFactory(title="Zwirbelhahn")
    page.save_revision().publish()
    page.unpublish()
    page.delete()
    assert proxy.requests == []
    assert IndexChange.objects.waiting("elasticsearch").exists()


def test_whatever_happens_to_a_page_while_elasticsearch_is_away_reaches_it_afterwards(ask: Ask, proxy: Proxy) -> None:
    renamed, moved, restricted, hidden, gone = (
        ProjectPageFactory(title=f"Zwirbelhahn {number}") for number in range(5)
    )
    told()
    proxy.mode = Mode.UNAVAILABLE
    renamed.title = "Lotsenprojekt"
    renamed.save_revision().publish()
    section = SectionPage.objects.get(kind="link")
    restrict(section)
    moved.move(section, pos="last-child")
    restrict(restricted)
    hidden.unpublish()
    gone.delete()
    back = ProjectPageFactory(title="Zwirbelhahn 5")
    back.unpublish()
    back.save_revision().publish()
    proxy.mode = Mode.PASS
    told()
    assert ask() == (["Zwirbelhahn 5"], False, "ok")
    kept = {Entry.objects.get(object_id=page.pk, kind="project").pk for page in (moved, restricted, back)}
    assert found() == kept
    assert not find_drift(kept_indexes()["elasticsearch"])


def test_monitoring_that_asks_often_asks_the_cluster_once(client: Client, proxy: Proxy) -> None:
    for _ in range(3):
        assert client.get("/health/").json()["search"] == "ok"
    assert len(proxy.requests) == 1


@pytest.fixture
def unmade(in_elasticsearch: ElasticIndex, settings) -> Iterator[None]:
    """A portal that has just been connected: nobody has made its index."""
    settings.ELASTICSEARCH_INDEX = f"{in_elasticsearch.alias}_unmade"
    yield
    InElasticsearch().live().drop()


@pytest.mark.usefixtures("unmade")
def test_the_worker_makes_an_index_that_nobody_has_made(ask: Ask) -> None:
    ProjectPageFactory(title="Zwirbelhahn")
    assert ask() == (["Zwirbelhahn"], True, "reduced")
    periodic.make_missing_indexes()
    assert ask() == (["Zwirbelhahn"], False, "ok")
    assert not find_drift(kept_indexes()["elasticsearch"])


@pytest.mark.usefixtures("portal", "unmade")
@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_makes_it() -> None:
    made = at_once([lambda: make_missing(kept_indexes()["elasticsearch"])] * 4)
    assert sorted(made) == [False, False, False, True]
    assert not Rebuild.objects.exists()


def test_what_is_away_is_not_missing(proxy: Proxy) -> None:
    proxy.mode = Mode.ERROR
    assert not make_missing(kept_indexes()["elasticsearch"])
    assert not Rebuild.objects.exists()


def test_what_the_worker_tells_is_told_outside_of_transactions(
    in_elasticsearch: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    depth = len(connection.savepoint_ids)
    seen: list[int] = []
    write = ElasticIndex._write

    def watched(index: ElasticIndex, *args: Any, **options: Any) -> int:
        seen.append(len(connection.savepoint_ids))
        return write(index, *args, **options)

    monkeypatch.setattr(ElasticIndex, "_write", watched)
    catalogue_rows(2, title="Zwirbelhahn")
    rebuild(kept_indexes()["elasticsearch"])
    IndexChange.objects.note(index="elasticsearch", entries=[1, 2])
    bring_up_to_date(kept=kept_indexes()["elasticsearch"])
    assert seen
    assert set(seen) == {depth}


def test_a_server_that_is_killed_loses_nothing(ask: Ask, settings) -> None:
    try:
        with running(brief=True) as cluster:
            settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_SECONDS = cluster.url, 60.0
            first = ProjectPageFactory(title="Zwirbelhahn 1")
            gone = ProjectPageFactory(title="Zwirbelhahn 2")
            call_command("search_index", engine="elasticsearch")
            assert ask() == (["Zwirbelhahn 1", "Zwirbelhahn 2"], False, "ok")
            cluster.nodes[0].stop(signal.SIGKILL)
            first.title = "Zwirbelhahn neu"
            first.save_revision().publish()
            gone.delete()
            ProjectPageFactory(title="Zwirbelhahn 3")
            told()
            assert ask() == (["Zwirbelhahn 3", "Zwirbelhahn neu"], True, "reduced")
            cluster.nodes[0].start()
            cluster.wait()
            told()
            assert not IndexChange.objects.waiting("elasticsearch").exists()
            assert ask() == (["Zwirbelhahn 3", "Zwirbelhahn neu"], False, "ok")
            assert not find_drift(kept_indexes()["elasticsearch"])
    except MissingError as error:
        no_server(error)


def test_a_rebuild_that_is_killed_leaves_the_old_index_in_use_and_the_next_clears_up(
    in_elasticsearch: ElasticIndex,
) -> None:
    kept = kept_indexes()["elasticsearch"]
    before = pks(catalogue_rows(3, title="Zwirbelhahn"))
    rebuild(kept)
    assert found() == before

    def killed(entries: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(kept, killed)
    later = pks(catalogue_rows(2, title="Zwirbelhahn"))
    IndexChange.objects.note(index=kept.name, entries=later)
    assert found() == before
    told()
    assert found() == before | later
    rebuild(kept)
    assert found() == before | later
    assert not Rebuild.objects.exists()
    assert len(in_elasticsearch.client.indices.get_alias(index=f"{in_elasticsearch.alias}-*").body) == 1


def test_of_two_rebuilds_the_later_wins_and_what_is_saved_meanwhile_is_in_it(in_elasticsearch: ElasticIndex) -> None:
    kept = kept_indexes()["elasticsearch"]
    entries = pks(catalogue_rows(3, title="Zwirbelhahn"))
    begun: list[int] = []

    def again(number: int) -> None:
        if not begun:
            begun.append(number)
            rebuild(kept, meanwhile)

    def meanwhile(number: int) -> None:
        if len(begun) == 1:
            begun.append(number)
            more = pks(catalogue_rows(25, title="Zwirbelhahn"))
            IndexChange.objects.note(index=kept.name, entries=more)
            entries.update(more)

    with pytest.raises(OvertakenError):
        rebuild(kept, again)
    assert found() == entries
    assert len(in_elasticsearch.client.indices.get_alias(index=f"{in_elasticsearch.alias}-*").body) == 1


def test_drift_is_found_and_put_right(in_elasticsearch: ElasticIndex, capsys: pytest.CaptureFixture[str]) -> None:
    entries = catalogue_rows(60, title="Zwirbelhahn")
    rebuild(kept_indexes()["elasticsearch"])
    in_elasticsearch.index([Document(entry.pk, "Zwirbelhahn", "verdorben") for entry in entries[:50]])
    in_elasticsearch.index([Document(number, "Zwirbelhahn", "") for number in range(GHOST, GHOST + 10)])
    with pytest.raises(CommandError, match="elasticsearch"):
        call_command("search_check", engine="elasticsearch")
    assert "elasticsearch: 0 missing, 50 stale, 10 ghosts" in capsys.readouterr().out
    call_command("search_check", "--repair", engine="elasticsearch")
    assert "60 entries put right" in capsys.readouterr().out
    call_command("search_check", engine="elasticsearch")
    assert found() == pks(entries)


def test_commands_say_that_elasticsearch_is_away(proxy: Proxy) -> None:
    proxy.mode = Mode.REFUSE
    for command in ("search_index", "search_check"):
        with pytest.raises(CommandError, match="Elasticsearch"):
            call_command(command, engine="elasticsearch")


@pytest.mark.django_db(transaction=True)
def test_only_one_at_a_time_tells_elasticsearch() -> None:
    inside: list[int] = []
    most: list[int] = []

    def tell() -> None:
        for _ in range(20):
            with InElasticsearch().alone():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    assert at_once([tell] * 4) == [None] * 4
    assert (max(most), len(most)) == (1, 80)
    with InElasticsearch().alone():

        def too_late() -> None:
            with InElasticsearch().alone(0.1):
                pass

        (error,) = at_once([too_late])
    assert isinstance(error, OperationalError)
