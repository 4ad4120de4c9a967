"""Ranks with Elasticsearch: fields of tokens that were analysed before, scored by its own BM25."""

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import scan, streaming_bulk

from search import analysis
from search.engines.batches import batches
from search.engines.bounded_node import BoundedNode
from search.engines.elastic_query import BARE, WEIGHTS, fitting, scoring
from search.ranking import Document, EngineUnavailable, Field, Indexed, Plan, digest, plan
from search.synonyms import NO_SYNONYMS, Synonyms

WORDS = "words"  # of a document in normal form, to repair misspelled ones
SEARCH_SECONDS = 1.5
WRITE_SECONDS = 20.0
BATCH = 500  # documents of one request
SCANNED = 5000  # numbers of one answer
BATCH_BYTES = 8 * 1024 * 1024
OLDER = 409  # status of a write that comes too late: a newer one was here before
SCORED = 1000  # hits of one search that have a score; beyond page fifty the newest come first
FOUND = 65_000  # of one answer; a server counts a few more values by default

_tokens = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
SETTINGS = {
    "number_of_shards": 1,  # how rare a word is must be known in one place
    "auto_expand_replicas": "0-1",  # one server has no use for a copy, a cluster shall have one
    "gc_deletes": "24h",  # so long is known that a document was taken out, and an older write refused
}
MAPPINGS = {
    "dynamic": "strict",
    "properties": {
        "id": {"type": "long"},
        **dict.fromkeys(map(str, WEIGHTS), _tokens),
        WORDS: {"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": False},
    },
}


@lru_cache(maxsize=4)
def connect(url: str, api_key: str = "", ca: str = "") -> Elasticsearch:
    """Return the client of a cluster, one for all threads; `url` may name several nodes, separated by commas."""
    if not url:
        raise ImproperlyConfigured("ELASTICSEARCH_URL is empty")
    hosts = [host.strip() for host in url.split(",") if host.strip()]
    trusted: dict[str, Any] = ({"api_key": api_key} if api_key else {}) | ({"ca_certs": ca} if ca else {})
    return Elasticsearch(hosts, node_class=BoundedNode, **trusted)


def configured() -> Elasticsearch:
    """Return the client of the cluster that the settings name."""
    return connect(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_CA)


@contextmanager
def _translated() -> Iterator[None]:
    """Whatever a server or the way to it does wrong is one exception."""
    try:
        yield
    except (ApiError, TransportError) as error:
        reason = f" ({error.__cause__})" if error.__cause__ else ""
        raise EngineUnavailable(f"Elasticsearch: {error}{reason}") from error


class ElasticIndex:
    """An index behind an alias: a new generation is filled beside the one that serves, then takes its place.

    All questions and writes go to the alias, from `create` on to the new generation, from `serve` on to the alias
    again; with the name of a generation they go there from the beginning. Every write has a version, so that an older
    one never replaces a newer one, whichever arrives first. `seconds` are for all questions of one search together.
    Without a version of its own a write has the time at which it began: where it is refused nevertheless, the clock of
    another machine is ahead, and the write has failed.
    """

    def __init__(
        self,
        alias: str,
        client: Elasticsearch | None = None,
        *,
        generation: str | None = None,
        seconds: float = SEARCH_SECONDS,
    ) -> None:
        self.alias, self.generation = alias, generation
        self.name = generation or alias  # among indexes beside each other
        for name in (alias, self.name):
            if not name.isidentifier() or not name.isascii() or not name.islower():
                raise ValueError(f"no name of an index: {name!r}")
        self.target = f"{alias}-{generation}" if generation else alias
        self.client, self.seconds = client or configured(), seconds
        self.nodes = len(self.client.transport.node_pool)
        self.writer = self.client.options(request_timeout=WRITE_SECONDS)

    def create(self) -> None:
        """Make a new generation, empty; nobody else sees it before `serve`."""
        target = f"{self.alias}-{self.generation or f'{datetime.now(UTC):%Y%m%d%H%M%S%f}'}"
        with _translated():
            self.writer.indices.create(index=target, settings=SETTINGS, mappings=MAPPINGS)
        self.target = target

    def serve(self) -> None:
        """Let the alias name the generation that was created, in place of the one before, which stays for `prune`."""
        if self.target == self.alias:
            raise ValueError("no generation was created")
        with _translated():
            self.writer.indices.update_aliases(
                actions=[
                    {"remove": {"index": f"{self.alias}-*", "alias": self.alias, "must_exist": False}},
                    {"add": {"index": self.target, "alias": self.alias}},
                ]
            )
        self.target = self.alias

    def prune(self) -> None:
        """Remove generations that do not serve: replaced ones, and those of rebuilds that did not come to their end.

        Call it when searches that began before `serve` are over, and not while another process rebuilds.
        """
        with _translated():
            self._delete(name for name, aliases in self._generations().items() if self.alias not in aliases)

    def drop(self) -> None:
        """Remove the generation that was named, otherwise all of them and so the index."""
        with _translated():
            self._delete([f"{self.alias}-{self.generation}"] if self.generation else self._generations())
        if not self.generation:
            self.target = self.alias

    def _generations(self) -> dict[str, Collection[str]]:
        found = self.writer.indices.get_alias(index=f"{self.alias}-*", expand_wildcards="all")
        return {name: values["aliases"] for name, values in found.body.items()}

    def _delete(self, generations: Iterable[str]) -> None:
        for generation in generations:
            self.writer.indices.delete(index=generation, ignore_unavailable=True)

    def index(self, documents: Iterable[Document | Indexed], *, version: int | None = None) -> int:
        """Put documents in, in place of those with the same id; return their number.

        The version must have been taken before the documents were read. Without one it is the time of this call.
        """
        number = version or _now()
        actions = (
            {
                **self._action("index", document.id, number),
                "_source": {
                    "id": document.id,
                    **{field: " ".join(document.tokens[field]) for field in WEIGHTS},
                    WORDS: " ".join(sorted(document.words)),
                },
            }
            for document in map(Indexed.of, documents)
        )
        return self._write(actions, strict=version is None)

    def fill(self, documents: Iterable[Document]) -> int:
        """Put very many documents into an index that is empty and that nobody else sees; each may come once."""
        return self.index(documents)

    def remove(self, ids: Sequence[int], *, version: int | None = None) -> None:
        """Take documents out; unknown ones do not matter."""
        number = version or _now()
        with _translated():
            # `require_alias` does not hold for removals
            if self.target == self.alias and not self.writer.indices.exists_alias(name=self.alias):
                raise EngineUnavailable(f"Elasticsearch: nothing serves as {self.alias}")
        self._write((self._action("delete", document, number) for document in ids), strict=version is None)

    def _action(self, kind: str, document: int, version: int) -> dict[str, Any]:
        return {
            "_op_type": kind,
            "_index": self.target,
            "_id": str(document),
            "version": version,
            "version_type": "external_gte",
        }

    def _write(self, actions: Iterable[dict[str, Any]], *, strict: bool) -> int:
        number = 0
        with _translated():
            done = streaming_bulk(
                self.writer,
                actions,
                chunk_size=BATCH,
                max_chunk_bytes=BATCH_BYTES,
                max_retries=3,  # while the server has too much to do
                initial_backoff=0.5,
                raise_on_error=False,
                require_alias=self.target == self.alias,  # otherwise a write makes an index by itself
            )
            for _, item in done:
                number += 1
                for said in item.values():
                    # a document that cannot be taken out because it is unknown has no error
                    if said["status"] == OLDER and not strict:
                        continue
                    if "error" in said:
                        raise EngineUnavailable(f"Elasticsearch: {said['error']}")
            self.writer.indices.refresh(index=self.target)
        return number

    def search(self, query: str, limit: int, synonyms: Synonyms = NO_SYNONYMS) -> list[tuple[int, float]]:
        """Return ids with their scores, best first; nothing for a query without words."""
        analysis.warm()  # takes seconds, the first time, which are not the server's
        return Questions(self).search(query, limit, synonyms)

    def find(self, wanted: Plan) -> dict[int, float]:
        """Return what has at least half of the words, with its score; of very many only the best have one."""
        return Questions(self).find(wanted)

    def exists(self) -> bool:
        """Say whether any generation serves, whatever its state."""
        with _translated():
            return bool(self.writer.indices.exists_alias(name=self.alias))

    def check(self) -> None:
        """Raise `EngineUnavailable` where the index does not serve, or a part of it is nowhere."""
        Questions(self).check()

    def ids(self) -> Iterator[int]:
        """Yield what is in the index."""
        with _translated():
            for hit in scan(self.writer, index=self.target, query={"_source": False}, size=SCANNED):
                yield int(hit["_id"])

    def digests(self, ids: Sequence[int]) -> Mapping[int, str]:
        """Return the fingerprints of those of these documents that are in the index, made of what is stored."""
        found: dict[int, str] = {}
        for some in batches(ids, BATCH):
            with _translated():
                answer = self.writer.mget(index=self.target, ids=[str(number) for number in some])
            for document in answer["docs"]:
                if "error" in document:
                    raise EngineUnavailable(f"Elasticsearch: {document['error']}")
                if document["found"]:
                    stored = document["_source"]
                    tokens = {field: Counter(str(stored.get(field, "")).split()) for field in WEIGHTS}
                    found[int(document["_id"])] = digest(tokens)
        return found

    def seen(self, words: Collection[str]) -> Mapping[str, int]:
        """Return those of these words in normal form that documents have, and how often they were met."""
        return Questions(self).seen(words)

    def documents_with(self, grams: Collection[str]) -> Mapping[str, int]:
        """Return in how many documents each of these grams stands; one that stands nowhere is left out."""
        return Questions(self).documents_with(grams)


class Questions:
    """Everything that one search asks, which must be answered in time together; a vocabulary for its plan."""

    def __init__(self, index: ElasticIndex) -> None:
        self.index, self.end = index, time.monotonic() + index.seconds

    @contextmanager
    def _client(self) -> Iterator[Elasticsearch]:
        left = self.end - time.monotonic()
        if left <= 0:
            raise EngineUnavailable("Elasticsearch: too slow")
        with _translated():
            yield self.index.client.options(
                request_timeout=left,
                max_retries=self.index.nodes - 1,  # a node that refuses does so at once: the next one is asked
                retry_on_status=(),
                retry_on_timeout=False,
            )

    def check(self) -> None:
        with self._client() as client:
            answer = client.cluster.health(index=self.index.target, timeout="0s", filter_path="status")
        if answer.get("status", "red") == "red":
            raise EngineUnavailable(f"Elasticsearch: {self.index.target} is red")

    def find(self, wanted: Plan) -> dict[int, float]:
        """Return what fits; hits without a score come by their numbers, as an answer holds but so many."""
        if not wanted:
            return {}
        filtered = fitting(wanted)
        with self._client() as client:
            answer = client.search(
                index=self.index.target,
                query={"bool": {"filter": [filtered], "should": scoring(wanted)}},
                sort=[{"_score": "desc"}, {"id": "asc"}],
                size=SCORED,
                track_total_hits=SCORED,
                filter_path="hits.total,hits.hits.sort",
                **BARE,
            )
        hits = answer["hits"]
        found = {int(number): float(score) for score, number in (hit["sort"] for hit in hits.get("hits", []))}
        if hits["total"]["relation"] == "eq":
            return found
        last: int | None = -1
        while last is not None:
            last = self._find_more(filtered, last, found)
        return found

    def _find_more(self, filtered: dict[str, Any], last: int, found: dict[int, float]) -> int | None:
        """Add what follows after this number, without a score; return the last one where there may be more.

        They are asked for as values that are counted, which takes a fifth of the time that hits take.
        """
        with self._client() as client:
            answer = client.search(
                index=self.index.target,
                query={"bool": {"filter": [filtered, {"range": {"id": {"gt": last}}}]}},
                aggs={"found": {"terms": {"field": "id", "size": FOUND, "order": {"_key": "asc"}}}},
                size=0,
                track_total_hits=False,
                allow_partial_search_results=False,
                filter_path="aggregations.found.buckets.key",
            )
        buckets = answer.get("aggregations", {}).get("found", {}).get("buckets", [])
        numbers = [int(bucket["key"]) for bucket in buckets]
        for number in numbers:
            found.setdefault(number, 0.0)
        return numbers[-1] if len(numbers) == FOUND else None

    def search(self, query: str, limit: int, synonyms: Synonyms = NO_SYNONYMS) -> list[tuple[int, float]]:
        return self.best(plan(query, self, synonyms), limit)

    def best(self, wanted: Plan, limit: int) -> list[tuple[int, float]]:
        if not wanted:
            return []
        should = scoring(wanted)
        with self._client() as client:
            answer = client.search(
                index=self.index.target,
                query={"bool": {"should": should}},
                sort=[{"_score": "desc"}, {"id": "asc"}],
                size=limit,
                source=False,
                track_total_hits=False,
                allow_partial_search_results=False,
            )
        return [(int(hit["_id"]), float(hit["_score"])) for hit in answer["hits"]["hits"]]

    def seen(self, words: Collection[str]) -> dict[str, int]:
        return self._known(WORDS, words)

    def documents_with(self, grams: Collection[str]) -> dict[str, int]:
        return self._known(Field.GRAMS, grams)

    def _known(self, field: str, tokens: Collection[str]) -> dict[str, int]:
        """Look the tokens up in the list of terms, as if they were a document: that reads no posting at all."""
        if not tokens:
            return {}
        with self._client() as client:
            answer = client.termvectors(
                index=self.index.target,
                doc={field: " ".join(tokens)},
                fields=[field],
                term_statistics=True,
                field_statistics=False,
                positions=False,
                offsets=False,
                payloads=False,
                filter_path="term_vectors.*.terms.*.doc_freq",  # leaves out what stands nowhere
            )
        terms = answer.get("term_vectors", {}).get(field, {}).get("terms", {})
        return {token: int(told["doc_freq"]) for token, told in terms.items()}


def _now() -> int:
    """Return the time in microseconds."""
    return time.time_ns() // 1000
