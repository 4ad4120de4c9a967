"""Three nodes of which one dies: every search is answered, every write arrives, and afterwards nothing is missing."""

import secrets
import signal
import threading
from collections.abc import Iterator
from time import monotonic

import pytest
from elasticsearch import ApiError

from search.engines.elasticsearch import ElasticIndex, connect
from search.engines.fallback import Fallback
from search.engines.ranked import database_index
from search.ranking import Document, EngineUnavailable, RankedIndex
from tests.conftest import no_server
from tools.elastic import Cluster, running
from tools.throwaway import MissingError

pytestmark = [pytest.mark.service, pytest.mark.slow, pytest.mark.django_db]

PATIENCE = 120.0  # seconds for what a busy machine does
NUMBER = 200


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    try:
        with running(3, memory="300m", brief=True) as made:
            yield made
    except MissingError as error:
        no_server(error)


def wait_for_copies(index: ElasticIndex) -> None:
    """Wait until every part of the index is on two nodes."""
    health = index.writer.cluster.health(index=index.name, wait_for_status="green", timeout="15s")
    assert not health["timed_out"], health


def test_the_elected_node_is_killed_while_people_write_and_search(cluster: Cluster) -> None:
    index = ElasticIndex(f"cluster_{secrets.token_hex(4)}", connect(cluster.url))
    index.create()
    index.index([Document(0, "Sprachkurs", "")])
    index.serve()
    wait_for_copies(index)
    reserve = database_index("cluster_test", temporary=True)
    reserve.create()
    reserve.index([Document(0, "Sprachkurs", "")])
    fallback: Fallback[RankedIndex] = Fallback(index, reserve)
    written: list[int] = []

    def write() -> None:
        """Try again as the worker does."""
        deadline = monotonic() + PATIENCE
        for number in range(1, NUMBER + 1):
            while monotonic() < deadline:
                try:
                    index.index([Document(number, f"Sprachkurs {number}", "")])
                except EngineUnavailable:
                    continue
                written.append(number)
                break

    elected = index.client.cluster.state(metric=["master_node", "nodes"])
    name = elected["nodes"][elected["master_node"]]["name"]
    victim = next(node for node in cluster.nodes if node.name == name)
    writer = threading.Thread(target=write)
    writer.start()
    for number in range(NUMBER):
        if number == NUMBER // 4:
            victim.stop(signal.SIGKILL)
        assert fallback.ask(lambda engine: engine.search("Sprachkurs", 10)).result
    writer.join(PATIENCE)
    assert written == list(range(1, NUMBER + 1))
    cluster.wait(nodes=2)
    victim.start()
    cluster.wait()
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        try:
            wait_for_copies(index)
            break
        except (ApiError, AssertionError):
            continue
    wait_for_copies(index)
    patient = ElasticIndex(index.name, index.client, seconds=PATIENCE)
    assert {number for number, _ in patient.search("Sprachkurs", 2 * NUMBER)} == set(range(NUMBER + 1))
