""" "Was noch fehlt": a page with one question, and the next one after it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integration.catalogue.models import Entry
from integration.contribute.life import StateChangedError, can_be_handed_in, hand_in_again
from integration.contribute.life_views import to_mine
from integration.contribute.locking import ChangedMeanwhileError, InReviewError, LockedError, is_in_review
from integration.contribute.models import Draft
from integration.contribute.pages import crumbs, page_or_404
from integration.contribute.permissions import user_can_edit_contribution
from integration.contribute.questions import (
    DraftInTheWayError,
    QuestionForm,
    answer_question,
    open_questions,
    question_form,
    question_labels,
    skip_question,
)
from integration.contribute.saving import say_how_it_stands
from integration.contribute.selectors import ASKED_ABOUT
from integration.members.requests import MemberRequest
from integration.models import ContributionPage


def _questions(page: ContributionPage, request: MemberRequest) -> list[str]:
    """Return the open questions that the form of this kind can ask."""
    if page.review_state() not in ASKED_ABOUT:
        return []
    labels = question_labels(type(page), request.user)
    return [name for name in open_questions(page=page, user=request.user) if name in labels]


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for the one thing that would help most; saved or skipped, the next one follows."""
    page = page_or_404(pk)
    if not user_can_edit_contribution(request.user, page):
        raise PermissionDenied
    if not page.contribute_fields:  # a kind that is written in the admin only
        raise Http404
    if is_in_review(page):
        return render(request, "contribute/in_review.html", {"page_edited": page}, status=409)
    if request.method != "POST":
        if Draft.objects.filter(page_id=page.pk, user=request.user).exists():
            return _to_the_form(request, page)
        names = _questions(page, request)
        if not names:
            return _done(request, page)
        form = question_form(version=_newest(page), user=request.user, field=names[0])
        return _draw(request, page, form, len(names))
    return _take(request, page)


def _newest(page: ContributionPage) -> ContributionPage:
    version: ContributionPage = page.get_latest_revision_as_object()
    return version


def _take(request: MemberRequest, page: ContributionPage) -> HttpResponse:
    """Take an answer, or remember that the question is not wanted."""
    field = request.POST.get("question", "")
    if field not in question_labels(type(page), request.user):
        return redirect("contribute:question", page.pk)
    if request.POST.get("action") == "skip":
        skip_question(page=page, user=request.user, field=field)
        return redirect("contribute:question", page.pk)
    form = question_form(version=_newest(page), user=request.user, field=field, data=request.POST)
    if form is None:
        return redirect("contribute:question", page.pk)
    if not form.is_valid():
        return _draw(request, page, form, len(_questions(page, request)), status=422)
    try:
        answer_question(page=page, user=request.user, field=field, values=form.values())
    except InReviewError:
        form.add_error(None, _("This contribution is with the editors at the moment, so it cannot be changed."))
    except LockedError:
        form.add_error(
            None,
            _("The editors keep this contribution as it is for the moment. What you typed is still here: call them."),
        )
    except DraftInTheWayError:
        form.add_error(None, _("You are changing this contribution in the form already. Please go on there."))
    except ChangedMeanwhileError:
        form.add_error(None, _("This was filled in meanwhile. What you typed is still here: compare before you go on."))
    if form.errors:
        return _draw(request, page, form, len(_questions(page, request)), status=409)
    if request.POST.get("action") == "submit":
        return _submit(request, page)
    return redirect("contribute:question", page.pk)


def _submit(request: MemberRequest, page: ContributionPage) -> HttpResponse:
    fresh = page_or_404(page.pk)
    try:
        hand_in_again(page=fresh, user=request.user, seen=fresh.latest_revision_id)
    except (InReviewError, LockedError, StateChangedError, ChangedMeanwhileError):
        messages.warning(request, _("Saved, but not handed in: the state of this contribution has changed meanwhile."))
    else:
        return say_how_it_stands(request, fresh)
    return to_mine()


def _done(request: MemberRequest, page: ContributionPage) -> HttpResponse:
    """Where nothing is left to ask: changes to something published want to be handed in, a draft can wait."""
    if page.review_state() == Entry.State.PUBLISHED and page.has_unpublished_changes:
        return redirect("contribute:submit", page.pk)
    messages.success(request, _("Nothing more is missing in “%(title)s”. Thank you!") % {"title": page.draft_title})
    return to_mine()


def _to_the_form(request: MemberRequest, page: ContributionPage) -> HttpResponse:
    messages.info(request, _("You are changing this contribution in the form already. Please go on there."))
    return redirect("contribute:edit", page.pk)


def _draw(
    request: MemberRequest, page: ContributionPage, form: QuestionForm | None, left: int, *, status: int = 200
) -> HttpResponse:
    if form is None:
        raise Http404
    state = page.review_state()
    context = {
        "form": form,
        "page_edited": page,
        "state": state,
        "left": left,
        "is_last": left <= 1,
        "can_submit": state == Entry.State.PUBLISHED or can_be_handed_in(state, has_open_changes=True),
        "breadcrumbs": crumbs(page.draft_title),
    }
    return render(request, "contribute/question.html", context, status=status)
