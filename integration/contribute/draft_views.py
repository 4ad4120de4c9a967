"""The one way in: drop a file, paste a link or type a title; and the form as it stands, which saves itself."""

import uuid
from http import HTTPStatus
from typing import TypedDict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from integration.autosave import NewerDraftError, say_newer, say_saved
from integration.catalogue.models import Entry
from integration.catalogue.registry import contributable_kinds
from integration.contribute.begin import BeginForm
from integration.contribute.drafts import add_suggestions, as_data, propose, save_draft, suggest_values
from integration.contribute.forms import form_for_kind
from integration.contribute.images import PictureDetails, as_posted
from integration.contribute.keys import made_with
from integration.contribute.limits import TOO_MANY_DRAFTS, TOO_MANY_UPLOADS, has_draft_left, has_upload_left
from integration.contribute.models import Draft
from integration.contribute.permissions import user_can_create_contribution, user_can_edit_contribution
from integration.contribute.proposal_views import create_proposal, draw_proposal
from integration.contribute.proposals import ProposalForm
from integration.contribute.selectors import begun_by
from integration.contribute.uploads import Uploads, store_uploads
from integration.contribute.views import create, draw_form
from integration.intake.guess import guess_event, guess_kind
from integration.intake.links import LinkError, look_at
from integration.members.requests import MemberRequest, as_key
from integration.models import ContributionPage, TopicProposal

MOST_DRAFTS = 5  # shown to go on with


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: MemberRequest) -> HttpResponse:
    """Ask for one thing, a file, a link or a title, and open the form with what follows from it."""
    if not user_can_create_contribution(request.user):
        raise PermissionDenied
    form, trouble = BeginForm(), None
    if request.method == "POST" and (trouble := _too_much(request)):
        form = BeginForm(request.POST)
        form.errors.clear()  # the files are not even looked at
        form.add_error("uploads" if request.FILES else None, trouble)
    elif request.method == "POST":
        form = BeginForm(request.POST, request.FILES)
        form.is_valid()
        uploads = store_uploads(form, request.user)
        if uploads or not form.errors:
            return _begin(request, form, uploads)
    drafts = Entry.objects.visible_to(request.user).written_by(request.user).filter(state=Entry.State.DRAFT)
    context = {
        "form": form,
        "kinds": contributable_kinds().values(),
        "drafts": drafts.order_by("-updated_at")[:MOST_DRAFTS],
        "begun": begun_by(request.user, MOST_DRAFTS),
        "breadcrumbs": [(_("Home"), "/"), (_("Add a contribution"), None)],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    status = HTTPStatus.TOO_MANY_REQUESTS if trouble else status
    return render(request, "contribute/choose.html", context, status=status)


def _too_much(request: MemberRequest) -> str:
    """Return why this person cannot begin another form at the moment; nothing where that is no question."""
    if request.FILES and not has_upload_left(request):
        return str(TOO_MANY_UPLOADS)
    return "" if has_draft_left(request.user) else str(TOO_MANY_DRAFTS)


def _begin(request: MemberRequest, form: BeginForm, uploads: Uploads) -> HttpResponse:
    """Make the draft of what was given, and say what could not be taken along."""
    title, link = form.cleaned_data.get("title", ""), form.cleaned_data.get("link", "")
    data, suggested = {"title": [title], "link_url": [link]}, {}
    if link:
        try:
            seen = look_at(link)
        except LinkError as error:
            messages.warning(request, str(error))
        else:
            data["link_url"] = [seen.url]
            found = {"title": [seen.title[:255]], "teaser": [seen.description[:300]]}
            suggested = {name: values for name, values in found.items() if any(values) and not any(data.get(name, []))}
    for errors in form.errors.values():
        for message in errors:
            messages.warning(request, str(message))
    if uploads.documents:
        data["kept_files"] = [str(document.pk) for document in uploads.documents]
    if uploads.images:
        data |= as_posted(PictureDetails(user=request.user, images=uploads.images).cleaned())
    kind = guess_kind(title=title, has_link=bool(link), has_documents=bool(uploads.documents))
    draft = save_draft(user=request.user, key=uuid.uuid4(), kind=kind, data=data, uploads=uploads)
    if kind == "event":
        event = guess_event(title)
        suggested |= {name: [value] for name, value in (("start", event.start), ("place", event.place)) if value}
    suggest_values(draft, suggested)
    propose(draft)
    return redirect("contribute:draft", draft.key)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Go on with a form that saved itself; what was handed in meanwhile is found among one's contributions."""
    begun = Draft.objects.filter(user=request.user, key=key).select_related("page").first()
    if begun is None:
        if request.method == "POST" and request.POST.get("kind") in contributable_kinds():
            return _hand_in(request, request.POST["kind"])  # which says what became of the draft; nothing is lost
        if made_with(request.user, key) is None:
            raise Http404
        messages.info(request, _("This form was handed in already. Here is how it stands."))
        return redirect("contribute:mine")
    if begun.page_id:
        return redirect("contribute:edit", begun.page_id)
    if begun.proposal_id:
        return redirect("contribute:topic_proposal_edit", begun.proposal_id)
    if request.method == "POST":
        return _hand_in(request, begun.kind)
    if begun.kind == TopicProposal.kind:
        return draw_proposal(request, ProposalForm(draft=begun), None, HTTPStatus.OK)
    model = contributable_kinds().get(begun.kind)
    if model is None or not issubclass(model, ContributionPage):
        raise Http404
    return draw_form(
        request, form_for_kind(model)(user=request.user, draft=add_suggestions(begun)), None, HTTPStatus.OK
    )


def _hand_in(request: MemberRequest, kind: str) -> HttpResponse:
    return create_proposal(request) if kind == TopicProposal.kind else create(request, kind)


def _to_change(kind: str, pk: int | None) -> ContributionPage | TopicProposal:
    if kind == TopicProposal.kind:
        return get_object_or_404(TopicProposal, pk=pk)
    return get_object_or_404(ContributionPage, pk=pk)


@require_POST
def save(request: MemberRequest, key: uuid.UUID) -> JsonResponse:
    """Write down what the form holds at this moment, right or wrong; an older window overwrites nothing."""
    opened = opened_form(request, key)
    if opened is None:
        return JsonResponse({"text": ""}, status=HTTPStatus.CONFLICT)
    if opened["page"] is None and not has_draft_left(request.user, key):
        return JsonResponse({"text": str(TOO_MANY_DRAFTS)}, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        draft = save_draft(user=request.user, key=key, **opened)
    except NewerDraftError as error:
        return tell_newer(error.draft)
    return say_saved(request.POST, draft.version)


class OpenedForm(TypedDict):
    """What a browser says of the form that it shows."""

    kind: str
    data: dict[str, list[str]]
    page: ContributionPage | TopicProposal | None
    opened_revision: int | None
    version: int | None


def opened_form(request: MemberRequest, key: uuid.UUID) -> OpenedForm | None:
    """Return the form as it was sent, where this person may write it; None where it was handed in already."""
    kind = request.POST.get("kind", "")
    page: ContributionPage | TopicProposal | None = None
    if kind not in contributable_kinds() or not user_can_create_contribution(request.user):
        raise Http404
    number = request.POST.get("page", "")
    if number:
        page = _to_change(kind, as_key(number))
        if not user_can_edit_contribution(request.user, page):
            raise PermissionDenied
    elif made_with(request.user, key) is not None:
        return None
    return OpenedForm(
        kind=kind,
        data=as_data(request.POST),
        page=page,
        opened_revision=as_key(request.POST.get("opened_revision", "")),
        version=as_key(request.POST.get("version", "")),
    )


def tell_newer(draft: Draft | None) -> JsonResponse:
    """Say that another window went on with the form; the person decides which of the two stays."""
    if draft is None:
        text = _("This draft was handed in or deleted in another window. What you typed is still here.")
        return say_newer(text, version=0, newest=reverse("contribute:mine"))
    text = _("Somebody went on with this draft in another window. What you typed here is not saved yet.")
    return say_newer(text, version=draft.version, newest=reverse("contribute:draft", args=[draft.key]))
