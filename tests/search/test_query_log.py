"""What was searched for, without anything about who did."""

from datetime import timedelta
from io import StringIO

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from search import query_log
from search.models import LoggedQuery
from tests.factories import ProjectPageFactory, UserFactory

pytestmark = pytest.mark.django_db


def logged():
    return list(LoggedQuery.objects.order_by("text").values_list("text", "searches", "hits"))


def test_searches_are_counted_by_day_in_folded_form(find, member, other_member):
    ProjectPageFactory(title="Förderung")
    find(member, q="Förderung")
    find(other_member, q="  FOERDERUNG ")
    find(member, q="Nirgendwo", seite="1")
    assert logged() == [("foerderung", 2, 1), ("nirgendwo", 1, 0)]
    assert LoggedQuery.objects.get(text="foerderung").typed == "FOERDERUNG"
    assert {field.name for field in LoggedQuery._meta.fields} == {"id", "day", "text", "typed", "searches", "hits"}


def test_pages_filters_and_empty_searches_are_not_counted(find, member):
    ProjectPageFactory(title="Förderung")
    for params in ({"q": ""}, {"q": "foerderung", "seite": "2"}, {"q": "foerderung", "art": "project"}):
        find(member, **params)
    assert logged() == []


def test_a_search_for_a_person_is_not_counted(find, member):
    UserFactory(first_name="Jorinde", last_name="Quellmann")
    for text in ("Quellmann", "Sprachkurs Quellmann", "quellmann: Wohnen", "Jorinde Quellmann Kita"):
        find(member, q=text)
    assert logged() == []


@pytest.mark.parametrize(
    "text",
    [
        "erika.muster@stadt.example",
        "erika (at) stadt",
        "0211 123456",
        "+49 (211) 12-34-56",
        "Aktenzeichen 12345678",
        "https://stadt.example",
        "DE02 1203 0000 0000 2020 51",
        "0211 Büro 3456",
        "Sprachkurs 3.5.1987",
        "geboren 03. 05. 87",
        "x" * 101,
        "Frau Niemand",
        "",
    ],
)
def test_what_may_name_a_person_is_not_kept(text):
    assert query_log.loggable(text) == ""


@pytest.mark.parametrize("text", ["haushalt 2024/2025", "§ 44 aufenthg", "50667 koeln", "sgb ii"])
def test_years_and_short_numbers_are_kept(text):
    assert query_log.loggable(text) == text


def test_one_day_holds_only_so_many_texts(monkeypatch):
    monkeypatch.setattr(query_log, "MOST_OF_A_DAY", 2)
    for text in ("eins", "zwei", "drei"):
        query_log.note(text=text, hits=0)
    assert [text for text, *_ in logged()] == ["eins", "zwei"]


def test_a_search_does_not_fail_for_it(find, member, monkeypatch):
    def fail(values):
        raise DatabaseError("locked")

    monkeypatch.setattr(query_log, "_write", fail)
    ProjectPageFactory(title="Förderung")
    assert find(member, q="Förderung").total == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one writer")
def test_a_search_does_not_wait_for_another_writer():
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            query_log.note(text="wartet", hits=0)
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert logged() == []
    query_log.note(text="wartet", hits=0)
    assert logged() == [("wartet", 1, 0)]


def test_it_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        query_log.note(text="ehrenamt", hits=3)


def test_old_rows_and_names_of_people_are_deleted():
    UserFactory(first_name="Jörg", last_name="Müller")
    today = timezone.localdate()
    for text, age in (("neu", 90), ("alt", 91), ("joerg mueller", 0), ("muller kita", 0), ("muellerei", 0)):
        LoggedQuery.objects.create(day=today - timedelta(days=age), text=text, hits=0)
    query_log.delete_old()
    assert [text for text, *_ in logged()] == ["muellerei", "neu"]


def test_editors_see_sums_of_a_period_and_what_had_no_hits(signed_in, editor):
    today = timezone.localdate()
    for text, age, searches, hits in (
        ("kita", 0, 2, 5),
        ("kita", 3, 4, 0),
        ("sprachpate", 1, 3, 0),
        ("lange her", 60, 9, 1),
        ("=1+1", 0, 1, 0),
    ):
        LoggedQuery.objects.create(day=today - timedelta(days=age), text=text, searches=searches, hits=hits)
    LoggedQuery.objects.filter(text="sprachpate").update(typed="SprachPate")
    client = signed_in(editor)

    def rows(**params):
        response = client.get(reverse("search_queries:index"), params)
        assert response.status_code == 200
        return [(row["text"], row["times"], row["last_hits"]) for row in response.context["object_list"]]

    assert rows() == [("kita", 6, 5), ("sprachpate", 3, 0), ("=1+1", 1, 0)]
    assert rows(without="true") == [("sprachpate", 3, 0), ("=1+1", 1, 0)]
    assert rows(days="90")[0] == ("lange her", 9, 1)
    assert rows(days="Unsinn", ordering="password") == rows()
    exported = client.get(reverse("search_queries:index"), {"export": "csv"})
    csv = StringIO(b"".join(exported.streaming_content).decode())
    assert "'=1+1" in csv.read()
    page = client.get(reverse("search_queries:index")).content.decode()
    assert "<b>SprachPate</b>" in page
    assert reverse("search_synonyms:add") + "?words=SprachPate" in page
    assert reverse("search_recommendations:add") + "?words=SprachPate" in page
    assert (
        "Nur ohne Treffer" in client.get(reverse("search_queries:index_results"), {"without": "true"}).content.decode()
    )
