"""Who sees which entry: the one door of the catalogue."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.urls import reverse

from integration.catalogue.models import Entry
from integration.models import SectionPage
from tests.factories import ProjectPageFactory, TopicProposalFactory, draft, restrict

pytestmark = pytest.mark.django_db


def proposed(**values):
    return TopicProposalFactory(draft=True, **values)


def titles(user):
    return set(Entry.objects.visible_to(user).values_list("title", flat=True))


def test_anonymous_visitors_see_nothing():
    ProjectPageFactory(title="Sprachcafé")
    assert titles(AnonymousUser()) == set()


def test_deactivated_accounts_see_nothing(member):
    ProjectPageFactory(title="Sprachcafé")
    member.is_active = False
    assert titles(member) == set()


def test_members_see_published_entries_of_every_municipality(member):
    ProjectPageFactory(title="Sprachcafé")
    assert titles(member) == {"Sprachcafé"}


def test_drafts_are_seen_by_author_editors_and_the_contact_of_the_municipality(
    member, colleague, contact, other_contact, editor, admin
):
    draft(ProjectPageFactory, title="Noch geheim", owner=member)
    assert titles(member) == titles(contact) == titles(editor) == titles(admin) == {"Noch geheim"}
    assert titles(colleague) == titles(other_contact) == set()


@pytest.mark.parametrize(
    "make", [lambda **values: draft(ProjectPageFactory, **values), proposed], ids=["page", "topic"]
)
def test_a_draft_that_names_another_municipality_stays_with_the_people_of_its_author(
    make, member, colleague, contact, other_contact, editor, signed_in
):
    made = make(title="Im Vertrauen", owner=member, municipality=other_contact.municipality)
    address = type(made).preview_url(made.pk)
    people = {"author": member, "contact": contact, "editor": editor, "colleague": colleague, "stranger": other_contact}
    readers = {"author", "contact", "editor"}
    assert {name for name, user in people.items() if titles(user)} == readers
    assert {name for name, user in people.items() if signed_in(user).get(address).status_code == 200} == readers
    assert "Im Vertrauen" in signed_in(contact).get(reverse("contribute:mine")).content.decode()
    for path in (reverse("contribute:mine"), "/suche/?q=Vertrauen", "/"):
        assert "Im Vertrauen" not in signed_in(other_contact).get(path).content.decode()


def test_the_draft_of_an_account_that_is_gone_is_for_editors_alone(member, contact, editor):
    page = draft(ProjectPageFactory, title="Verwaist", owner=member, municipality=contact.municipality)
    page.owner = None
    page.save()
    assert titles(contact) == set()
    assert titles(editor) == {"Verwaist"}


def test_the_contact_reads_no_unpublished_entry_that_a_restriction_hides(member, contact):
    housing = Group.objects.create(name="AG Wohnen")
    withdrawn = ProjectPageFactory(title="Zurückgezogen", owner=member)
    withdrawn.unpublish()
    restrict(withdrawn, housing)
    restrict(draft(ProjectPageFactory, title="Entwurf", owner=member), housing)
    assert titles(contact) == set()
    contact.groups.add(housing)
    assert titles(contact) == {"Zurückgezogen", "Entwurf"}


def test_a_restriction_to_a_group_hides_the_entry_from_the_others(member, other_member, editor):
    group = Group.objects.create(name="AG Wohnen")
    other_member.groups.add(group)
    page = ProjectPageFactory(title="Nur AG")
    restrict(page, group)
    assert titles(member) == set()
    assert titles(other_member) == titles(editor) == {"Nur AG"}


def test_several_restrictions_must_all_allow(member):
    housing, law = Group.objects.create(name="AG Wohnen"), Group.objects.create(name="AG Recht")
    page = ProjectPageFactory(title="Nur beide")
    restrict(page, law)
    restrict(SectionPage.objects.get(kind="project"), housing)
    member.groups.add(housing)
    assert titles(member) == set()
    member.groups.add(law)
    assert titles(member) == {"Nur beide"}


def test_lifting_a_restriction_shows_the_entry_again(member):
    restriction = restrict(ProjectPageFactory(title="Wieder da"), Group.objects.create(name="AG Wohnen"))
    assert titles(member) == set()
    restriction.delete()
    assert titles(member) == {"Wieder da"}


def test_unpublishing_and_deleting_reach_the_catalogue(member):
    page = ProjectPageFactory(title="Kommt und geht")
    page.unpublish()
    assert titles(member) == set()
    assert titles(page.owner) == {"Kommt und geht"}
    page.delete()
    assert not Entry.objects.exists()
