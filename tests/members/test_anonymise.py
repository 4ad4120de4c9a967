"""Somebody who is anonymised leaves no string in any table; what was written stays, as that of a former member."""

from collections.abc import Callable

import pytest
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home.models import Feedback
from integration.catalogue.services import entry_of
from integration.contribute.models import Draft
from integration.forum.models import Post
from integration.forum.personal import Mention, Reader
from integration.forum.services import Words, edit, mark
from integration.members.anonymise import anonymise
from integration.members.models import User
from integration.members.roles import Role
from integration.models import ContributionContact, ProjectPage
from integration.notifications.models import Message
from integration.reports.services import Verdict, decide
from search.engines.kept import kept_indexes
from search.models import LoggedQuery, SavedSearch
from search.services import bring_up_to_date
from tests.factories import PostFactory, ProjectPageFactory, ThreadFactory, UserFactory
from tests.factories.people import PASSWORD
from tests.reports.test_decide import reported

pytestmark = pytest.mark.django_db

FIRST, LAST, MAIL, PHONE, FUNCTION = (
    "Zwirbelinde",
    "Kanärienhügel",
    "zwirbel.kanari@weg.example",
    "02271 / 998877",
    "Zwirbelamt",
)
NAME = f"{FIRST} {LAST}"
TRACES = (FIRST, LAST, "kan\\u00e4rienh", "kanaerienhuegel", MAIL, "zwirbel.kanari", PHONE, FUNCTION)


@pytest.fixture
def person(municipality) -> User:  # type: ignore[no-untyped-def]
    return UserFactory(
        first_name=FIRST, last_name=LAST, email=MAIL, phone=PHONE, function=FUNCTION, municipality=municipality
    )


def found_in(traces: tuple[str, ...]) -> set[str]:
    """Return every table that still has one of these strings in a column, whatever it is called."""
    named = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                text = "\n".join(
                    value.decode(errors="replace") if isinstance(value, bytes) else str(value) for value in row
                )
                if any(trace.lower() in text.lower() for trace in traces):
                    named.add(table)
    return named


def test_no_string_of_the_person_is_left_and_everything_stays_readable(
    person: User, editor: User, other_member: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(person)
    client.get("/")
    thread = ThreadFactory(author=person, title="Wer übernimmt die Fahrtkosten?")
    shielded = ThreadFactory(author=person, shielded=True, title="Heikle Frage ohne Namen")
    answer = PostFactory(thread=thread, author=other_member, body=f"<p>@{NAME} frag doch Frau {LAST}, {MAIL}</p>")
    edit(user=other_member, post=answer, seen_edits=0, words=Words(body=f"<p>Danke, @{NAME}! {PHONE}</p>"))
    PostFactory(thread=thread, author=other_member, quoted=answer, quote=f"Danke, @{NAME}!", body="<p>Ja.</p>")
    page = ProjectPageFactory(title="Begegnung im Park", owner=person, municipality=person.municipality)
    page.contacts.set([ContributionContact(user=person)])
    page.teaser = f"Fragen an {LAST}, {FIRST}."
    page.save_revision(user=person).publish()
    case = reported(thread.posts.get(position=1), other_member)
    decide(case=case, by=editor, seen=0, verdict=Verdict(words=f"Liebe Frau {LAST}, bitte sachlich."))
    Message.objects.create(recipient=editor.email, subject=f"{NAME} fragt", sender="a@b.example", message_id="<1@a>")
    Feedback.objects.create(user=person, text="Die Schrift ist klein.", name=NAME, email=MAIL)
    LoggedQuery.objects.create(day=timezone.localdate(), text=f"{FIRST} {LAST}".lower(), typed=NAME, hits=1)
    SavedSearch.objects.create(user=person, name=f"Alles von {NAME}", params="q=x", fingerprint="1")
    Draft.objects.create(
        user=person, key="7d444840-9dc0-11d1-b245-5ffdce74fad2", kind="project", data={"title": [NAME]}
    )
    assert {"forum_post", "forum_postversion", "members_user", "wagtailcore_revision"} <= found_in(TRACES)

    assert anonymise(user=person, by=editor)
    for kept in kept_indexes().values():
        bring_up_to_date(kept=kept)
    assert found_in(TRACES) == set()

    assert not anonymise(user=person)
    assert authenticate(None, email=MAIL, password=PASSWORD) is None
    assert all(str(session.get_decoded().get("_auth_user_id")) != str(person.pk) for session in Session.objects.all())
    assert not Mention.objects.exists()
    assert not Reader.objects.filter(user=person).exists()
    reader = signed_in(other_member)
    html = reader.get(thread.get_absolute_url()).content.decode()
    assert "Wer übernimmt die Fahrtkosten?" in html
    assert "Ehemaliges Mitglied" in html
    assert "Danke, Ehemaliges Mitglied! (entfernt)" in html
    assert "Ohne Namen" in reader.get(shielded.get_absolute_url()).content.decode()
    assert "Begegnung im Park" in reader.get(page.url).content.decode()
    assert entry_of(thread).author_id is None


def test_somebody_else_of_the_same_name_keeps_it(person: User) -> None:
    namesake = UserFactory(first_name=FIRST, last_name=LAST)
    post = PostFactory(body=f"<p>@{NAME} und {MAIL}</p>")
    anonymise(user=person)
    namesake.refresh_from_db()
    assert namesake.display_name == NAME
    assert Post.objects.get(pk=post.pk).body == f"<p>@{NAME} und (entfernt)</p>"


def test_the_contact_of_the_municipality_takes_over(person: User, contact: User) -> None:
    page = ProjectPageFactory(owner=person, municipality=person.municipality)
    page.contacts.set([ContributionContact(user=person)])
    page.save_revision(user=person).publish()
    anonymise(user=person)
    page = ProjectPage.objects.get(pk=page.pk)
    assert [one.user for one in page.contacts.all()] == [contact]
    assert [one.user for one in page.get_latest_revision_as_object().contacts.all()] == [contact]
    assert entry_of(page).contact_user == contact


def test_administration_anonymises_after_saying_so_and_editors_do_not(
    person: User, admin: User, editor: User, signed_in: Callable[[User], Client]
) -> None:
    url = reverse("wagtailusers_users:anonymise", args=[person.pk])
    assert signed_in(editor).post(url, {"sure": "1"})["Location"] == reverse("wagtailadmin_home")
    client = signed_in(admin)
    assert NAME in client.get(url).content.decode()
    assert client.post(url).status_code == 422
    assert User.objects.get(pk=person.pk).display_name == NAME
    assert client.post(url, {"sure": "1"}).status_code == 302
    assert User.objects.get(pk=person.pk).display_name == "Ehemaliges Mitglied"
    assert "Ehemaliges Mitglied" not in client.get(reverse("wagtailusers_users:index")).content.decode()
    own = reverse("wagtailusers_users:anonymise", args=[admin.pk])
    assert client.post(own, {"sure": "1"}).status_code == 302
    assert User.objects.get(pk=admin.pk).groups.filter(name=Role.ADMIN).exists()


def test_names_in_other_letters_in_the_genitive_and_half_in_bold_go_too(member: User) -> None:
    olena = UserFactory(first_name="Олена", last_name="Шевченко")
    hannah = UserFactory(first_name="Hannah", last_name="Zwirbeljansen")
    body = "<p>Олена Шевченко, Hannah Zwirbeljansens Liste, <b>Hannah</b> Zwirbeljansen, /hannah-zwirbeljansen/</p>"
    thread = ThreadFactory(author=member, title="Frage an Олена Шевченко", body=body)
    for user in (olena, hannah):
        anonymise(user=user)
    assert found_in(("Шевченко", "zwirbeljansen", "\\u0428\\u0435\\u0432")) == set()
    assert "Ehemaliges Mitglied" in Post.objects.get(thread=thread).body


def test_who_is_deleted_is_taken_out_of_every_text_and_marks_still_count(
    person: User, member: User, admin: User, signed_in
) -> None:
    thread = ThreadFactory(author=person)
    helped = PostFactory(thread=thread, author=member)
    mark(user=person, post=helped, helps=True)
    signed_in(admin).post(reverse("wagtailusers_users:delete", args=[person.pk]))
    assert not User.objects.filter(pk=person.pk).exists()
    assert found_in((LAST, MAIL)) == set()
    assert entry_of(thread).live
    assert mark(user=member, post=thread.posts.get(position=1), helps=True) == 1
    helped.refresh_from_db()
    assert (helped.mark_count, helped.marks.count()) == (1, 1)
