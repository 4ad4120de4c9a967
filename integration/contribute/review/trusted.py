"""People whom the editors trust publish at once; the editors look at it later, and can take it back."""

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import workflow_rejected

from integration.catalogue.services import recorded_once
from integration.contribute.models import LaterReview
from integration.contribute.review.decisions import TooLateError, check_word, said
from integration.members.models import User
from integration.models import ContributionPage


@transaction.atomic
@recorded_once()
def publish_at_once(*, page: ContributionPage, user: User) -> LaterReview:
    """Publish the newest version of a page, and note that the editors have still to look at it.

    Of several versions that nobody looked at the editors look at the newest.
    """
    locked = Page.objects.select_for_update().get(pk=page.pk)
    revision = locked.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=True)
    later, _created = LaterReview.objects.update_or_create(
        page_id=page.pk,
        seen_at=None,
        defaults={"revision": revision, "user": user, "published_at": timezone.now()},
    )
    return later


def _unseen(later: LaterReview, revision: int) -> LaterReview:
    """Return the row under its lock; of two editors the second is too late, as with a version that came meanwhile."""
    locked = LaterReview.objects.select_for_update().select_related("page").filter(pk=later.pk).first()
    if locked is None or locked.seen_at is not None:
        raise TooLateError("seen")
    if locked.revision_id != revision:
        raise TooLateError("newer")
    return locked


@transaction.atomic
def accept_later(*, later: LaterReview, revision: int, editor: User) -> None:
    """Note that an editor has looked at the published version and leaves it; `TooLateError` if that is over."""
    locked = _unseen(later, revision)
    locked.seen_at, locked.seen_by = timezone.now(), editor
    locked.save(update_fields=["seen_at", "seen_by"])


@transaction.atomic
@recorded_once()
def take_back(*, later: LaterReview, revision: int, editor: User, reason: str, place: str = "") -> None:
    """Unpublish what was published at once, and ask its author for changes with this reason.

    The author finds it as after a review that asked for changes, and nobody else gets a mail. Raises `TooLateError`
    where that is over, `ValidationError` without a reason.
    """
    comment = said(reason, place)
    check_word("reject", comment)
    accept_later(later=later, revision=revision, editor=editor)
    page = Page.objects.select_for_update().get(pk=later.page_id)
    for active in WorkflowState.objects.select_for_update().active().for_instance(page):
        active.cancel(user=editor)
    if page.live:
        UnpublishPageAction(page.specific, user=editor).execute(skip_permission_checks=True)
    _ask_for_changes(page, later, editor, comment)


def _ask_for_changes(page: Page, later: LaterReview, editor: User, comment: str) -> None:
    """Leave behind what a review leaves that asked for changes, without the mail that starting one sends."""
    workflow = page.get_workflow()
    author = later.user or page.owner
    state = WorkflowState(
        base_content_type=page.get_base_content_type(),
        content_type=page.get_content_type(),
        object_id=str(page.pk),
        workflow=workflow,
        requested_by=author,
        status=WorkflowState.STATUS_NEEDS_CHANGES,
    )
    state.save()
    task = TaskState.objects.create(
        workflow_state=state,
        task=workflow.tasks.first(),
        revision=page.get_latest_revision(),
        status=TaskState.STATUS_REJECTED,
        comment=comment,
        finished_by=editor,
        finished_at=timezone.now(),
    )
    state.current_task_state = task
    state.save()
    task.log_state_change_action(editor, "reject")
    workflow_rejected.send(sender=WorkflowState, instance=state, user=editor)
