"""The index of a real Elasticsearch: generations, versions of writes, and a server or a way to it that fails.

That it finds as the other engines do is asked in `tests/search/test_ranked_index.py`.
"""

import secrets
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest
from django.core.exceptions import ImproperlyConfigured
from elasticsearch import Elasticsearch

from search.engines.elasticsearch import ElasticIndex, configured, connect
from search.ranking import Document, EngineUnavailable, Indexed, plan
from tests.services.proxy import Mode, Proxy

pytestmark = pytest.mark.service

PATIENCE = 60.0  # seconds for an answer of a busy machine
OLD = Document(1, "Lotsenprojekt", "Ehrenamtliche begleiten Familien.")
NEW = Document(1, "Patenprojekt", "Hauptamtliche begleiten Schulklassen.")


@pytest.fixture
def name(elasticsearch: Elasticsearch) -> Iterator[str]:
    """A name of an index that nobody else has; what is there of it in the end is removed."""
    chosen = f"portal_test_{secrets.token_hex(4)}"
    yield chosen
    ElasticIndex(chosen, elasticsearch).drop()


@pytest.fixture
def another(elasticsearch: Elasticsearch, name: str) -> Callable[[], ElasticIndex]:
    """`another()` is the same index as another process sees it."""
    return lambda: ElasticIndex(name, elasticsearch, seconds=PATIENCE)


@pytest.fixture
def index(another: Callable[[], ElasticIndex]) -> ElasticIndex:
    """An index that serves."""
    made = another()
    made.create()
    made.serve()
    return made


@pytest.fixture
def proxy(elasticsearch: Elasticsearch) -> Iterator[Proxy]:
    made = Proxy(next(iter(elasticsearch.transport.node_pool.all())).base_url)
    yield made
    made.stop()


def found(index: ElasticIndex, query: str) -> list[int]:
    return [number for number, _ in index.search(query, 10)]


def generations(client: Elasticsearch, name: str) -> list[str]:
    return sorted(client.indices.get_alias(index=f"{name}-*").body)


def test_a_rebuild_is_seen_by_nobody_before_it_serves(index: ElasticIndex, another: Callable[[], ElasticIndex]) -> None:
    index.index([OLD])
    rebuilt = another()
    rebuilt.create()
    rebuilt.index([NEW])
    assert (found(rebuilt, "Schulklassen"), found(index, "Schulklassen")) == ([1], [])
    rebuilt.serve()
    assert (found(index, "Schulklassen"), found(index, "Familien")) == ([1], [])
    rebuilt.index([Document(2, "Fahrradkurs", "")])  # from now on to the alias, as everybody
    assert found(index, "Fahrradkurs") == [2]


def test_what_was_replaced_or_never_served_is_pruned(
    elasticsearch: Elasticsearch, index: ElasticIndex, another: Callable[[], ElasticIndex]
) -> None:
    index.index([OLD])
    given_up = another()
    given_up.create()
    replacing = another()
    replacing.create()
    replacing.index([NEW])
    assert len(generations(elasticsearch, index.name)) == 3
    replacing.serve()
    index.prune()
    assert len(generations(elasticsearch, index.name)) == 1
    assert found(index, "Schulklassen") == [1]
    index.drop()
    assert generations(elasticsearch, index.name) == []


def test_a_generation_with_a_name_is_the_same_for_every_process(
    elasticsearch: Elasticsearch, index: ElasticIndex
) -> None:
    index.index([OLD])
    begun = ElasticIndex(index.alias, elasticsearch, generation="second", seconds=PATIENCE)
    begun.create()
    begun.index([NEW])
    goes_on = ElasticIndex(index.alias, elasticsearch, generation="second", seconds=PATIENCE)
    assert goes_on.name == "second"
    assert found(goes_on, "Schulklassen") == [1]
    goes_on.drop()
    goes_on.drop()  # is nothing any more
    assert found(index, "Familien") == [1]
    goes_on.create()
    goes_on.index([NEW])
    goes_on.serve()
    assert found(index, "Schulklassen") == [1]


def test_searches_go_on_while_one_generation_takes_the_place_of_another(
    index: ElasticIndex, another: Callable[[], ElasticIndex]
) -> None:
    index.index([OLD])
    answers: list[object] = []
    ended = threading.Event()

    def ask() -> None:
        searching = another()
        while not ended.is_set():
            try:
                answers.append(found(searching, "begleiten"))
            except EngineUnavailable as error:
                answers.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        before = len(answers)
        deadline = monotonic() + PATIENCE
        rebuilt = another()
        rebuilt.create()
        rebuilt.index([OLD])
        rebuilt.serve()
        while len(answers) < before + 10 and monotonic() < deadline:
            ended.wait(0.01)
    ended.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(answers) >= 50
    assert [answer for answer in answers if answer != [1]] == []


def test_an_older_write_never_replaces_a_newer_one(index: ElasticIndex) -> None:
    index.index([NEW], version=20)
    assert index.index([OLD], version=10) == 1
    index.remove([1], version=15)
    assert (found(index, "Schulklassen"), found(index, "Familien")) == ([1], [])
    index.remove([1], version=30)
    index.index([OLD], version=25)  # comes after it was taken out, and was read before
    assert found(index, "begleiten") == []
    index.index([OLD], version=31)
    assert found(index, "Familien") == [1]


def test_a_write_that_is_repeated_does_no_harm(index: ElasticIndex) -> None:
    for _ in range(2):
        index.index([OLD], version=7)
        assert found(index, "Familien") == [1]
    for _ in range(2):
        index.remove([1], version=8)
        assert found(index, "Familien") == []


def test_writes_without_a_version_are_taken_in_their_order(index: ElasticIndex) -> None:
    for document in (OLD, NEW, OLD):
        index.index([document])
    assert found(index, "Familien") == [1]
    index.remove([1])
    index.index([NEW])
    assert found(index, "Schulklassen") == [1]


def test_a_write_makes_no_index_by_itself(elasticsearch: Elasticsearch, another: Callable[[], ElasticIndex]) -> None:
    missing = another()
    for write in (lambda: missing.index([OLD]), lambda: missing.remove([1])):
        with pytest.raises(EngineUnavailable):
            write()
    assert not elasticsearch.indices.exists(index=f"{missing.name}*", allow_no_indices=False)


def test_what_was_not_created_neither_serves_nor_answers(another: Callable[[], ElasticIndex]) -> None:
    with pytest.raises(ValueError, match="no generation"):
        another().serve()
    with pytest.raises(EngineUnavailable):
        another().search("Ehrenamt", 10)


def test_words_and_grams_are_counted_in_documents(index: ElasticIndex) -> None:
    index.index([OLD, Document(2, "Familien", "Familien und Vereine")])
    assert index.seen(["familien", "vereine", "zeppelin", "x" * 300]) == {"familien": 2, "vereine": 1}
    assert index.seen([]) == {}
    assert index.documents_with(["_fam", "vere", "zzzz"]) == {"_fam": 2, "vere": 1}


def test_what_is_stored_can_be_compared_with_what_should_be(
    elasticsearch: Elasticsearch, index: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [Document(number, f"Sprachkurs {number}", "Für alle.") for number in range(1, 8)]
    index.index(documents)
    expected = {document.id: Indexed.of(document).digest for document in documents}
    monkeypatch.setattr("search.engines.elasticsearch.SCANNED", 2)
    assert sorted(index.ids()) == list(range(1, 8))
    assert index.digests([*range(1, 8), 99]) == expected
    assert index.digests([]) == {}
    elasticsearch.index(index=index.alias, id="3", document={"id": 3, "exact": "etwas anderes"}, refresh=True)
    elasticsearch.index(index=index.alias, id="99", document={"id": 99, "title": "geist"}, refresh=True)
    found = index.digests([*range(1, 8), 99])
    assert {number for number in found if found[number] != expected.get(number)} == {3, 99}


def test_many_documents_go_in_and_out(index: ElasticIndex) -> None:
    assert index.index(Document(number, f"Sprachkurs {number}", "") for number in range(1, 1202)) == 1201
    assert found(index, "1201")[0] == 1201
    index.remove(list(range(1, 1202)))
    assert found(index, "Sprachkurs") == []


def test_of_very_many_hits_only_the_best_have_a_score(index: ElasticIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    index.index([Document(number, "Sprachkurs" if number == 7 else "Kurs", "Sprache") for number in range(11)])
    monkeypatch.setattr("search.engines.elasticsearch.SCORED", 2)
    monkeypatch.setattr("search.engines.elasticsearch.FOUND", 3)
    scores = index.find(plan("Sprachkurs", index))
    assert set(scores) == set(range(11))
    assert sum(1 for score in scores.values() if score) == 2
    assert max(scores, key=lambda number: scores[number]) == 7


@pytest.mark.parametrize("wrong", ["", "a-b", "Portal", "*", "_all,x", "../x", "ä"])
def test_a_name_that_is_none_is_refused(elasticsearch: Elasticsearch, wrong: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        ElasticIndex(wrong, elasticsearch)
    if wrong:
        with pytest.raises(ValueError, match="no name"):
            ElasticIndex("portal", elasticsearch, generation=wrong)


# --- a server, or a way to it, that fails ----------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.HANG, Mode.DRIP, Mode.ERROR, Mode.UNAVAILABLE])
def test_a_failing_server_is_one_exception_and_answers_again_afterwards(
    index: ElasticIndex, proxy: Proxy, mode: Mode
) -> None:
    index.index([OLD])
    through = ElasticIndex(index.name, connect(proxy.url), seconds=PATIENCE)
    assert found(through, "Familien") == [1]
    hurried = ElasticIndex(index.name, connect(proxy.url), seconds=0.5)
    proxy.mode = mode
    for ask in (
        lambda: hurried.search("Familien", 10),
        lambda: hurried.seen(["familien"]),
        lambda: hurried.documents_with(["_fam"]),
    ):
        with pytest.raises(EngineUnavailable, match="Elasticsearch"):
            ask()
    if mode not in (Mode.HANG, Mode.DRIP):  # there the writer waits for longer than a test may
        for write in (lambda: through.index([NEW]), lambda: through.remove([1]), through.create):
            with pytest.raises(EngineUnavailable):
                write()
    proxy.mode = Mode.PASS
    assert found(through, "Familien") == [1]


def test_a_search_has_one_time_limit_for_all_that_it_asks(index: ElasticIndex, proxy: Proxy) -> None:
    late = ElasticIndex(index.name, connect(proxy.url), seconds=0.0)
    with pytest.raises(EngineUnavailable, match="too slow"):
        late.search("Familein", 10)
    assert proxy.requests == []


def test_a_server_that_fails_is_asked_once(index: ElasticIndex, proxy: Proxy) -> None:
    proxy.mode = Mode.UNAVAILABLE
    with pytest.raises(EngineUnavailable):
        ElasticIndex(index.name, connect(proxy.url), seconds=PATIENCE).search("Familien", 10)
    assert len(proxy.requests) == 1


def test_a_node_that_refuses_is_left_out_where_there_is_another(index: ElasticIndex, proxy: Proxy) -> None:
    index.index([OLD])
    gone = Proxy(proxy.url)
    gone.stop()
    both = ElasticIndex(index.name, connect(f"{gone.url}, {proxy.url}"), seconds=PATIENCE)
    for _ in range(5):
        assert found(both, "Familien") == [1]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and the certificate of this machine."""
    openssl = shutil.which("openssl")
    assert openssl, "openssl is missing (Debian: openssl)"
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=portal-test",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "certificate.pem",
        ],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder


def test_tls_and_key_of_the_settings_are_used(
    index: ElasticIndex, proxy: Proxy, certificate: Path, settings, name: str
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
    secure = Proxy(proxy.url, context)
    index.index([OLD])
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY = secure.url, "c2NobHVlc3NlbDp3ZXJ0"
    settings.ELASTICSEARCH_CA = ""
    with pytest.raises(EngineUnavailable, match="CERTIFICATE"):
        ElasticIndex(name, seconds=PATIENCE).search("Familien", 10)
    assert secure.requests == []
    settings.ELASTICSEARCH_CA = str(certificate / "certificate.pem")
    assert found(ElasticIndex(name, seconds=PATIENCE), "Familien") == [1]
    assert {credentials for _, credentials in secure.requests} == {"ApiKey c2NobHVlc3NlbDp3ZXJ0"}
    secure.mode = Mode.DRIP
    with pytest.raises(EngineUnavailable, match="timed out"):
        ElasticIndex(name, seconds=0.5).search("Familien", 10)
    secure.stop()


def test_a_password_in_the_address_is_sent_and_never_told(index: ElasticIndex, proxy: Proxy) -> None:
    address = proxy.url.replace("http://", "http://portal:geheim@")
    through = ElasticIndex(index.name, connect(address), seconds=PATIENCE)
    assert found(through, "Familien") == []
    assert all(credentials and credentials.startswith("Basic ") for _, credentials in proxy.requests)
    proxy.mode = Mode.REFUSE
    with pytest.raises(EngineUnavailable) as caught:
        through.search("Familien", 10)
    assert "geheim" not in str(caught.value)


def test_without_an_address_there_is_no_client(settings) -> None:
    settings.ELASTICSEARCH_URL = ""
    with pytest.raises(ImproperlyConfigured, match="ELASTICSEARCH_URL"):
        configured()
