"""The command that measures the ranking, and its figures."""

import json
import random
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from elasticsearch import Elasticsearch

from search.evaluation import Variant, load, ndcg, vary
from tools.throwaway import free_ports

KEYS = [
    "engine",
    "collection",
    "documents",
    "queries",
    "ndcg_10",
    "mrr_10",
    "recall_1",
    "recall_10",
    "empty",
    "median_ms",
    "p95_ms",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    where = tmp_path / "kommunal"
    where.mkdir()
    documents = [
        {"id": "a", "title": "Sprachmittlerpool", "text": "Dolmetscher helfen im Rathaus."},
        {"id": "b", "title": "", "text": "Die Förderrichtlinie für das Ehrenamt."},
        {"id": "c", "title": None, "text": "Wohnungen für Familien."},
    ]
    queries = [
        {"id": "1", "text": "Dolmetscherin"},
        {"id": "2", "text": "Förderung im Ehrenamt"},
        {"id": "3", "text": "Zeppelin"},
        {"id": "4", "text": "nie beurteilt"},
    ]
    (where / "docs.jsonl").write_text("\n".join(map(json.dumps, documents)) + "\n\n", encoding="utf-8")
    (where / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    (where / "qrels.tsv").write_text("1\ta\t2\n2\tb\t1\n3\tc\t1\n", encoding="utf-8")
    return where


@pytest.mark.django_db
def test_the_command_prints_one_object(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("search_eval", str(folder), "--engine", "database", "--json")
    figures = json.loads(capsys.readouterr().out)
    assert list(figures) == KEYS
    assert (figures["engine"], figures["collection"]) == ("database", "kommunal")
    assert (figures["documents"], figures["queries"], figures["empty"]) == (3, 3, 1)
    assert figures["ndcg_10"] == figures["recall_10"] == figures["mrr_10"] == pytest.approx(2 / 3, abs=0.001)
    assert figures["p95_ms"] >= figures["median_ms"] > 0


@pytest.mark.django_db
@pytest.mark.service
def test_elasticsearch_is_measured_too_and_keeps_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], elasticsearch: Elasticsearch, settings
) -> None:
    settings.ELASTICSEARCH_URL = next(iter(elasticsearch.transport.node_pool.all())).base_url
    call_command("search_eval", str(folder), "--engine", "elasticsearch", "--json")
    figures = json.loads(capsys.readouterr().out)
    assert list(figures) == KEYS
    assert (figures["engine"], figures["documents"], figures["empty"]) == ("elasticsearch", 3, 1)
    assert figures["ndcg_10"] == figures["recall_10"] == figures["mrr_10"] == pytest.approx(2 / 3, abs=0.001)
    assert not elasticsearch.indices.get_alias(index="search_eval*").body


def test_a_server_that_is_not_there_is_told_in_words(folder: Path, settings) -> None:
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{free_ports(1)[0]}"
    with pytest.raises(CommandError, match="Elasticsearch"):
        call_command("search_eval", str(folder), "--engine", "elasticsearch")


@pytest.mark.django_db
@pytest.mark.parametrize("variant", list(Variant))
def test_every_variant_can_be_asked_again_and_leaves_no_table(
    folder: Path, variant: Variant, capsys: pytest.CaptureFixture[str]
) -> None:
    before = connection.introspection.table_names()
    for _ in range(2):
        call_command("search_eval", str(folder), "--variant", str(variant))
    assert "ndcg_10" in capsys.readouterr().out
    assert connection.introspection.table_names() == before


@pytest.mark.parametrize("broken", ["docs.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_folder_that_is_no_collection_is_refused_in_words(folder: Path, broken: str) -> None:
    (folder / broken).write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match="kommunal"):
        call_command("search_eval", str(folder))
    (folder / broken).unlink()
    with pytest.raises(CommandError, match="kommunal"):
        call_command("search_eval", str(folder))


def test_queries_that_nobody_judged_do_not_count(folder: Path) -> None:
    assert [query.id for query in load(folder).queries] == ["1", "2", "3"]


def test_umlauts_are_written_out() -> None:
    assert vary("Größe der Übungsräume", Variant.UMLAUT, random.Random(1)) == "Groesse der Uebungsraeume"


def test_one_long_word_gets_one_slip() -> None:
    for seed in range(50):
        words = vary("Wie die Unterkunft heißt", Variant.TYPO, random.Random(seed)).split()
        assert words[:2] == ["Wie", "die"]
        assert words[2][0] == "U"
        assert words[3][0] == "h"
        assert (words[2] == "Unterkunft") or (words[3] == "heißt")


def test_the_gain_is_that_of_the_best_order_at_most() -> None:
    assert ndcg([2, 1, 0], [1, 2]) == 1
    assert ndcg([0, 1], [1]) == pytest.approx(0.6309, abs=0.0001)
    assert ndcg([], [1]) == 0
