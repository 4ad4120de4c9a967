"""Proposing a change to somebody else's contribution, and answering it."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integration.contribute.change_forms import AnswerForm, ProposalForm
from integration.contribute.change_proposals import (
    AnsweredError,
    OpenProposalError,
    answer_proposal,
    open_proposal_of,
    propose_change,
)
from integration.contribute.models import ChangeProposal
from integration.contribute.pages import crumbs, page_or_404
from integration.contribute.permissions import (
    user_can_answer_proposal,
    user_can_propose_change,
    user_can_view_page_of_proposal,
    user_can_view_proposal,
)
from integration.members.requests import MemberRequest
from integration.models import ContributionPage

TOO_MANY_REQUESTS = 429


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one text for the author; while an earlier one waits, show that one instead."""
    page = page_or_404(pk)
    if not user_can_propose_change(request.user, page):
        raise PermissionDenied
    earlier = open_proposal_of(request.user, page)
    if request.method != "POST":
        return _draw_proposal(request, page, None if earlier else ProposalForm(), earlier)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return _draw_proposal(request, page, form, None, status=422)
    text = form.cleaned_data["text"]
    if earlier is None:
        if not ratelimit.consume(request, action="propose_change"):
            form.add_error(
                None, _("You have proposed a lot within an hour. What you typed is still here: wait a little.")
            )
            return _draw_proposal(request, page, form, None, status=TOO_MANY_REQUESTS)
        try:
            propose_change(page=page, user=request.user, text=text)
        except OpenProposalError:
            earlier = open_proposal_of(request.user, page)
    if earlier is not None and earlier.text != text:
        form.add_error(
            None, _("Your earlier proposal waits for an answer. What you typed is still here: keep it till then.")
        )
        return _draw_proposal(request, page, form, earlier, status=409)
    messages.success(request, _("Thank you! Your proposal is on its way. The answer comes by mail."))
    return redirect(page.url)


def _draw_proposal(
    request: MemberRequest,
    page: ContributionPage,
    form: ProposalForm | None,
    earlier: ChangeProposal | None,
    *,
    status: int = 200,
) -> HttpResponse:
    author = page.owner if page.owner is not None and page.owner.is_active else None
    context = {
        "form": form,
        "page_edited": page,
        "author": author,
        "earlier": earlier,
        "breadcrumbs": [(_("Home"), "/"), (page.title, page.url), (_("Propose a change"), None)],
    }
    return render(request, "contribute/propose.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a proposal to those whom it concerns, and take the answer of author or editors."""
    found = get_object_or_404(ChangeProposal.objects.select_related("page", "user", "answered_by"), pk=pk)
    if not user_can_view_proposal(request.user, found):
        raise PermissionDenied
    may_answer = user_can_answer_proposal(request.user, found)
    if request.method != "POST":
        return _draw_answer(request, found, AnswerForm(), may_answer=may_answer)
    if not may_answer:
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _draw_answer(request, found, form, may_answer=True, status=422)
    try:
        answer_proposal(
            proposal=found,
            user=request.user,
            taken=form.cleaned_data["state"] == AnswerForm.TAKEN,
            answer=form.cleaned_data["answer"],
        )
    except AnsweredError:
        messages.warning(request, _("This proposal was answered already."))
        return redirect("contribute:proposal", pk)
    messages.success(request, _("Thank you! Your answer is on its way by mail."))
    if found.page.owner_id == request.user.pk:
        return redirect("contribute:mine")
    return redirect("contribute:proposal", pk)


def _draw_answer(
    request: MemberRequest, found: ChangeProposal, form: AnswerForm, *, may_answer: bool, status: int = 200
) -> HttpResponse:
    page = found.page.specific
    context = {
        "form": form,
        "proposal": found,
        "page_edited": page if user_can_view_page_of_proposal(request.user, found) else None,
        "is_own": page.owner_id == request.user.pk,
        "may_answer": may_answer and found.state == ChangeProposal.State.OPEN,
        "breadcrumbs": crumbs(_("Proposed change")),
    }
    return render(request, "contribute/proposal.html", context, status=status)
