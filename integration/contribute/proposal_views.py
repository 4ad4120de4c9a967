"""Pages of topic proposals: read, hand in, change, look at, take back."""

import uuid
from functools import partial
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from integration.catalogue.models import Entry
from integration.catalogue.services import entry_of
from integration.contribute.drafts import as_data, save_draft, what_it_is_of
from integration.contribute.keys import OtherKindError, made_with
from integration.contribute.locking import is_in_review
from integration.contribute.models import Draft
from integration.contribute.permissions import (
    user_can_create_contribution,
    user_can_edit_contribution,
    user_can_preview_contribution,
    user_can_withdraw_contribution,
)
from integration.contribute.proposals import (
    ProposalForm,
    change_proposal,
    hand_in_proposal,
    withdraw_proposal,
)
from integration.contribute.saving import (
    is_of_deleted_draft,
    is_saved,
    other_kind_wanted,
    other_kinds,
    refuse_other_kind,
    say_how_it_stands,
    say_taken_back,
    turn_into,
    wants_review,
)
from integration.contribute.selectors import request_of_editors
from integration.members.requests import MemberRequest
from integration.models import TopicProposal

FORM = ["GET", "HEAD", "POST"]
TITLE_LENGTH = 255  # characters


def _found(pk: int) -> TopicProposal:
    return get_object_or_404(TopicProposal.objects.select_related("owner__municipality", "municipality"), pk=pk)


@require_safe
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a published proposal to those who may see it; a draft has no address of its own."""
    proposal = _found(pk)
    if not proposal.live:
        raise Http404
    entry = entry_of(proposal)
    if entry is None or not Entry.objects.visible_to(request.user).filter(pk=entry.pk).exists():
        raise PermissionDenied(_("This page is meant for certain groups."))
    return TemplateResponse(request, proposal.template, proposal.get_context(request, entry))


@require_safe
def preview(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the newest version as it will look, to those who may read drafts."""
    proposal = _found(pk)
    if not user_can_preview_contribution(request.user, proposal):
        raise PermissionDenied
    version = proposal.get_latest_revision_as_object()
    context = version.get_context(request) | {"is_draft_preview": True, "state": proposal.review_state()}
    return TemplateResponse(request, version.template, context)


@require_http_methods(FORM)
def create_proposal(request: MemberRequest) -> HttpResponse:
    """Hand in a proposal, or keep it as a draft; the same form handed in twice makes one."""
    if not user_can_create_contribution(request.user):
        raise PermissionDenied
    if request.method != "POST":
        title = request.GET.get("titel", "").strip()[:TITLE_LENGTH]
        return draw_proposal(request, ProposalForm(initial={"title": title}), None, 200)
    form = ProposalForm(request.POST)
    if other := other_kind_wanted(request):
        data = as_data(request.POST) | {"kind": [TopicProposal.kind]}
        return turn_into(request, other, key=form.draft_key, data=data)
    if not form.is_valid() or is_of_deleted_draft(request, form):
        _save_for_later(request, form, None)
        return draw_proposal(request, form, None, 422)
    key = form.cleaned_data["key"] or uuid.uuid4()
    try:
        done = hand_in_proposal(user=request.user, key=key, values=form.values(), for_review=wants_review(request))
    except OtherKindError as error:
        refuse_other_kind(form, error.made)
        _save_for_later(request, form, None)
        Draft.objects.filter(user=request.user, key=key, page=None, proposal=None).delete()  # goes on under the new key
        return draw_proposal(request, form, None, 409)
    # The same form with other contents, by the browser's back button: it changes what it made before
    if done.same or _change(request, form, done.proposal, opened_revision=done.proposal.latest_revision_id):
        return say_how_it_stands(request, done.proposal)
    _save_for_later(request, form, done.proposal)
    return draw_proposal(request, form, None, 409)


@require_http_methods(FORM)
def edit_proposal(request: MemberRequest, pk: int) -> HttpResponse:
    """Go on with one's own proposal; while it is with the editors it has to be taken back first."""
    proposal = _found(pk)
    if not user_can_edit_contribution(request.user, proposal):
        raise PermissionDenied
    version = proposal.get_latest_revision_as_object()
    if request.method != "POST":
        if is_in_review(proposal):
            return render(request, "contribute/proposal_in_review.html", {"proposal": version}, status=409)
        draft = Draft.objects.filter(user=request.user, proposal=proposal).first()
        return draw_proposal(request, ProposalForm(instance=version, draft=draft), proposal, 200)
    form = ProposalForm(request.POST, instance=version)
    if not form.is_valid():
        _save_for_later(request, form, proposal)
        return draw_proposal(request, form, proposal, 422)
    if _change(request, form, proposal, opened_revision=form.cleaned_data["opened_revision"]):
        return say_how_it_stands(request, proposal)
    _save_for_later(request, form, proposal)
    return draw_proposal(request, form, proposal, 409)


@require_http_methods(FORM)
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once, then take a proposal back from the editors or the readers."""
    proposal = _found(pk)
    if not user_can_withdraw_contribution(request.user, proposal):
        raise PermissionDenied
    state = proposal.review_state()
    if request.method != "POST":
        return render(request, "contribute/proposal_withdraw.html", {"proposal": proposal, "state": state})
    was_published = request.POST.get("state") == Entry.State.PUBLISHED
    take_back = partial(withdraw_proposal, proposal=proposal, user=request.user, was_published=was_published)
    return say_taken_back(request, take_back)


def _save_for_later(request: MemberRequest, form: ProposalForm, proposal: TopicProposal | None) -> None:
    """Keep what was sent though it was not taken: it is there on another device, too."""
    key = form.cleaned_data.get("key")
    if proposal is None and (key is None or made_with(request.user, key) is not None):
        return
    opened = form.cleaned_data.get("opened_revision")
    save_draft(
        user=request.user,
        key=key or uuid.uuid4(),
        kind=TopicProposal.kind,
        data=as_data(cast("QueryDict", form.data)),
        page=proposal,
        opened_revision=opened or (proposal.latest_revision_id if proposal is not None else None),
    )


def draw_proposal(
    request: MemberRequest, form: ProposalForm, proposal: TopicProposal | None, status: int
) -> HttpResponse:
    """Show the form; it is the same for a new proposal, one that saved itself and one that is changed."""
    label = str(TopicProposal.kind_label)
    context = {
        "form": form,
        "kind": form.kind,
        "other_kinds": [] if proposal else other_kinds(TopicProposal.kind),
        "proposal": proposal,
        "saved": Draft.objects.filter(user=request.user, **what_it_is_of(form.draft_key, proposal)).first(),
        "word": request_of_editors(proposal) if proposal else None,
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("My contributions"), "/meine-beitraege/") if proposal else (_("Add a contribution"), "/beitrag/neu/"),
            (proposal.title if proposal else label, None),
        ],
    }
    return render(request, "contribute/proposal_form.html", context, status=status)


def _change(
    request: MemberRequest, form: ProposalForm, proposal: TopicProposal, *, opened_revision: int | None
) -> bool:
    """Save what the form holds as the newest version, or say at the form why that cannot be; what was typed stays."""
    save = partial(
        change_proposal,
        proposal=proposal,
        user=request.user,
        opened_revision=opened_revision,
        values=form.values(),
        for_review=wants_review(request),
        key=form.cleaned_data["key"],
    )
    return is_saved(form, save)
