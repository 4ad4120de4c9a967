"""A word planted in everything that somebody may not read, looked for through all that searches show (A3)."""

import pytest

from integration.catalogue.models import Entry
from search import analysis
from search.engines.kept import kept_indexes
from search.services import bring_up_to_date, note_changes
from tests.factories import ProjectPageFactory, catalogue_rows
from tests.permissions.secret_pages import SECRET, plant
from tests.permissions.world import INSIDER, build_world
from tests.search.engines import on_both_engines

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

OPEN = f"{SECRET} für alle"
OUTSIDERS = ("member", "other", "contact")
READERS = (INSIDER, "editor", "admin")  # of what is meant for the group


@on_both_engines
def test_secrets_are_in_no_result_number_filter_suggestion_or_similar_contribution(engine):
    """Hidden are things for a group, drafts, scheduled, expired, unpublished, deleted ones, and words in their files.

    What everybody may read has the word, too: otherwise nothing shown would be right for the wrong reason.
    """
    analysis.warm()
    world = build_world()
    public = world.things["public page of the author"] = ProjectPageFactory(
        title=OPEN, owner=world.people["author"], topics=[world.things["topic"]]
    )
    world.things["public proposal of the author"] = world.proposals["published"]
    plant(world)
    # What most contributions have in common makes none of them similar: there must be others
    note_changes(entries=[entry.pk for entry in catalogue_rows(40, title="Formular zur Anmeldung")])
    hidden = Entry.objects.live().filter(restricted=True, title__contains=SECRET)
    for_group = set(hidden.values_list("title", flat=True))
    assert len(for_group) == 5
    for kept in kept_indexes().values():
        while bring_up_to_date(kept=kept):
            pass

    def ask(role, path):
        answer = world.ask(role, "GET", path)
        assert answer.status_code == 200, (role, path)
        return answer

    for role in (*OUTSIDERS, *READERS):
        allowed = {OPEN} | (for_group if role in READERS else set())
        in_files = "q=%22Im+Text+der+Datei:+" + SECRET + "%22"
        for query in (f"q={SECRET}", f"q={SECRET}&thema=sprache", in_files):
            found = allowed - {OPEN} if query == in_files else allowed
            context = ask(role, f"/suche/?{query}").context
            assert context["reduced"] is False
            assert {hit.entry.title for hit in context["hits"]} == found, (role, query)
            assert context["total"] == len(found), (role, query)
            for facet in context["facets"]:
                counted = [option["count"] for option in facet["options"] if option["count"] is not None]
                assert max(counted) <= len(found), (role, query, facet["name"])
        groups = ask(role, f"/suche/vorschlaege/?q={SECRET[:5]}").json()["groups"]
        suggested = {suggestion["text"] for group in groups for suggestion in group["suggestions"]}
        assert suggested == allowed, role
        similar = {entry.title for entry in ask(role, public.url).context["similar"] if SECRET in entry.title}
        assert similar <= allowed, role
        assert bool(similar) == (role in READERS), role
    assert world.ask("anonymous", "GET", f"/suche/vorschlaege/?q={SECRET[:5]}").status_code == 302
