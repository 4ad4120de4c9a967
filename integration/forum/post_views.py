"""One post: its lasting address, changing and removing it, what it said before, and what it is worth to others."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from integration.forum import drafts, services
from integration.forum.bylines import byline_of
from integration.forum.drafts import Target, draft_of
from integration.forum.forms import EditForm
from integration.forum.models import Post, PostVersion
from integration.forum.permissions import (
    user_can_accept_post,
    user_can_edit_post,
    user_can_mark_post,
    user_can_remove_post,
    user_can_restore_post,
    user_can_view_history,
)
from integration.forum.requests import crumbs_of, is_allowed, post_for, typed
from integration.members.breaks import keeps_typed, refuses_blocked
from integration.members.limits import draw_form
from integration.members.models import User
from integration.members.requests import MemberRequest

FORM = ["GET", "HEAD", "POST"]


@require_safe
def post(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    """Lead to where a post stands now."""
    return redirect(post_for(request.user, pk).place())


@require_http_methods(FORM)
@refuses_blocked(typed)
@keeps_typed(typed)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a post; what it said before stays readable."""
    found = post_for(request.user, pk)
    if not user_can_edit_post(request.user, found):
        return _refuse_edit(request, found)
    if request.method != "POST":
        draft = draft_of(request.user, Target(post=found))
        return _draw_edit(request, found, EditForm(post=found, draft=draft), HTTPStatus.OK)
    form = EditForm(request.POST, request.FILES, post=found)
    if not form.take(request, unnamed=found.shielded, post=found):
        return _draw_edit(request, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not is_allowed(request, form, edits=True):
        return _draw_edit(request, found, form, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        services.edit(
            user=request.user,
            post=found,
            seen_edits=form.cleaned_data["seen_edits"],
            words=form.words(),
            title=form.cleaned_data.get("title", ""),
            topic=form.cleaned_data.get("topic"),
        )
    except (services.ChangedMeanwhileError, services.ClosedError):
        text = _("This post was changed or closed in another window meanwhile. What you wrote is still here.")
        form.add_error(None, text)
        return _draw_edit(request, found, form, HTTPStatus.CONFLICT)
    drafts.forget(user=request.user, target=Target(post=found), key=form.form_key, version=form.known_version)
    messages.success(request, _("Changed. What it said before can be read in its history."))
    return redirect(found.place())


def _refuse_edit(request: MemberRequest, found: Post) -> HttpResponse:
    """Say that the post cannot be changed; who sent a change of the own one sees it again, to copy it."""
    if request.method != "POST" or not request.POST.get("body", "").strip() or found.author_id != request.user.pk:
        raise PermissionDenied
    form = EditForm(request.POST, post=found)
    form.add_error(None, _("Nothing more can be written here. What you wrote is still here, so that you can copy it."))
    return _draw_edit(request, found, form, HTTPStatus.FORBIDDEN)


def _draw_edit(request: MemberRequest, found: Post, form: EditForm, status: int) -> HttpResponse:
    context = {"form": form, "post": found, "breadcrumbs": crumbs_of(found.thread, (_("Change"), None))}
    return draw_form(request, "forum/edit.html", context, status=status)


@require_http_methods(FORM)
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once, then take a post away."""
    found = post_for(request.user, pk)
    if not user_can_remove_post(request.user, found):
        raise PermissionDenied
    if request.method != "POST":
        context = {
            "post": found,
            "byline": byline_of(found, found.thread, request.user),
            "whole": found.is_first and (not found.thread.answer_count or found.author_id != request.user.pk),
            "breadcrumbs": crumbs_of(found.thread, (_("Delete"), None)),
        }
        return render(request, "forum/remove.html", context)
    thread = services.remove(user=request.user, post=found)
    messages.success(request, _("The post is deleted."))
    if thread.hidden_at is not None and not request.user.is_editor:
        return redirect("forum:threads")
    return redirect(found.place())


@require_POST
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring back what was removed; for editors."""
    found = post_for(request.user, pk)
    if not user_can_restore_post(request.user, found):
        raise PermissionDenied
    services.restore(post=found)
    messages.success(request, _("The post is there again."))
    return redirect(found.place())


@require_POST
def mark(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a post helped, or take that back."""
    found = post_for(request.user, pk)
    if not user_can_mark_post(request.user, found):
        raise PermissionDenied
    services.mark(user=request.user, post=found, helps=request.POST.get("on") == "1")
    return redirect(found.place())


@require_POST
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which answer helped, or take that back."""
    found = post_for(request.user, pk)
    if not user_can_accept_post(request.user, found):
        raise PermissionDenied
    accepted = request.POST.get("on") == "1"
    try:
        services.accept(post=found, accepted=accepted)
    except services.NotPossibleError:
        messages.warning(request, _("Nothing was changed: this answer is not there any more."))
    else:
        text = _("Thank you! Others see at once what helped.") if accepted else _("The question is open again.")
        messages.success(request, text)
    return redirect(found.place())


@require_safe
def history(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what a post said before."""
    found = post_for(request.user, pk)
    if not user_can_view_history(request.user, found):
        raise PermissionDenied
    context = {
        "post": found,
        "byline": byline_of(found, found.thread, request.user),
        "versions": [
            (version, _changed_by(found, version.replaced_by_id)) for version in _readable(request.user, found)
        ],
        "breadcrumbs": crumbs_of(found.thread, (_("History"), None)),
    }
    return render(request, "forum/history.html", context)


def _readable(user: User, post: Post) -> list[PostVersion]:
    """Return what a post said before; what editors took out of it only they and its author read again."""
    versions = post.versions.all()
    if user.is_editor or user.pk == post.author_id:
        return list(versions)
    return [version for version in versions if version.replaced_by_id == post.author_id]


def _changed_by(post: Post, user_id: int | None) -> str:
    """Return who changed a post, without a name: its author has one above, or none on purpose."""
    return _("changed by its author") if user_id == post.author_id else _("changed by the editors")
