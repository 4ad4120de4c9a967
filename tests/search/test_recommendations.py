"""What editors put first: for their words, at once, for those who may see it, once."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse

from integration.catalogue.services import entry_of
from search.editorial import Guidance, Recommended
from search.models import Recommendation
from search.ranking import query_words
from tests.factories import MaterialPageFactory, ProjectPageFactory, draft, restrict
from tests.search.engines import on_both_engines

pytestmark = pytest.mark.django_db


def recommend(page, words="Deutschkurs, Deutsch lernen", **values):
    return Recommendation.objects.create(words=words, entry=entry_of(page), **values)


@on_both_engines
def test_what_is_recommended_comes_first_once_and_says_so(find, member):
    for number in range(3):
        ProjectPageFactory(title=f"Deutschkurs {number}")
    hit = ProjectPageFactory(title="Angebot", teaser="Neben anderem auch ein Deutschkurs, der am Rande genannt wird.")
    other = ProjectPageFactory(title="Ohne das Wort", teaser="Ein Satz.")
    assert find(member, q="Deutschkurs").titles[0].startswith("Deutschkurs")
    recommend(hit, reason="Hier <b>fängt</b> jeder an", sort_order=2)
    pin = recommend(other, sort_order=1)
    result = find(member, q="Deutschkurs")
    assert result.titles[:2] == ["Ohne das Wort", "Angebot"]
    assert result.total == len(result.titles) == 5
    assert result.html.count("Empfohlen von der Redaktion") == 2
    assert "Hier &lt;b&gt;fängt&lt;/b&gt; jeder an" in result.html
    assert find(member, q="Deutschkurs", art="material").total == 0
    pin.delete()
    assert find(member, q="Deutschkurs").total == 4


@on_both_engines
def test_only_who_may_see_it_learns_of_it(find, member, other_member, editor):
    secret = MaterialPageFactory(title="Vertraulich", teaser="Ein Satz.")
    group = Group.objects.create(name="AG")
    restrict(secret, group)
    other_member.groups.add(group)
    unpublished = draft(ProjectPageFactory, title="Entwurf", owner=member)
    for page in (secret, unpublished):
        recommend(page, words="Deutschkurs", reason="Kanarienvogel")
    assert find(other_member, q="Deutschkurs").titles == find(editor, q="Deutschkurs").titles == ["Vertraulich"]
    result = find(member, q="Deutschkurs")
    assert (result.total, result.counts.get("art", {})) == (0, {})
    assert "Kanarienvogel" not in result.html


@pytest.mark.parametrize(
    ("query", "entries"),
    [
        ("Deutschkurse", [1]),
        ("deutschkurs frauen", [1]),
        ("Deutschkurs Frauen Kinder", []),
        ("Lernen Deutsch", [2, 1]),
        ("deutsch", []),
        ("Foerderung", [3]),
    ],
)
def test_words_are_compared_by_their_stems_and_are_at_least_half_of_the_query(query, entries):
    guidance = Guidance(
        recommended=(
            Recommended("Deutschkurs, Lernen", 1, ""),
            Recommended("Deutsch lernen", 2, ""),
            Recommended("Förderungen", 3, ""),
        )
    )
    assert list(guidance.first(query_words(query))) == entries


def test_words_by_which_nobody_searches_are_refused():
    with pytest.raises(ValidationError, match="mindestens ein Wort"):
        Recommendation(words="und, oder", entry=entry_of(ProjectPageFactory())).full_clean()


def test_editors_recommend_in_the_admin_and_words_come_from_the_list(signed_in, editor, find, member):
    page = ProjectPageFactory(title="Sprachlotsen")
    client = signed_in(editor)
    form = client.get(reverse("search_recommendations:add"), {"words": "deutsch\nkurs"})
    assert "deutsch kurs" in form.content.decode()
    data = {"words": "Deutschkurs", "entry": entry_of(page).pk, "reason": "Darum", "sort_order": "0"}
    assert client.post(reverse("search_recommendations:add"), data).status_code == 302
    assert find(member, q="Deutschkurs").titles == ["Sprachlotsen"]
    assert "für alle Mitglieder" in client.get(reverse("search_recommendations:index")).content.decode()
    form = client.get(reverse("search_synonyms:add"), {"words": "deutschkurs"})
    assert "deutschkurs, " in form.content.decode()


def test_contributions_are_chosen_by_the_words_of_their_titles(signed_in, editor):
    ProjectPageFactory(title="Sprachlotsen für Schulen")
    MaterialPageFactory(title="Anderes")
    draft(ProjectPageFactory, title="Sprachlotsen im Entwurf")
    response = signed_in(editor).get(reverse("contribution_chooser:choose_results"), {"q": "sprach schul"})
    shown = response.content.decode()
    assert "Sprachlotsen für Schulen" in shown
    assert "Anderes" not in shown
    assert "Entwurf" not in shown
