"""Words that mean the same: kept by editors, effective at once, found and marked."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from search import editorial
from search.models import SynonymGroup
from search.ranking import Document, plan, query_words
from search.synonyms import Synonyms, phrases
from tests.factories import MaterialPageFactory, ProjectPageFactory, TopicFactory
from tests.search.engines import on_both_engines
from tests.search.test_ranked_index import index as index  # a fixture

pytestmark = pytest.mark.django_db

GROUPS = [  # read in the tests: a process that only collects them need not know the dictionary
    "Geflüchtete, Flüchtlinge, Asylsuchende",
    "Deutsch als Zweitsprache, DaZ",
    "Kita, Kindertagesstätte",
    "allein",
]
DOCUMENTS = [
    Document(101, "Begleitung von Asylsuchenden", "Wer mitgeht."),
    Document(102, "Material", "Für Deutsch als Zweitsprache in Klasse drei."),
    Document(103, "Platz in der Kindertagesstätte", "Wie man einen bekommt."),
    Document(104, "Unterricht", "Etwas mit DaZ am Nachmittag."),
]


@pytest.mark.parametrize(
    ("query", "fitting"),
    [
        ("Flüchtlinge", {1, 101}),
        ("DaZ", {102, 104}),
        ("Zweitsprache Deutsch", {6, 102}),  # not in the order of the group
        ("Deutsch als Zweitsprache", {6, 102, 104}),
        ("Kitaplatz", {103}),
        ("Asylsuchende Niemals Nirgends Nie", set()),
    ],
)
def test_what_has_a_synonym_of_a_word_counts_as_having_it(index, query, fitting):
    index.index(DOCUMENTS)
    found = index.find(plan(query, index, Synonyms.of(GROUPS)))
    assert set(found) == fitting
    assert all(score > 0 for score in found.values())


def test_the_word_itself_comes_before_its_synonyms(index):
    index.index(DOCUMENTS)
    assert [number for number, _ in index.search("Asylsuchende", 2, Synonyms.of(GROUPS))] == [101, 1]


def test_a_word_of_the_editors_is_no_slip(index):
    index.index([Document(120, "Mantel", "Ein Mantel.")])
    assert plan("Wantel", index).meant == {"wantel": "mantel"}
    assert plan("Wantel", index, Synonyms.of(["Wantel, Tross"])).meant == {}


@pytest.mark.parametrize("query", ["Sprachkurs", "Sprachkurse", "Kitas", "kita", "KITA", "Sprachkursen"])
def test_forms_of_a_word_have_its_synonyms(query):
    groups = Synonyms.of(["Sprachkurs, Unterricht", "Kita, Unterricht"])
    [alternatives] = groups.of_words(query_words(query))
    assert [alternative.phrase.text for alternative in alternatives] == ["Unterricht"]


def test_texts_are_read_as_editors_write_them():
    found = phrases(" Termin ,\nTermine; Deutsch  lernen,, und, Termin")
    assert [phrase.text for phrase in found] == ["Termin", "Termine", "Deutsch lernen"]


@on_both_engines
def test_what_editors_write_counts_at_once_and_is_marked(find, member):
    ProjectPageFactory(title="Wörkschop am Abend", teaser="Ein Satz")
    MaterialPageFactory(title="Ablauf", teaser="Der offene Werkraum ist für alle da.")
    assert find(member, q="Bastelstunde").total == 0
    group = SynonymGroup.objects.create(words="Bastelstunde, Wörkschop, offener Werkraum, offene Werkraum")
    result = find(member, q="Bastelstunden")
    assert set(result.titles) == {"Wörkschop am Abend", "Ablauf"}
    assert "<mark>Wörkschop</mark>" in result.html
    assert "<mark>offene Werkraum</mark>" in result.html
    group.delete()
    assert find(member, q="Bastelstunden").total == 0


def test_synonyms_of_topics_count_too(find, member):
    TopicFactory(name="Gleichstellung", synonyms="Quotierung, Parität")
    ProjectPageFactory(title="Gleichstellungsplan")
    assert find(member, q="Parität").titles == ["Gleichstellungsplan"]


def test_what_stands_in_quotation_marks_means_nothing_else(find, member):
    SynonymGroup.objects.create(words="Bastelstunde, Wörkschop")
    ProjectPageFactory(title="Wörkschop am Abend")
    assert find(member, q='"Bastelstunde"').total == 0


def test_all_synonyms_are_one_query(django_assert_num_queries, db):
    TopicFactory(name="Sport", synonyms="Bewegung")
    with django_assert_num_queries(1):
        assert "bewegung" in editorial.read().synonyms.known


@pytest.mark.parametrize("words", ["Kita", "Termin, Termine", "Kurs, Kurse", "und, oder", ", ,"])
def test_a_group_that_says_nothing_is_refused(words):
    with pytest.raises(ValidationError, match="mindestens zwei"):
        SynonymGroup(words=words).full_clean()


def test_a_word_of_another_group_is_refused_with_the_name_of_that_group():
    group = SynonymGroup.objects.create(words="Zwirbelkurs, Wörkschop")
    with pytest.raises(ValidationError, match="„Zwirbelkurs“ steht schon in einer anderen Gruppe: Zwirbelkurs, Wörk"):
        SynonymGroup(words="Bastelstunde, Zwirbelkurse").full_clean()
    SynonymGroup(words="Bastelstunde, Zwirbelkurs für Kinder").full_clean()
    group.full_clean()


def test_a_new_portal_begins_with_the_words_of_the_field():
    first = import_module("search.migrations.0004_first_synonyms")
    SynonymGroup.objects.all().delete()
    first.write(apps, None)
    for group in SynonymGroup.objects.all():
        group.full_clean()
    assert len(first.GROUPS) == len(editorial.read().synonyms.groups) >= 30
