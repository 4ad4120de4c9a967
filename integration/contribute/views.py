"""Pages of those who write: choose, fill in, look at, take back, and see how things stand."""

import uuid
from collections.abc import Iterable
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from integration.catalogue.models import Entry
from integration.catalogue.registry import contributable_kinds
from integration.contribute.drafts import as_data, finish, save_draft
from integration.contribute.forms import ContributionForm, form_for_kind
from integration.contribute.models import Draft, Submission
from integration.contribute.permissions import (
    user_can_create_contribution,
    user_can_edit_contribution,
    user_can_preview_contribution,
    user_can_withdraw_contribution,
)
from integration.contribute.selectors import board_of, request_of_editors
from integration.contribute.services import (
    ChangedMeanwhileError,
    InReviewError,
    LockedError,
    NotInReviewError,
    change,
    hand_in,
    is_in_review,
    withdraw,
)
from integration.files.models import Document
from integration.files.services import StorageFull, discard_documents, store_document
from integration.members.models import User
from integration.members.requests import MemberRequest
from integration.models import ContributionPage


def _store(uploads: Iterable[UploadedFile], user: User, form: ContributionForm) -> list[Document]:
    """Store sound uploads even when the form is not right yet: what is uploaded once is not asked for again."""
    documents: list[Document] = []
    for upload in uploads:
        try:
            documents.append(store_document(upload=upload, user=user, temporary=True))
        except StorageFull:
            form.add_error(
                "uploads",
                _("There is no room for %(name)s at the moment. Please try again later or tell the editors.")
                % {"name": upload.name},
            )
            break
    return documents


def draw_form(
    request: MemberRequest, form: ContributionForm, page: ContributionPage | None, status: int
) -> HttpResponse:
    """Show the form; it is the same for a new contribution, one that saved itself and one that is changed."""
    context = {
        "form": form,
        "kind": form.kind,
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
    valid = form.is_valid()
    stored = _store(form.sound_uploads(), request.user, form)
    if not valid or form.errors:
        form.keep(stored)
        _save_for_later(request, form, model.kind, stored)
        return draw_form(request, form, None, 422)
    for_review, key = _wants_review(request), form.cleaned_data["key"] or uuid.uuid4()
    documents = [*form.cleaned_data["kept_files"], *stored]
    done = hand_in(
        kind=model,
        user=request.user,
        key=key,
        values=form.values(),
        documents=documents,
        contact=form.contact(),
        for_review=for_review,
    )
    if done.same:
        if not done.created:
            discard_documents(stored)
        finish(user=request.user, key=key, page=done.page, documents=documents if done.created else [])
        return _after_saving(request, done.page)
    # The same form with other contents, by the browser's back button: it changes what it made before
    newest = done.page.latest_revision_id
    if _change(request, form, done.page, documents, opened_revision=newest):
        finish(user=request.user, key=key, page=done.page, documents=documents)
        return _after_saving(request, done.page)
    form.keep(stored)
    return draw_form(request, form, None, 409)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Go on with one's own contribution; while it is with the editors it has to be taken back first."""
    page = get_object_or_404(ContributionPage, pk=pk).specific
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
        return draw_form(request, form_class(instance=version, user=request.user, draft=draft), version, 200)
    form = form_class(request.POST, request.FILES, instance=version, user=request.user)
    valid = form.is_valid()
    stored = _store(form.sound_uploads(), request.user, form)
    if not valid or form.errors:
        form.keep(stored)
        _save_for_later(request, form, page.kind, stored, page)
        return draw_form(request, form, page, 422)
    documents = [*form.cleaned_data["kept_files"], *stored]
    if _change(request, form, page, documents, opened_revision=form.cleaned_data["opened_revision"]):
        finish(user=request.user, key=form.cleaned_data["key"] or uuid.uuid4(), page=page, documents=documents)
        return _after_saving(request, page)
    form.keep(stored)
    return draw_form(request, form, page, 409)


def _save_for_later(
    request: MemberRequest,
    form: ContributionForm,
    kind: str,
    stored: list[Document],
    page: ContributionPage | None = None,
) -> None:
    """Keep what was sent though it is not right yet: it is there on another device, too."""
    key = form.cleaned_data.get("key")
    if key is not None and (page or not Submission.objects.filter(user=request.user, key=key).exists()):
        opened = form.cleaned_data.get("opened_revision")
        save_draft(
            user=request.user,
            key=key,
            kind=kind,
            data=as_data(cast("QueryDict", form.data)),
            documents=stored,
            page=page,
            opened_revision=opened,
        )


def _wants_review(request: MemberRequest) -> bool:
    return request.POST.get("action") != "draft"


def _change(
    request: MemberRequest,
    form: ContributionForm,
    page: ContributionPage,
    documents: list[Document],
    *,
    opened_revision: int | None,
) -> bool:
    """Save what the form holds as the newest version, or say at the form why that cannot be; what was typed stays."""
    try:
        change(
            page=page,
            user=request.user,
            opened_revision=opened_revision,
            values=form.values(),
            documents=documents,
            contact=form.contact(),
            for_review=_wants_review(request),
        )
    except InReviewError:
        form.add_error(
            None,
            _(
                "This contribution is with the editors at the moment, so it cannot be changed. What you typed is still "
                "here: take the contribution back in another tab, then save again."
            ),
        )
    except LockedError:
        form.add_error(
            None,
            _("The editors keep this contribution as it is for the moment. What you typed is still here: call them."),
        )
    except ChangedMeanwhileError:
        form.add_error(
            None,
            _(
                "Somebody saved a newer version after you opened this page. What you typed is still here: open the "
                "contribution anew in another tab and compare before you save."
            ),
        )
    return form.is_valid()


def _after_saving(request: MemberRequest, page: ContributionPage) -> HttpResponse:
    """Say how the contribution stands now, not what the button was called."""
    if is_in_review(page):
        messages.success(request, _("Thank you! Your contribution is with the editors now. You need do nothing more."))
    else:
        messages.success(request, _("Your draft is saved. Only you and the editors see it."))
    return redirect("contribute:mine")


@require_safe
def preview(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the newest version as it will look, to those who may read drafts."""
    page = get_object_or_404(ContributionPage, pk=pk).specific
    if not user_can_preview_contribution(request.user, page):
        raise PermissionDenied
    version = page.get_latest_revision_as_object()
    context = version.get_context(request) | {"is_draft_preview": True, "state": page.review_state()}
    return TemplateResponse(request, version.template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once, then take a contribution back from the editors or the readers."""
    page = get_object_or_404(ContributionPage, pk=pk).specific
    if not user_can_withdraw_contribution(request.user, page):
        raise PermissionDenied
    state = page.review_state()
    if request.method != "POST":
        return render(request, "contribute/withdraw.html", {"page_edited": page, "state": state})
    try:
        withdraw(page=page, user=request.user, was_published=request.POST.get("state") == Entry.State.PUBLISHED)
    except NotInReviewError:
        messages.warning(request, _("Nothing was taken back: the state of this contribution has changed meanwhile."))
    except LockedError:
        messages.warning(request, _("Nothing was taken back: the editors keep this contribution as it is. Call them."))
    else:
        messages.success(request, _("Taken back. You can go on with it whenever you like."))
    return redirect("contribute:mine")


@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """Show what the person has handed in: first what waits for them, then what does not."""
    context = {
        "board": board_of(request.user),
        "breadcrumbs": [(_("Home"), "/"), (_("My area"), None)],
    }
    return render(request, "contribute/mine.html", context)
