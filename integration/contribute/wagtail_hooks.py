"""The review in the admin: its pages and menu, and that nobody decides on a version that they have not seen."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.models import RevisionMixin
from wagtail_modeladmin.options import modeladmin_register

from integration.contribute.proposal_admin import ChangeProposalAdmin
from integration.contribute.review.decisions import check_word, said
from integration.contribute.review.permissions import OWN, is_own_contribution, user_can_review_contributions
from integration.contribute.review.too_late import answer_too_late
from integration.contribute.review.views import menu_label
from integration.members.models import User

DECISIONS = ("action-publish", "action-submit", "action-workflow-action", "action-restart-workflow")
PUBLISHES_PAST_REVIEW = {"action-publish", "action-restart-workflow"}
ENDS_REVIEW_OTHERWISE = {*PUBLISHES_PAST_REVIEW, "action-cancel-workflow"}

modeladmin_register(ChangeProposalAdmin)


@hooks.register("register_admin_urls")
def register_review_pages() -> list[URLPattern | URLResolver]:
    return [path("pruefung/", include("integration.contribute.review.urls"))]


class ReviewMenuItem(MenuItem):
    """The way to the queue, with how much waits there."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and user_can_review_contributions(request.user)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        return LinkMenuItem(self.name, menu_label(), self.url, icon_name=self.icon_name, classname=self.classname)


@hooks.register("register_admin_menu_item")
def register_review_menu() -> MenuItem:
    return ReviewMenuItem("", reverse("review:queue"), name="review", icon_name="clipboard-list", order=0)


@hooks.register("construct_page_action_menu")
@hooks.register("construct_snippet_action_menu")
def decide_by_default(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """During a review the button releases; what would end it without a decision is not offered to those who decide."""
    thing = context.get("page") or context.get("instance")
    if thing is None or not getattr(thing, "workflow_in_progress", False):
        return
    if is_own_contribution(request.user, thing):
        items[:] = [item for item in items if item.name not in PUBLISHES_PAST_REVIEW]
        return
    task = thing.current_workflow_task
    decisions = {name: place for place, (name, _label, _modal) in enumerate(task.get_actions(thing, request.user))}
    if not decisions:
        return
    items[:] = [item for item in items if item.name not in ENDS_REVIEW_OTHERWISE]
    items.sort(key=lambda item: decisions.get(item.name, len(decisions)))


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def refuse_late_decision(request: HttpRequest, thing: Model) -> HttpResponse | None:
    """Answer 409 to a decision on what does not wait any more; Wagtail would save a draft, and say nothing of it."""
    if request.method != "POST" or "action-workflow-action" not in request.POST:
        return None
    if getattr(thing, "workflow_in_progress", False) or not hasattr(thing, "workflow_states"):
        return None
    state = thing.workflow_states.order_by("-created_at", "-pk").first()
    return answer_too_late(request, state, _typed(request))


def _typed(request: HttpRequest) -> str:
    """Return the comment that Wagtail's dialog has put into the form."""
    try:
        return str(json.loads(request.POST.get("workflow-action-extra-data", "")).get("comment") or "")
    except (ValueError, AttributeError, RecursionError):
        return ""


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def refuse_stale_decision(request: HttpRequest, thing: Model) -> HttpResponse | None:
    """Answer 409 to a form that was opened before the newest version and would publish or decide.

    Wagtail itself only warns by script; the form would put the old text over the new one and publish it.
    """
    if request.method != "POST" or not any(name in request.POST for name in DECISIONS):
        return None
    newest = thing.get_latest_revision() if isinstance(thing, RevisionMixin) else None
    if newest is None or _holds(request, str(newest.pk), newest.created_at.isoformat()):
        return None
    address = AdminURLFinder(request.user).get_edit_url(thing)
    return render(request, "contribute/stale.html", {"address": address}, status=409)


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def refuse_what_is_no_decision(request: HttpRequest, thing: Model) -> HttpResponse | None:
    """Refuse to publish past a running review, and a decision whose word is missing or cannot be read."""
    if request.method != "POST" or not getattr(thing, "workflow_in_progress", False):
        return None
    decides = "action-publish" in request.POST or "action-workflow-action" in request.POST
    if decides and is_own_contribution(request.user, thing):
        return _refuse(request, thing, str(OWN), 403)
    if "action-publish" in request.POST:
        return _refuse(request, thing, gettext("This contribution is in review: please release it there."), 409)
    if "action-workflow-action" not in request.POST:
        return None
    try:
        values = json.loads(request.POST.get("workflow-action-extra-data") or "{}")
        comment = said(values.get("comment"), values.get("place"))
        check_word(request.POST.get("workflow-action-name", ""), comment)
    except ValidationError as error:
        return _refuse(request, thing, " ".join(error.messages), 422)
    except (ValueError, AttributeError, TypeError):
        return _refuse(request, thing, gettext("What was sent cannot be read. Please try again."), 422)
    return None


def _refuse(request: HttpRequest, thing: Any, reason: str, status: int) -> HttpResponse:
    context = {"reason": reason, "state": thing.current_workflow_state}
    return render(request, "contribute/review/refused.html", context, status=status)


def _holds(request: HttpRequest, newest: str, saved_at: str) -> bool:
    """Return whether the form shows the newest version; one that does not say what it shows is Wagtail's to judge."""
    overwritten, loaded = request.POST.get("overwrite_revision_id"), request.POST.get("loaded_revision_id")
    if overwritten:
        return overwritten == newest
    return not loaded or (loaded == newest and request.POST.get("loaded_revision_created_at", saved_at) == saved_at)
