"""Many report and decide at the same moment: one case, each report once, one decision."""

from collections import Counter
from functools import partial

import pytest

from integration.forum.models import Thread
from integration.forum.reported import ReportablePost
from integration.reports.models import Case, Decision, Report
from integration.reports.services import Verdict, decide, report
from tests.factories import PostFactory, UserFactory
from tests.services.conftest import at_once

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("portal")]


def test_ten_people_report_one_post_and_two_editors_decide_on_it_at_once() -> None:
    post = PostFactory()
    context = ReportablePost().context(post.pk)
    assert context is not None
    people = [UserFactory() for _number in range(10)]
    calls = [
        partial(report, user=user, kind="post", object_id=post.pk, context=context, reason="insult")
        for user in [*people, *people]
    ]
    answers = at_once(calls)
    assert Counter(answers) == {True: 10, False: 10}
    case = Case.objects.get()
    assert (case.report_count, Report.objects.count()) == (10, 10)

    editors = [UserFactory() for _number in range(4)]
    verdicts = [Verdict(Decision.Action.HIDE), Verdict(Decision.Action.KEEP)] * 2
    decided = at_once(
        [
            partial(decide, case=case, by=by, seen=0, verdict=verdict)
            for by, verdict in zip(editors, verdicts, strict=True)
        ]
    )
    assert Counter(type(answer).__name__ for answer in decided) == {"Case": 1, "TooLateError": 3}
    row, case = Decision.objects.get(), Case.objects.get()
    post.refresh_from_db()
    assert (post.removed_at is not None) == (row.action == Decision.Action.HIDE) == (case.state == Case.State.HIDDEN)
    assert Thread.objects.get().answer_count == (0 if post.removed_at else 1)
