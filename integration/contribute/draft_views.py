"""The one way in: drop a file, paste a link or type a title; and the form as it stands, which saves itself."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from integration.catalogue.models import Entry
from integration.catalogue.registry import contributable_kinds
from integration.contribute.begin import BeginForm
from integration.contribute.drafts import as_data, propose, save_draft
from integration.contribute.forms import form_for_kind
from integration.contribute.images import PictureDetails, as_posted
from integration.contribute.models import Draft, Submission
from integration.contribute.permissions import user_can_create_contribution, user_can_edit_contribution
from integration.contribute.uploads import Uploads, store_uploads
from integration.contribute.views import create, draw_form
from integration.intake.links import LinkError, look_at
from integration.members.requests import MemberRequest
from integration.models import ContributionPage

MOST_DRAFTS = 5  # shown to go on with


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: MemberRequest) -> HttpResponse:
    """Ask for one thing, a file, a link or a title, and open the form with what follows from it."""
    if not user_can_create_contribution(request.user):
        raise PermissionDenied
    form = BeginForm(request.POST, request.FILES) if request.method == "POST" else BeginForm()
    if request.method == "POST":
        form.is_valid()
        uploads = store_uploads(form, request.user)
        if uploads or not form.errors:
            return _begin(request, form, uploads)
    drafts = Entry.objects.visible_to(request.user).written_by(request.user).filter(state=Entry.State.DRAFT)
    context = {
        "form": form,
        "kinds": contributable_kinds().values(),
        "drafts": drafts.order_by("-updated_at")[:MOST_DRAFTS],
        "begun": Draft.objects.filter(user=request.user, page=None)[:MOST_DRAFTS],
        "breadcrumbs": [(_("Home"), "/"), (_("Add a contribution"), None)],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "contribute/choose.html", context, status=status)


def _begin(request: MemberRequest, form: BeginForm, uploads: Uploads) -> HttpResponse:
    """Make the draft of what was given, and say what could not be taken along."""
    link, data = form.cleaned_data.get("link"), {}
    for name, field in (("title", "title"), ("link", "link_url")):
        if form.cleaned_data.get(name):
            data[field] = [form.cleaned_data[name]]
    if link:
        try:
            seen = look_at(link)
            data = {"title": [seen.title[:255]], "teaser": [seen.description[:300]], "link_url": [seen.url]} | data
        except LinkError as error:
            messages.warning(request, str(error))
    for errors in form.errors.values():
        for message in errors:
            messages.warning(request, str(message))
    if uploads.documents:
        data["kept_files"] = [str(document.pk) for document in uploads.documents]
    if uploads.images:
        data |= as_posted(PictureDetails(user=request.user, images=uploads.images).cleaned())
    kind = "material" if uploads.documents else "link" if link else "project"
    draft = save_draft(user=request.user, key=uuid.uuid4(), kind=kind, data=data, uploads=uploads)
    if link and not uploads.documents:
        draft.suggested = {name: data[name] for name in ("title", "teaser") if any(data.get(name, []))}
        draft.save()
    propose(draft)
    return redirect("contribute:draft", draft.key)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Go on with a form that saved itself; what was handed in meanwhile is found among one's contributions."""
    begun = Draft.objects.filter(user=request.user, key=key).select_related("page").first()
    if begun is None:
        if not Submission.objects.filter(user=request.user, key=key).exists():
            raise Http404
        if request.method == "POST" and request.POST.get("kind") in contributable_kinds():
            return create(request, request.POST["kind"])
        messages.info(request, _("This form was handed in already. Here is how it stands."))
        return redirect("contribute:mine")
    if begun.page_id:
        return redirect("contribute:edit", begun.page_id)
    if request.method == "POST":
        return create(request, begun.kind)
    model = contributable_kinds().get(begun.kind)
    if model is None or not issubclass(model, ContributionPage):
        raise Http404
    return draw_form(request, form_for_kind(model)(user=request.user, draft=begun), None, HTTPStatus.OK)


@require_POST
def save(request: MemberRequest, key: uuid.UUID) -> JsonResponse:
    """Write down what the form holds at this moment, right or wrong; files are sent when it is handed in."""
    kind, page = request.POST.get("kind", ""), None
    if kind not in contributable_kinds() or not user_can_create_contribution(request.user):
        raise Http404
    number = request.POST.get("page", "")
    if number:
        page = get_object_or_404(ContributionPage, pk=number if number.isdecimal() and len(number) < 19 else 0)
        if not user_can_edit_contribution(request.user, page):
            raise PermissionDenied
    elif Submission.objects.filter(user=request.user, key=key).exists():
        return JsonResponse({"text": ""}, status=HTTPStatus.CONFLICT)
    opened = request.POST.get("opened_revision", "")
    save_draft(
        user=request.user,
        key=key,
        kind=kind,
        data=as_data(request.POST),
        page=page,
        opened_revision=int(opened) if opened.isdecimal() and len(opened) < 19 else None,
    )
    now = date_format(timezone.localtime(), "H:i")
    return JsonResponse({"text": _("Saved at %(time)s. You can close the page at any time.") % {"time": now}})
