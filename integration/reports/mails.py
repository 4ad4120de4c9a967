"""What people hear by mail: editors of what waits, reporters and authors of what was decided; never of each other."""

from typing import TYPE_CHECKING

from integration.members.models import User
from integration.notifications.services import queue_message
from integration.reports.models import Case, Report

if TYPE_CHECKING:
    from integration.reports.services import Verdict


def tell_editors(*, case: Case) -> None:
    """Tell the editors that something waits; what it says stands in the admin, not in a mail."""
    for editor in User.objects.editors():
        if editor.pk != case.author_id:
            queue_message(
                recipient=editor.email,
                user=editor,
                template="case_opened",
                context={"case": case},
                dedupe_key=f"case-{case.pk}-{editor.pk}",
            )


def answer_reporter(*, report: Report, case: Case, words: str) -> None:
    """Tell who reported something what became of it, without a name of anybody."""
    assert report.reporter is not None
    queue_message(
        recipient=report.reporter.email,
        user=report.reporter,
        template="report_answered",
        context={"report": report, "case": case, "hidden": case.state == Case.State.HIDDEN, "words": words},
        dedupe_key=f"report-{report.pk}",
    )


def tell_author(*, case: Case, verdict: "Verdict") -> None:
    """Tell an author what the editors decided and why; not who reported it."""
    author = case.author
    if author is None or not author.is_active:
        return
    thing = case.reportable.context(case.object_id) if case.reportable else None
    context = {
        "case": case,
        "url": thing.url if thing is not None and case.state != Case.State.HIDDEN else "",
        "kept": case.state == Case.State.KEPT,
        "hidden": case.state == Case.State.HIDDEN,
        "words": verdict.words,
        "until": verdict.blocked_until,
    }
    queue_message(
        recipient=author.email,
        user=author,
        template="author_told",
        context=context,
        dedupe_key=f"case-author-{case.pk}-{case.decision_count}",
    )
