"""A decision that comes too late: everywhere in the admin the editor reads who decided what, as on the review page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.models import TaskState, WorkflowState

from integration.contribute.models import EditorialReview
from integration.contribute.review.decisions import TooLateError
from integration.contribute.review.permissions import user_can_review_contributions
from integration.members.models import User
from integration.members.requests import as_key

NOT_DONE = _("Your decision was not carried out.")
NEWER = _("Somebody has saved a newer version meanwhile. You see it here.")
DIALOGS = {"workflow_action", "collect_workflow_action_data"}  # Wagtail's, for pages and for snippets
CONFLICT = 409


def what_happened(state: WorkflowState) -> str:
    """Return in a sentence why a contribution does not wait for this decision any more."""
    task = state.current_task_state
    person = task.finished_by.display_name if task is not None and task.finished_by else gettext("Somebody")
    if state.status == WorkflowState.STATUS_APPROVED:
        return gettext("%(person)s has released this contribution already.") % {"person": person}
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return gettext("%(person)s has asked for changes already.") % {"person": person}
    if state.status == WorkflowState.STATUS_CANCELLED:
        if task is not None and task.comment and task.status == TaskState.STATUS_CANCELLED:
            return gettext("%(person)s has declined this contribution already.") % {"person": person}
        return gettext("This contribution was taken back.")
    return str(NEWER)


def reason_for(state: WorkflowState | None) -> str:
    """Return what a page says that cannot show the contribution itself."""
    if state is None:
        happened = gettext("This contribution does not wait for a decision.")
    elif state.status == WorkflowState.STATUS_IN_PROGRESS:
        happened = gettext("This contribution was handed in anew meanwhile.")
    else:
        happened = what_happened(state)
    return f"{happened} {NOT_DONE}"


def answer_too_late(request: HttpRequest, state: WorkflowState | None, typed: str = "") -> HttpResponse:
    """Say what happened meanwhile; what was typed stays, to be copied."""
    context = {"reason": reason_for(state), "state": state, "typed": typed}
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        # A dialog of Wagtail's shows nothing but a complete answer
        dialog: HttpResponse = render_modal_workflow(
            request, "contribute/review/too_late.html", None, context, json_data={"step": "too_late"}
        )
        return dialog
    return render(request, "contribute/review/refused.html", context, status=CONFLICT)


class TooLateMiddleware:
    """Wagtail's dialogs and its editor would say that a permission is missing, or nothing at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: tuple, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Answer for a dialog whose review is over; editors only, Wagtail refuses the others."""
        match = request.resolver_match
        if match is None or match.url_name not in DIALOGS or "task_state_id" not in kwargs:
            return None
        if not isinstance(request.user, User) or not user_can_review_contributions(request.user):
            return None
        reviews = TaskState.objects.filter(task__in=EditorialReview.objects.values("pk"))
        task_state = reviews.filter(pk=as_key(str(kwargs["task_state_id"]))).first()
        if task_state is None or task_state.status == TaskState.STATUS_IN_PROGRESS:
            return None
        return answer_too_late(request, task_state.workflow_state, request.POST.get("comment", ""))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer for a decision that lost against another one at the same moment."""
        if not isinstance(exception, TooLateError):
            return None
        state = WorkflowState.objects.filter(pk=exception.workflow_state_id).first()
        return answer_too_late(request, state, request.POST.get("comment", ""))
