"""The one address that forms of the forum save themselves to, and where what was typed is thrown away."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from integration import autosave
from integration.forum import drafts
from integration.forum.drafts import Target, TooManyDraftsError
from integration.forum.models import Thread
from integration.forum.permissions import user_can_keep_draft
from integration.forum.requests import moved_to, post_for, refuse_outsiders
from integration.members.requests import MemberRequest, as_key


@require_POST
def draft(request: MemberRequest) -> HttpResponse:
    """Write down what a form holds at this moment, right or wrong; or throw it away."""
    target = _target(request)
    if request.POST.get("action") == "discard":
        drafts.discard(user=request.user, target=target)
        messages.success(request, _("What you had begun to write is thrown away."))
        return redirect(target.address)
    try:
        saved = drafts.save(
            user=request.user,
            target=target,
            key=_as_uuid(request.POST.get("key", "")),
            data=autosave.as_data(request.POST, not_saved=()),
            version=as_key(request.POST.get("version", "")),
        )
    except TooManyDraftsError:
        text = _("You have a great many unfinished answers. Please send or throw away some of them: “My own” has all.")
        return JsonResponse({"text": text}, status=HTTPStatus.TOO_MANY_REQUESTS)
    except autosave.NewerDraftError as error:
        text = _("You went on with this in another window, or sent it there. What you typed here is not saved yet.")
        return autosave.say_newer(text, version=error.draft.version if error.draft else 0, newest=target.address)
    return autosave.say_saved(request.POST, saved.version)


def _target(request: MemberRequest) -> Target:
    """Return which form was sent. Raises `Http404` and `PermissionDenied`."""
    post_number, thread_number = request.POST.get("post", ""), request.POST.get("thread", "")
    post = post_for(request.user, as_key(post_number) or 0) if post_number else None
    if not user_can_keep_draft(request.user, post):
        raise PermissionDenied
    if post is not None:
        return Target(post=post)
    if not thread_number:
        return Target()
    number = as_key(thread_number) or 0
    thread = Thread.objects.visible_to(request.user).filter(pk=moved_to(number) or number).first()
    if thread is None:
        refuse_outsiders(request.user)
        raise Http404
    return Target(thread=thread)


def _as_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
