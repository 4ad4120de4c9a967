"""“Did you mean”: told only where a text that the reader may see has the word."""

import pytest
from django.contrib.auth.models import Group

from tests.factories import DocumentFactory, MaterialPageFactory, ProjectPageFactory, draft, restrict
from tests.search.engines import on_both_engines

pytestmark = pytest.mark.django_db

SLIP, WORD = "Kanarienvögelparkk", "Kanarienvögelpark"
SAID = ("Meinten Sie", "Gesucht wurde auch nach")


def told(result):
    return any(words in result.html for words in SAID)


@on_both_engines
def test_what_was_searched_for_instead_is_said_with_a_link_that_keeps_the_filters(find, member):
    ProjectPageFactory(title=WORD)
    result = find(member, q=f"{SLIP}", art="project", sortierung="neueste")
    assert result.total == 1
    assert f">{WORD}</a>" in result.html
    assert "Gesucht wurde auch nach" in result.html
    assert "?q=Kanarienv%C3%B6gelpark&amp;art=project&amp;sortierung=neueste" in result.html
    assert not told(find(member, q=WORD))


def test_a_slip_in_quotation_marks_is_offered_as_a_search_of_its_own(find, member):
    ProjectPageFactory(title=f"{WORD} im Kreis")
    result = find(member, q=f'"{SLIP}" Kreis')
    assert result.total == 0
    assert "Meinten Sie" in result.html
    assert f">{WORD} Kreis</a>" in result.html


def test_a_word_in_a_file_counts_too(find, member):
    MaterialPageFactory(title="Mit Datei", documents=[DocumentFactory(text=f"Im {WORD} am Abend")])
    assert f">{WORD}</a>" in find(member, q=SLIP).html


@on_both_engines
@pytest.mark.parametrize("query", [SLIP, f'"{SLIP}"', f"Satz {SLIP}"])
def test_a_word_that_only_some_may_read_corrects_nobody(find, member, other_member, editor, contact, query):
    ProjectPageFactory(title="Für alle", teaser="Ein Satz.")
    secret = MaterialPageFactory(title=WORD, documents=[DocumentFactory(title=WORD, text=WORD)], tags=[WORD])
    group = Group.objects.create(name="AG")
    restrict(secret, group)
    other_member.groups.add(group)
    draft(ProjectPageFactory, title=WORD, owner=contact)
    gone = ProjectPageFactory(title=WORD, slug="weg")
    gone.unpublish()
    for user in (member, contact, other_member, editor):
        assert not told(find(user, q=query))
    for user in (member, contact):
        assert WORD not in find(user, q=query).html.replace(SLIP, "")
    ProjectPageFactory(title=f"{WORD} für alle")
    for user in (member, contact, other_member, editor):
        assert told(find(user, q=query))
