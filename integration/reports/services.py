"""Reports come in and are decided on, each in one transaction with what it changes and the mails that it causes.

Whoever reports or decides locks the case first: of two editors who decide at once the first wins, and the second hears
what was decided. Whether somebody may is asked before; see `permissions.py`.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import Truncator

from integration.members.models import User
from integration.reports.mails import answer_reporter, tell_author, tell_editors
from integration.reports.models import EXCERPT_LENGTH, Case, Decision, Report
from integration.reports.registry import ReportedContext, reportable_of

VERDICTS = {  # what becomes of the thing -> the state of its case
    Decision.Action.KEEP: Case.State.KEPT,
    Decision.Action.RESTORE: Case.State.KEPT,
    Decision.Action.RELEASE: Case.State.KEPT,
    Decision.Action.HIDE: Case.State.HIDDEN,
    Decision.Action.REFUSE: Case.State.HIDDEN,
}
HIDES = (Decision.Action.HIDE, Decision.Action.REFUSE)
SHOWS = (Decision.Action.RESTORE, Decision.Action.RELEASE)


class TooLateError(Exception):
    """Somebody else decided after the form was opened; nothing was changed. Its argument is the case as it is now."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.pk)
        self.case = case


@dataclass(frozen=True)
class Verdict:
    """What an editor wants done: with the thing, and with its author."""

    action: Decision.Action | None = None  # one of VERDICTS; None leaves the thing as it is
    why: str = ""  # for the record
    words: str = ""  # to the author; empty: the author is not written to
    answer: str = ""  # to those who reported it
    blocked_until: datetime | None = None
    unblock: bool = False


def report(*, user: User, kind: str, object_id: int, context: ReportedContext, reason: str, words: str = "") -> bool:
    """Note that this person wants the editors to look; False where an open report of theirs is there already."""
    try:
        with transaction.atomic():
            case, opened = open_case(kind=kind, object_id=object_id, context=context)
            Report.objects.create(case=case, reporter=user, reason=reason, words=words)
            case.report_count = case.reports.count()
            case.save(update_fields=["report_count"])
            reportable = reportable_of(kind)
            if reportable is not None:
                reportable.note_reported(object_id)
            if opened:
                tell_editors(case=case)
    except IntegrityError:
        if open_report_of(user, kind, object_id) is None:
            raise
        return False
    return True


def open_report_of(user: User, kind: str, object_id: int) -> Report | None:
    """Return this person's report of a thing that nobody has decided on yet."""
    return Report.objects.filter(
        reporter=user, case__kind=kind, case__object_id=object_id, case__state=Case.State.OPEN
    ).first()


def hold(*, kind: str, object_id: int, context: ReportedContext) -> Case:
    """Put something into the editors' queue before anybody else reads it."""
    case, _opened = open_case(kind=kind, object_id=object_id, context=context)
    tell_editors(case=case)
    return case


def open_case(*, kind: str, object_id: int, context: ReportedContext) -> tuple[Case, bool]:
    """Return the open case of a thing, locked, and whether this call opened it; of two at once one does."""
    there = Case.objects.select_for_update().open().filter(kind=kind, object_id=object_id)
    found = there.first()
    if found is not None:
        return found, False
    case = Case(
        kind=kind,
        object_id=object_id,
        author=context.author,
        shielded=context.shielded,
        title=Truncator(context.title).chars(200),
        excerpt=Truncator(context.text).chars(EXCERPT_LENGTH),
    )
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        return there.get(), False
    return case, True


@transaction.atomic
def decide(*, case: Case, by: User, seen: int, verdict: Verdict) -> Case:
    """Do what an editor decided and note it. `seen` is the number of decisions that the form knew of.

    Raises `TooLateError` where there are more by now, `NotPossibleError` where the thing cannot be hidden or shown.
    """
    fresh = Case.objects.select_for_update(of=("self",)).select_related("author", "decided_by").get(pk=case.pk)
    if fresh.decision_count != seen:
        raise TooLateError(fresh)
    now = timezone.now()
    taken: list[Decision.Action] = []
    if verdict.action is not None:
        _do(fresh, verdict.action, by)
        taken.append(verdict.action)
        fresh.state, fresh.decided_at, fresh.decided_by = VERDICTS[verdict.action], now, by
    if verdict.words:
        taken.append(Decision.Action.WARN)
    if verdict.blocked_until is not None:
        taken.append(Decision.Action.BLOCK)
    elif verdict.unblock:
        taken.append(Decision.Action.UNBLOCK)
    for action in taken:
        Decision.objects.create(
            case=fresh,
            action=action,
            by=by,
            author=fresh.author,
            why=verdict.why,
            words=verdict.words if action == Decision.Action.WARN else "",
            until=verdict.blocked_until if action == Decision.Action.BLOCK else None,
            at=now,
        )
    fresh.decision_count += len(taken)
    fresh.save(update_fields=["state", "decided_at", "decided_by", "decision_count"])
    _set_block(fresh, verdict)
    if verdict.words or fresh.is_held or Decision.Action.BLOCK in taken:
        tell_author(case=fresh, verdict=verdict)
    if verdict.action is not None:
        _answer_reporters(fresh, verdict.answer)
    return fresh


def _do(case: Case, action: Decision.Action, by: User) -> None:
    reportable = case.reportable
    if reportable is None:
        return
    if action in HIDES:
        reportable.hide(case.object_id, by)
    elif action in SHOWS:
        reportable.restore(case.object_id, by)


def _set_block(case: Case, verdict: Verdict) -> None:
    if case.author_id is not None and (verdict.blocked_until is not None or verdict.unblock):
        User.objects.filter(pk=case.author_id).update(posting_blocked_until=verdict.blocked_until)


def _answer_reporters(case: Case, words: str) -> None:
    """Write to everybody who reported it and has not heard yet."""
    waiting = case.reports.filter(answered_at=None).select_related("reporter")
    for report in waiting:
        if report.reporter is not None and report.reporter.is_active:
            answer_reporter(report=report, case=case, words=words)
    waiting.update(answered_at=timezone.now())
