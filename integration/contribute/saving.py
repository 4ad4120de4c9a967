"""What the forms of all kinds have in common when they are sent: what was pressed, what came of it, what to say."""

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integration.catalogue.contract import Contribution
from integration.catalogue.registry import contributable_kinds
from integration.contribute.drafts import save_draft
from integration.contribute.forms import KeyedForm
from integration.contribute.keys import made_with
from integration.contribute.locking import (
    ChangedMeanwhileError,
    FilesGoneError,
    InReviewError,
    LockedError,
    NotInReviewError,
    is_in_review,
)
from integration.contribute.models import Draft
from integration.contribute.uploads import Uploads, named_uploads
from integration.members.requests import MemberRequest, as_key
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
    FilesGoneError: gettext_lazy(
        "A file was deleted in another window meanwhile. What you typed is still here: look through the files and "
        "choose what is missing once more."
    ),
}


KEEPS_DRAFT = ("draft", "preview")


def wants_review(request: MemberRequest) -> bool:
    return request.POST.get("action") not in KEEPS_DRAFT


def other_kind_wanted(request: MemberRequest) -> str:
    """Return the name of the kind into which the form is to be turned, or nothing."""
    action, _dash, kind = request.POST.get("action", "").partition("-")
    return kind if action == "kind" and kind in contributable_kinds() else ""


def other_kinds(kind: str) -> list[type[Contribution]]:
    """Return the kinds into which a form of this kind can be turned."""
    return [model for name, model in contributable_kinds().items() if name != kind]


def turn_into(
    request: MemberRequest, kind: str, *, key: uuid.UUID, data: dict[str, list[str]], uploads: Uploads | None = None
) -> HttpResponseRedirect:
    """Go on with the form of another kind; all that was typed and uploaded comes along, right or wrong.

    What was handed in or kept with this form before stays as it is: then a form of its own goes on.
    """
    made = made_with(request.user, key)
    if made is not None:
        key, uploads = uuid.uuid4(), named_uploads(data, request.user)
        messages.info(
            request,
            _("“%(title)s” stays among your contributions as you kept it. This form becomes another contribution.")
            % {"title": title_of(made)},
        )
    draft = save_draft(user=request.user, key=key, kind=kind, data=data, uploads=uploads)
    return redirect("contribute:draft", draft.key)


def title_of(made: ContributionPage | TopicProposal) -> str:
    """Return the title as its author wrote it last."""
    return made.draft_title if isinstance(made, ContributionPage) else made.get_latest_revision_as_object().title


def refuse_other_kind(form: KeyedForm, made: ContributionPage | TopicProposal) -> None:
    """Say at a form that it has become something else already, and how to go on, which is under another key."""
    text = _(
        "This form has already become the contribution “%(title)s” (%(kind)s), which stays as it is. What you typed is "
        "still here. Press the button once more if it is to become another contribution."
    )
    form.add_error(None, text % {"title": title_of(made), "kind": made.kind_label})
    form.take_key(uuid.uuid4())


def is_of_deleted_draft(request: MemberRequest, form: KeyedForm) -> bool:
    """Say at a form whose draft was deleted in another window that it is there again, and return whether that is so."""
    if not as_key(request.POST.get("version", "")):
        return False  # it was none yet
    if (
        Draft.objects.filter(user=request.user, key=form.draft_key).exists()
        or made_with(request.user, form.draft_key) is not None
    ):
        return False
    form.add_error(
        None,
        _(
            "This draft was deleted in another window. What you typed is still here and saved anew: press the button "
            "once more if you want to keep it."
        ),
    )
    return True


def is_saved(form: forms.BaseForm, save: Callable[[], object]) -> bool:
    """Save, or say at the form why that cannot be; what was typed stays."""
    try:
        save()
    except (InReviewError, LockedError, ChangedMeanwhileError, FilesGoneError) as error:
        form.add_error(None, REFUSALS[type(error)])
    return not form.errors


def say_taken_back(request: MemberRequest, take_back: Callable[[], object]) -> HttpResponse:
    """Take a contribution back, and say what came of it."""
    try:
        take_back()
    except NotInReviewError:
        messages.warning(request, _("Nothing was taken back: the state of this contribution has changed meanwhile."))
    except LockedError:
        messages.warning(request, _("Nothing was taken back: the editors keep this contribution as it is. Call them."))
    else:
        messages.success(request, _("Taken back. You can go on with it whenever you like."))
    return redirect("contribute:mine")


def say_how_it_stands(request: MemberRequest, saved: ContributionPage | TopicProposal) -> HttpResponse:
    """Say how a contribution stands now, not what the button was called."""
    saved.refresh_from_db()
    if is_in_review(saved):
        title = saved.title if isinstance(saved, TopicProposal) else saved.draft_title
        messages.success(request, render_to_string("contribute/thanks.html", {"title": title}, request))
    elif saved.live and not saved.has_unpublished_changes:
        messages.success(request, _("Thank you! Your contribution is published."))
    else:
        messages.success(request, _("Your draft is saved. Only you and the editors see it."))
    if request.POST.get("action") == "preview":
        of_proposal = isinstance(saved, TopicProposal)
        return redirect("contribute:topic_proposal_preview" if of_proposal else "contribute:preview", saved.pk)
    return redirect("contribute:mine")
