"""The queue in the admin: what waits first, found and filtered, with as many queries for fifty as for two."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from integration.members.models import User
from integration.reports.models import Case, Decision
from integration.reports.services import Verdict, decide
from tests.factories import PostFactory, ThreadFactory
from tests.reports.test_decide import reported

pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
QUEUE, RECORD = "/admin/reports/case/", "/admin/reports/decision/"


def test_what_is_open_stands_first_and_the_menu_counts_it(editor: User, signed_in: SignedIn) -> None:
    done, waiting = reported(PostFactory(thread__title="Schon erledigt")), reported(PostFactory(thread__title="Offen"))
    decide(case=done, by=editor, seen=0, verdict=Verdict(Decision.Action.KEEP))
    page = signed_in(editor).get(QUEUE).content.decode()
    assert page.index("Offen") < page.index("Schon erledigt")
    assert "Meldungen (1)" in page
    assert waiting.get_absolute_url() in page


def test_the_queue_is_filtered_searched_and_exported_without_running_formulas(
    editor: User, signed_in: SignedIn
) -> None:
    reported(PostFactory(thread__title="=HYPERLINK(böse)", body="<p>Nadel im Heuhaufen</p>"))
    decide(case=reported(PostFactory(thread__title="Fertig")), by=editor, seen=0, verdict=Verdict(Decision.Action.KEEP))
    client = signed_in(editor)
    assert "Fertig" not in client.get(QUEUE, {"state__exact": "open"}).content.decode().split("result-list")[-1]
    for params in ({"q": "Nadel"}, {"art": "post"}, {"grund": "insult"}):
        assert "HYPERLINK" in client.get(QUEUE, params).content.decode()
    assert "HYPERLINK" not in client.get(QUEUE, {"grund": "advert"}).content.decode()
    table = b"".join(client.get(QUEUE, {"export": "csv"}).streaming_content).decode()
    assert "'=HYPERLINK(böse)" in table
    assert ",=HYPERLINK" not in table
    record = b"".join(client.get(RECORD, {"export": "csv"}).streaming_content).decode()
    assert editor.last_name in record


def test_lists_ask_as_much_for_many_as_for_few(editor: User, signed_in: SignedIn) -> None:
    client, thread = signed_in(editor), ThreadFactory()

    def queries(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    def add(number: int) -> None:
        for _number in range(number):
            case = reported(PostFactory(thread=thread))
            decide(case=case, by=editor, seen=0, verdict=Verdict(Decision.Action.HIDE, words="Bitte nicht."))
            reported(PostFactory(thread=thread))

    add(1)
    client.get(QUEUE)
    few = [queries(path) for path in (QUEUE, RECORD, Case.objects.all()[0].get_absolute_url())]
    add(4)
    many = [queries(path) for path in (QUEUE, RECORD, Case.objects.all()[0].get_absolute_url())]
    assert many == few
    assert max(few) <= 25


def test_members_see_nothing_of_it(member: User, signed_in: SignedIn) -> None:
    case, client = reported(PostFactory()), signed_in(member)
    for path in (QUEUE, RECORD, case.get_absolute_url()):
        assert client.get(path)["Location"].startswith(reverse("admin_gate"))


def test_editors_read_that_somebody_writes_without_a_name_for_others(
    member: User, editor: User, signed_in: SignedIn
) -> None:
    case = reported(ThreadFactory(author=member, shielded=True).posts.get())
    decide(case=case, by=editor, seen=0, verdict=Verdict(Decision.Action.KEEP))
    for path in (QUEUE, RECORD):
        assert f"{member.display_name}, für andere ohne Namen" in signed_in(editor).get(path).content.decode()
