"""Who reports, and who decides on it."""

from integration.members.models import User
from integration.members.permissions import user_can_block_account
from integration.reports.models import Case
from integration.reports.registry import ReportedContext


def user_can_report(user: User, context: ReportedContext) -> bool:
    """Everybody who sees a thing may report it, blocked or not; nobody reports what they wrote themselves."""
    return user.is_active and (context.author is None or context.author.pk != user.pk)


def user_can_view_cases(user: User) -> bool:
    """Editors see what waits, and what was decided."""
    return user.is_editor


def user_can_decide_case(user: User, case: Case) -> bool:
    """Editors decide, but not on what they wrote themselves."""
    return user_can_view_cases(user) and (case.author_id is None or case.author_id != user.pk)


def user_can_block_author(user: User, case: Case) -> bool:
    """Return whether this editor may stop the author of a thing from writing for a while."""
    return user_can_decide_case(user, case) and case.author is not None and user_can_block_account(user, case.author)
