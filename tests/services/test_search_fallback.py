"""Searches where Elasticsearch fails: the second engine answers and says so, and the first is spared for a while."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from elasticsearch import Elasticsearch

from search.engines.elasticsearch import ElasticIndex, connect
from search.engines.fallback import MOST_FAILURES, SKIPPED_SECONDS, Answer, Fallback
from search.engines.ranked import database_index
from search.ranking import Document, RankedIndex
from tests.services.conftest import at_once
from tests.services.proxy import Mode, Proxy

pytestmark = [pytest.mark.service, pytest.mark.django_db]

PATIENCE = 60.0  # seconds for an answer of a busy machine
HURRY = 0.5  # seconds until a server that hangs is given up
IN_FIRST, IN_SECOND = 1, 2


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Portal:
    """Two engines that know different documents, with a way to the first that can fail."""

    proxy: Proxy
    fallback: Fallback[RankedIndex]
    clock: Clock = field(default_factory=Clock)

    def search(self) -> tuple[list[int], bool]:
        answer: Answer[list[tuple[int, float]]] = self.fallback.ask(lambda engine: engine.search("Ehrenamt", 10))
        return [number for number, _ in answer.result], answer.reduced

    def asked(self) -> int:
        """How many requests came to the first since the last time."""
        number = len(self.proxy.requests)
        self.proxy.requests.clear()
        return number


GOOD, REDUCED = ([IN_FIRST], False), ([IN_SECOND], True)


@pytest.fixture
def proxy(elasticsearch: Elasticsearch) -> Iterator[Proxy]:
    made = Proxy(next(iter(elasticsearch.transport.node_pool.all())).base_url)
    yield made
    made.stop()


@pytest.fixture
def first(elasticsearch: Elasticsearch) -> Iterator[ElasticIndex]:
    made = ElasticIndex(f"fallback_{secrets.token_hex(4)}", elasticsearch, seconds=PATIENCE)
    made.create()
    made.index([Document(IN_FIRST, "Ehrenamt", "")])
    made.serve()
    yield made
    made.drop()


@pytest.fixture
def make(first: ElasticIndex, proxy: Proxy) -> Callable[..., Portal]:
    """`make(second)` is a portal whose first engine is given up after `seconds`."""

    def make(second: RankedIndex, *, seconds: float = PATIENCE) -> Portal:
        clock = Clock()
        through = ElasticIndex(first.name, connect(proxy.url), seconds=seconds)
        fallback: Fallback[RankedIndex] = Fallback(through, second, clock=clock)
        return Portal(proxy, fallback, clock)

    return make


@pytest.fixture
def second() -> Iterator[RankedIndex]:
    made = database_index("fallback_test", temporary=True)
    made.create()
    made.index([Document(IN_SECOND, "Ehrenamt", "")])
    yield made
    made.drop()


@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.HANG, Mode.ERROR, Mode.UNAVAILABLE])
def test_the_database_answers_while_elasticsearch_fails(
    make: Callable[..., Portal], second: RankedIndex, mode: Mode
) -> None:
    healthy, portal = make(second), make(second, seconds=HURRY)
    assert healthy.search() == GOOD
    portal.proxy.mode = mode
    assert [portal.search() for _ in range(MOST_FAILURES + 2)] == [REDUCED] * (MOST_FAILURES + 2)
    if mode is not Mode.HANG:
        assert healthy.search() == REDUCED
    portal.proxy.mode = Mode.PASS
    assert healthy.search() == GOOD


def test_an_index_whose_shard_is_nowhere_is_answered_by_the_database(
    elasticsearch: Elasticsearch, make: Callable[..., Portal], first: ElasticIndex, second: RankedIndex
) -> None:
    portal = make(second)
    elasticsearch.indices.create(
        index=f"{first.name}-red",
        settings={"index.routing.allocation.require._name": "nowhere"},
        wait_for_active_shards=0,
    )
    lost = f"{first.name}-red"
    assert elasticsearch.cluster.health(index=lost)["status"] == "red"
    elasticsearch.indices.update_aliases(
        actions=[
            {"remove": {"index": f"{first.name}-*", "alias": first.name}},
            {"add": {"index": lost, "alias": first.name}},
        ]
    )
    assert portal.search() == REDUCED


def test_after_three_failures_the_first_is_left_alone_until_the_pause_is_over(
    make: Callable[..., Portal], second: RankedIndex
) -> None:
    portal = make(second)
    portal.proxy.mode = Mode.UNAVAILABLE
    for _ in range(MOST_FAILURES):
        assert portal.search() == REDUCED
    assert portal.asked() == MOST_FAILURES
    portal.proxy.mode = Mode.PASS
    portal.clock.now += SKIPPED_SECONDS - 0.001
    assert portal.search() == REDUCED
    assert portal.asked() == 0
    portal.clock.now += 0.002
    assert portal.search() == GOOD
    portal.proxy.mode = Mode.UNAVAILABLE  # from here it counts anew
    assert portal.search() == REDUCED
    portal.proxy.mode = Mode.PASS
    assert portal.search() == GOOD


def test_a_first_that_fails_again_after_the_pause_is_left_alone_again(
    make: Callable[..., Portal], second: RankedIndex
) -> None:
    portal = make(second)
    portal.proxy.mode = Mode.REFUSE
    for _ in range(MOST_FAILURES):
        portal.search()
    portal.proxy.mode = Mode.UNAVAILABLE
    for _ in range(3):
        portal.clock.now += SKIPPED_SECONDS + 1
        portal.asked()
        assert [portal.search() for _ in range(4)] == [REDUCED] * 4
        assert portal.asked() == 1


def test_failures_that_are_not_in_a_row_do_not_add_up(make: Callable[..., Portal], second: RankedIndex) -> None:
    portal = make(second)
    for _ in range(MOST_FAILURES + 1):
        portal.proxy.mode = Mode.ERROR
        assert portal.search() == REDUCED
        portal.proxy.mode = Mode.PASS
        assert portal.search() == GOOD


def test_of_many_threads_one_finds_out_whether_the_first_is_back(
    make: Callable[..., Portal], elasticsearch: Elasticsearch
) -> None:
    # threads do not share a temporary table of the database
    other = ElasticIndex(f"fallback_{secrets.token_hex(4)}", elasticsearch, seconds=PATIENCE)
    other.create()
    try:
        other.index([Document(IN_SECOND, "Ehrenamt", "")])
        portal = make(other)
        portal.proxy.mode = Mode.UNAVAILABLE
        assert at_once([portal.search] * 8) == [REDUCED] * 8
        portal.asked()
        portal.clock.now += SKIPPED_SECONDS + 1
        assert at_once([portal.search] * 8) == [REDUCED] * 8
        assert portal.asked() == 1
        portal.proxy.mode = Mode.PASS
        portal.clock.now += SKIPPED_SECONDS + 1
        answers = at_once([portal.search] * 8)
        assert GOOD in answers
        assert all(answer in (GOOD, REDUCED) for answer in answers)
        assert at_once([portal.search] * 8) == [GOOD] * 8
    finally:
        other.drop()


def test_what_is_wrong_with_the_question_is_nobody_s_failure(make: Callable[..., Portal], second: RankedIndex) -> None:
    portal = make(second)
    for _ in range(MOST_FAILURES + 1):
        with pytest.raises(ZeroDivisionError):
            portal.fallback.ask(lambda engine: 1 // 0)
    assert portal.search() == GOOD
