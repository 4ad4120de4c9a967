"""Editors decide once: the post, its author and whoever reported it hear of it, and the record keeps who did what."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from integration.forum.models import Post
from integration.forum.reported import ReportablePost
from integration.members.models import User
from integration.notifications.models import Message
from integration.reports.models import AppendOnlyError, Case, Decision
from integration.reports.services import Verdict, decide, report
from tests.factories import PostFactory, ThreadFactory, UserFactory

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]


def reported(post: Post, *reporters: User) -> Case:
    context = ReportablePost().context(post.pk)
    assert context is not None
    for reporter in reporters or (UserFactory(),):
        report(user=reporter, kind="post", object_id=post.pk, context=context, reason="insult", words="Bitte ansehen.")
    return Case.objects.get(kind="post", object_id=post.pk, state=Case.State.OPEN)


def mails_to(user: User) -> list[Message]:
    return list(Message.objects.filter(recipient=user.email).order_by("pk"))


def test_the_page_shows_the_post_in_its_surroundings_and_its_authors_record(
    editor: User, member: User, signed_in: SignedIn
) -> None:
    thread = ThreadFactory(body="<p>Vorher gefragt</p>")
    earlier = PostFactory(thread=thread, author=member, body="<p>Schon einmal</p>")
    decide(case=reported(earlier), by=editor, seen=0, verdict=Verdict(Decision.Action.HIDE, words="Bitte sachlich."))
    post = PostFactory(thread=thread, author=member, shielded=True, body="<p>Das ist gemeint</p>")
    PostFactory(thread=thread, body="<p>Nachher geantwortet</p>")
    page = signed_in(editor).get(reported(post).get_absolute_url()).content.decode()
    for words in ("Vorher gefragt", "Das ist gemeint", "Nachher geantwortet", member.last_name, "Bitte sachlich."):
        assert words in page
    assert "Bitte ansehen." in page


def test_hiding_warning_and_blocking_go_together_and_everybody_hears_what_concerns_them(
    editor: User, member: User, other_member: User, signed_in: SignedIn
) -> None:
    post = PostFactory(author=member)
    case = reported(post, other_member)
    until = timezone.localdate() + timedelta(days=7)
    data = {"seen": 0, "action": "hide", "words": "Bitte bleiben Sie sachlich.", "why": "Dritte Beleidigung"}
    answer = signed_in(editor).post(case.get_absolute_url(), data | {"blocked_until": until.isoformat()})
    assert answer.status_code == 302
    post.refresh_from_db()
    member.refresh_from_db()
    assert post.removed_at is not None
    assert member.is_blocked_from_posting
    assert [row.action for row in case.decisions.order_by("pk")] == ["hide", "warn", "block"]
    assert {row.why for row in case.decisions.all()} == {"Dritte Beleidigung"}
    told, answered = mails_to(member)[-1], mails_to(other_member)[-1]
    assert "Bitte bleiben Sie sachlich." in told.body
    assert other_member.last_name not in told.body
    assert "ausgeblendet" in answered.body
    assert member.last_name not in answered.body
    assert "Dritte Beleidigung" not in told.body + answered.body


def test_nothing_wrong_ends_a_case_and_a_new_report_opens_another(
    editor: User, other_member: User, signed_in: SignedIn
) -> None:
    post = PostFactory()
    case = reported(post, other_member)
    signed_in(editor).post(case.get_absolute_url(), {"seen": 0, "action": "keep", "answer": "Das war ein Scherz."})
    case.refresh_from_db()
    assert case.state == Case.State.KEPT
    assert "Das war ein Scherz." in mails_to(other_member)[-1].body
    assert mails_to(post.author) == []
    assert reported(post, other_member).pk != case.pk


def test_what_was_hidden_is_shown_again(editor: User, signed_in: SignedIn) -> None:
    post = PostFactory()
    case = reported(post)
    client = signed_in(editor)
    client.post(case.get_absolute_url(), {"seen": 0, "action": "hide"})
    assert "Wieder zeigen" in client.get(case.get_absolute_url()).content.decode()
    client.post(case.get_absolute_url(), {"seen": 1, "action": "restore", "why": "Doch in Ordnung"})
    post.refresh_from_db()
    assert post.removed_at is None
    assert Case.objects.get(pk=case.pk).state == Case.State.KEPT


def test_of_two_editors_the_first_wins_and_the_second_hears_who_decided_what(
    editor: User, admin: User, signed_in: SignedIn
) -> None:
    post = PostFactory()
    case = reported(post)
    signed_in(editor).post(case.get_absolute_url(), {"seen": 0, "action": "hide"})
    late = signed_in(admin).post(case.get_absolute_url(), {"seen": 0, "action": "keep", "why": "Finde ich harmlos"})
    assert late.status_code == 409
    page = late.content.decode()
    assert f"{editor.display_name} hat schon entschieden: ausgeblendet" in page
    assert "Finde ich harmlos" in page
    assert Decision.objects.count() == 1


def test_what_makes_no_sense_is_said_and_changes_nothing(editor: User, signed_in: SignedIn) -> None:
    case, client = reported(PostFactory()), signed_in(editor)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    for data in (
        {},
        {"seen": "x"},
        {"seen": 0, "action": "erfunden"},
        {"seen": 0, "action": "hide", "words": "x", "blocked_until": yesterday},
        {"seen": 0, "action": "hide", "blocked_until": timezone.localdate().isoformat()},
        {"seen": 0, "action": "hide", "words": "x", "blocked_until": "9999-12-31"},
    ):
        assert client.post(case.get_absolute_url(), data).status_code == 422, data
    assert not Decision.objects.exists()


def test_editors_do_not_decide_on_their_own_posts(editor: User, signed_in: SignedIn) -> None:
    case = reported(PostFactory(author=editor))
    client = signed_in(editor)
    assert "Das haben Sie selbst geschrieben." in client.get(case.get_absolute_url()).content.decode()
    assert client.post(case.get_absolute_url(), {"seen": 0, "action": "keep"}).status_code == 403


def test_the_record_is_only_added_to(editor: User) -> None:
    decide(case=reported(PostFactory()), by=editor, seen=0, verdict=Verdict(Decision.Action.KEEP))
    row = Decision.objects.get()
    row.why = "anders"
    for change in (row.save, row.delete, Decision.objects.all().delete, lambda: Decision.objects.update(why="anders")):
        with pytest.raises(AppendOnlyError):
            change()
    assert Decision.objects.get().why == ""
