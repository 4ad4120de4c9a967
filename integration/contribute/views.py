"""Pages of those who write: choose, fill in, look at, take back, and see how things stand."""

import uuid
from functools import partial
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from integration.autosave import NewerDraftError, check_version
from integration.catalogue.models import Entry
from integration.catalogue.registry import contributable_kinds
from integration.contribute.draft_files import attach_all
from integration.contribute.drafts import add_suggestions, as_data, save_draft, what_it_is_of
from integration.contribute.forms import ContributionForm, form_for_kind
from integration.contribute.keys import OtherKindError, made_with
from integration.contribute.locking import FilesGoneError, is_in_review
from integration.contribute.models import Draft
from integration.contribute.pages import page_or_404
from integration.contribute.permissions import (
    user_can_create_contribution,
    user_can_edit_contribution,
    user_can_preview_contribution,
    user_can_withdraw_contribution,
)
from integration.contribute.saving import (
    REFUSALS,
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
from integration.contribute.selectors import board_of, request_of_editors
from integration.contribute.services import change, hand_in, withdraw
from integration.contribute.uploads import named_uploads
from integration.files.services import discard_files
from integration.members.requests import MemberRequest, as_key
from integration.models import ContributionPage


def draw_form(
    request: MemberRequest, form: ContributionForm, page: ContributionPage | None, status: int
) -> HttpResponse:
    """Show the form; it is the same for a new contribution, one that saved itself and one that is changed."""
    context = {
        "form": form,
        "kind": form.kind,
        "other_kinds": [] if page else other_kinds(form.kind.kind),
        "page_edited": page,
        "request_of_editors": request_of_editors(page) if page else None,
        "breadcrumbs": [
            (_("Home"), "/"),
            (_("My contributions"), "/meine-beitraege/") if page else (_("Add a contribution"), "/beitrag/neu/"),
            (page.title if page else str(form.kind.kind_label), None),
        ],
    }
    return render(request, "contribute/form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest, kind: str) -> HttpResponse:
    """Hand in a contribution of one kind, or keep it as a draft; the same form handed in twice makes one."""
    model = contributable_kinds().get(kind)
    if model is None or not issubclass(model, ContributionPage):
        raise Http404
    if not user_can_create_contribution(request.user):
        raise PermissionDenied
    form_class = form_for_kind(model)
    if request.method != "POST":
        return draw_form(request, form_class(user=request.user), None, 200)
    form = form_class(request.POST, request.FILES, user=request.user)
    if other := other_kind_wanted(request):
        form.is_valid()
        form.store_uploads()
        form.keep_stored()
        data = as_data(cast("QueryDict", form.data)) | {"kind": [model.kind]}
        return turn_into(request, other, key=form.draft_key, data=data, uploads=form.stored)
    if not _is_complete(request, form, model.kind, None):
        return draw_form(request, form, None, 422)
    key = form.cleaned_data["key"] or uuid.uuid4()
    try:
        done = hand_in(
            kind=model, user=request.user, key=key, contents=form.contents(), for_review=wants_review(request)
        )
    except FilesGoneError:
        form.add_error(None, REFUSALS[FilesGoneError])
        _keep_all(request, form, model.kind, None)
        return draw_form(request, form, None, 422)
    except OtherKindError as error:
        refuse_other_kind(form, error.made)
        form.stored = form.stored | named_uploads(as_data(request.POST), request.user)
        _keep_all(request, form, model.kind, None)
        Draft.objects.filter(user=request.user, key=key, page=None, proposal=None).delete()  # goes on under the new key
        return draw_form(request, form, None, 409)
    if done.same:
        if not done.created:
            discard_files([*form.stored.documents, *form.stored.images])
        return say_how_it_stands(request, done.page)
    # The same form with other contents, by the browser's back button: it changes what it made before
    if _change(request, form, done.page, opened_revision=done.page.latest_revision_id):
        return say_how_it_stands(request, done.page)
    _keep_all(request, form, model.kind, done.page)
    return draw_form(request, form, None, 409)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Go on with one's own contribution; while it is with the editors it has to be taken back first."""
    page = page_or_404(pk)
    if not user_can_edit_contribution(request.user, page):
        raise PermissionDenied
    if not page.contribute_fields:  # a kind that is written in the admin only
        return redirect("wagtailadmin_pages:edit", page.pk)
    version = page.get_latest_revision_as_object()
    form_class = form_for_kind(type(page))
    if request.method != "POST":
        if is_in_review(page):
            return render(request, "contribute/in_review.html", {"page_edited": version}, status=409)
        draft = Draft.objects.filter(user=request.user, page=page).first()
        draft = draft and add_suggestions(draft)
        return draw_form(request, form_class(instance=version, user=request.user, draft=draft), version, 200)
    form = form_class(request.POST, request.FILES, instance=version, user=request.user)
    if not _is_complete(request, form, page.kind, page):
        return draw_form(request, form, page, 422)
    if _change(request, form, page, opened_revision=form.cleaned_data["opened_revision"]):
        return say_how_it_stands(request, page)
    _keep_all(request, form, page.kind, page)
    return draw_form(request, form, page, 409)


def _is_complete(request: MemberRequest, form: ContributionForm, kind: str, page: ContributionPage | None) -> bool:
    """Store what was uploaded; return whether all is right."""
    valid = form.is_valid()
    form.store_uploads()
    if _is_of_older_window(request, form, page):
        form.add_error(None, _("Somebody went on with this draft in another window: look there before you go on here."))
        form.keep_stored()
        attach_all(form.stored, user=request.user, key=form.draft_key, page=page)
        return False
    if page is None and is_of_deleted_draft(request, form):
        valid = False
    if valid and not form.errors:
        return True
    _keep_all(request, form, kind, page)
    return False


def _is_of_older_window(request: MemberRequest, form: ContributionForm, page: ContributionPage | None) -> bool:
    """Return whether the form saved itself in another window since this one was drawn; drawn anew it is the newest."""
    draft = Draft.objects.filter(user=request.user, **what_it_is_of(form.draft_key, page)).first()
    try:
        if draft is not None:
            check_version(draft, as_data(request.POST), as_key(request.POST.get("version", "")), created=False)
    except NewerDraftError:
        return True
    return False


def _keep_all(request: MemberRequest, form: ContributionForm, kind: str, page: ContributionPage | None) -> None:
    """Keep all that was sent though it was not taken: it is there in the form and on another device, too."""
    form.keep_stored()
    key = form.cleaned_data.get("key")
    if page is None and (key is None or made_with(request.user, key) is not None):
        return
    draft = save_draft(
        user=request.user,
        key=key or uuid.uuid4(),
        kind=kind,
        data=as_data(cast("QueryDict", form.data)),
        uploads=form.stored,
        page=page,
        opened_revision=form.cleaned_data.get("opened_revision"),
    )
    form.show_attached(draft)


def _change(
    request: MemberRequest,
    form: ContributionForm,
    page: ContributionPage,
    *,
    opened_revision: int | None,
) -> bool:
    """Save what the form holds as the newest version, or say at the form why that cannot be; what was typed stays."""
    save = partial(
        change,
        page=page,
        user=request.user,
        opened_revision=opened_revision,
        contents=form.contents(),
        for_review=wants_review(request),
        key=form.cleaned_data["key"],
    )
    return is_saved(form, save)


@require_safe
def preview(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the newest version as it will look, to those who may read drafts."""
    page = page_or_404(pk)
    if not user_can_preview_contribution(request.user, page):
        raise PermissionDenied
    version = page.get_latest_revision_as_object()
    context = version.get_context(request) | {"is_draft_preview": True, "state": page.review_state()}
    return TemplateResponse(request, version.template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once, then take a contribution back from the editors or the readers."""
    page = page_or_404(pk)
    if not user_can_withdraw_contribution(request.user, page):
        raise PermissionDenied
    state = page.review_state()
    if request.method != "POST":
        return render(request, "contribute/withdraw.html", {"page_edited": page, "state": state})
    was_published = request.POST.get("state") == Entry.State.PUBLISHED
    return say_taken_back(request, partial(withdraw, page=page, user=request.user, was_published=was_published))


@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """Show what the person has handed in: first what waits for them, then what does not."""
    context = {
        "board": board_of(request.user),
        "breadcrumbs": [(_("Home"), "/"), (_("My area"), None)],
    }
    return render(request, "contribute/mine.html", context)
