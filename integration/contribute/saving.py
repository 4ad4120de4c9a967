"""What the forms of all kinds have in common when they are sent: what was pressed, what came of it, what to say."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integration.catalogue.contract import Contribution
from integration.catalogue.registry import contributable_kinds
from integration.contribute.drafts import save_draft
from integration.contribute.locking import ChangedMeanwhileError, InReviewError, LockedError, is_in_review
from integration.members.requests import MemberRequest
from integration.models import ContributionPage, TopicProposal

REFUSALS = {
    InReviewError: gettext_lazy(
        "This contribution is with the editors at the moment, so it cannot be changed. What you typed is still "
        "here: take the contribution back in another tab, then save again."
    ),
    LockedError: gettext_lazy(
        "The editors keep this contribution as it is for the moment. What you typed is still here: call them."
    ),
    ChangedMeanwhileError: gettext_lazy(
        "Somebody saved a newer version after you opened this page. What you typed is still here: open the "
        "contribution anew in another tab and compare before you save."
    ),
}


def wants_review(request: MemberRequest) -> bool:
    return request.POST.get("action") != "draft"


def other_kind_wanted(request: MemberRequest) -> str:
    """Return the name of the kind into which the form is to be turned, or nothing."""
    action, _dash, kind = request.POST.get("action", "").partition("-")
    return kind if action == "kind" and kind in contributable_kinds() else ""


def other_kinds(kind: str) -> list[type[Contribution]]:
    """Return the kinds into which a form of this kind can be turned."""
    return [model for name, model in contributable_kinds().items() if name != kind]


def turn_into(request: MemberRequest, kind: str, **what_is_there: Any) -> HttpResponseRedirect:
    """Go on with the form of another kind; all that was typed and uploaded comes along, right or wrong."""
    draft = save_draft(user=request.user, kind=kind, **what_is_there)
    return redirect("contribute:draft", draft.key)


def is_saved(form: forms.BaseForm, save: Callable[[], object]) -> bool:
    """Save, or say at the form why that cannot be; what was typed stays."""
    try:
        save()
    except (InReviewError, LockedError, ChangedMeanwhileError) as error:
        form.add_error(None, REFUSALS[type(error)])
    return not form.errors


def say_how_it_stands(request: MemberRequest, saved: ContributionPage | TopicProposal) -> HttpResponse:
    """Say how a contribution stands now, not what the button was called."""
    saved.refresh_from_db()
    if is_in_review(saved):
        messages.success(request, _("Thank you! Your contribution is with the editors now. You need do nothing more."))
    elif saved.live and not saved.has_unpublished_changes:
        messages.success(request, _("Thank you! Your contribution is published."))
    else:
        messages.success(request, _("Your draft is saved. Only you and the editors see it."))
    return redirect("contribute:mine")
