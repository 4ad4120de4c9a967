"""Pages for what happens to a contribution after it was written; each asks once before anything is done."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from integration.catalogue.models import Entry
from integration.contribute.life import (
    ARCHIVED_FROM,
    StateChangedError,
    archive,
    can_be_handed_in,
    copy_as_template,
    discard_changes,
    discard_contribution,
    discard_draft,
    hand_in_again,
)
from integration.contribute.locking import ChangedMeanwhileError, InReviewError, LockedError
from integration.contribute.models import Draft
from integration.contribute.pages import crumbs, page_or_404
from integration.contribute.permissions import (
    user_can_archive_contribution,
    user_can_copy_contribution,
    user_can_discard_contribution,
    user_can_discard_draft,
    user_can_submit_contribution,
)
from integration.contribute.saving import say_how_it_stands
from integration.contribute.selectors import DraftItem, word_of_editors
from integration.members.requests import MemberRequest, as_key
from integration.models import ContributionPage

CONFIRM = ["GET", "HEAD", "POST"]


def to_mine() -> HttpResponse:
    return redirect("contribute:mine")


def say_locked(request: MemberRequest) -> None:
    messages.warning(request, _("Nothing was changed: the editors keep this contribution as it is. Call them."))


def say_changed(request: MemberRequest) -> None:
    messages.warning(request, _("Nothing was changed: the state of this contribution has changed meanwhile."))


@require_http_methods(CONFIRM)
def hand_in(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once, then give the newest version to the editors: also what was withdrawn, declined or archived."""
    page = page_or_404(pk)
    if not user_can_submit_contribution(request.user, page):
        raise PermissionDenied
    state = page.review_state()
    if request.method != "POST":
        draft = Draft.objects.filter(page_id=page.pk, user=request.user).first()
        context = {
            "page_edited": page,
            "state": state,
            "word": word_of_editors(page),
            "can_hand_in": can_be_handed_in(state, has_open_changes=page.has_unpublished_changes),
            "draft": DraftItem(draft, 0) if draft else None,
            "breadcrumbs": crumbs(page.draft_title),
        }
        return render(request, "contribute/hand_in.html", context)
    try:
        hand_in_again(page=page, user=request.user, seen=as_key(request.POST.get("seen", "")))
    except InReviewError:
        messages.info(request, _("Your contribution is with the editors already. You need do nothing more."))
    except ChangedMeanwhileError:
        messages.warning(request, _("Not handed in: there is a newer version. Look at it, then hand it in."))
        return redirect("contribute:preview", page.pk)
    except StateChangedError:
        say_changed(request)
    except LockedError:
        say_locked(request)
    else:
        return say_how_it_stands(request, page)
    return to_mine()


@require_http_methods(CONFIRM)
def put_away(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once, then archive a contribution."""
    page = page_or_404(pk)
    if not user_can_archive_contribution(request.user, page):
        raise PermissionDenied
    state = page.review_state()
    if request.method != "POST":
        context = {
            "page_edited": page,
            "state": state,
            "can_archive": state in ARCHIVED_FROM,
            "breadcrumbs": crumbs(page.draft_title),
        }
        return render(request, "contribute/archive.html", context)
    try:
        archive(page=page, user=request.user, seen=request.POST.get("state", ""))
    except InReviewError:
        messages.warning(request, _("Not archived: it is with the editors. Take it back first."))
    except StateChangedError:
        if page_or_404(pk).review_state() == Entry.State.ARCHIVED:
            messages.info(request, _("It is in the archive already."))
        else:
            say_changed(request)
    except LockedError:
        say_locked(request)
    else:
        messages.success(request, _("Archived. Readers do not find it any more; you can bring it back at any time."))
    return to_mine()


@require_http_methods(CONFIRM)
def copy(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what comes along, then open a form that begins with the words of a contribution; one click makes one."""
    page = page_or_404(pk)
    if not user_can_copy_contribution(request.user, page):
        raise PermissionDenied
    own = page.owner_id == request.user.pk
    if request.method != "POST":
        context = {
            "page_edited": page,
            "own": own,
            "key": uuid.uuid4(),
            "breadcrumbs": [
                (_("Home"), "/"),
                (page.title, page.url if page.live else None),
                (_("Use as a template"), None),
            ],
        }
        return render(request, "contribute/copy.html", context)
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        key = uuid.uuid4()
    draft = copy_as_template(page=page, user=request.user, key=key)
    messages.success(request, _("Here is your copy. Change what is different with you; nobody else sees it yet."))
    return redirect(DraftItem(draft, 0).path)


@require_http_methods(CONFIRM)
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once, then delete a draft that was never handed in, or what was changed in something published."""
    page = page_or_404(pk)
    if not user_can_discard_contribution(request.user, page):
        raise PermissionDenied
    title = page.draft_title
    if page.review_state() == Entry.State.PUBLISHED and page.has_unpublished_changes:
        return _discard_changes(request, page)
    if request.method != "POST":
        context = {
            "title_discarded": title,
            "can_discard": page.review_state() == Entry.State.DRAFT,
            "breadcrumbs": crumbs(title),
        }
        return render(request, "contribute/discard.html", context)
    try:
        discard_contribution(page=page, user=request.user)
    except StateChangedError:
        messages.warning(request, _("Not deleted: this is more than a draft. You can archive it."))
    except LockedError:
        say_locked(request)
    else:
        messages.success(request, _("The draft “%(title)s” is deleted.") % {"title": title})
    return to_mine()


def _discard_changes(request: MemberRequest, page: ContributionPage) -> HttpResponse:
    if request.method != "POST":
        context = {
            "title_discarded": page.draft_title,
            "can_discard": True,
            "to_published": True,
            "seen": page.latest_revision_id,
            "breadcrumbs": crumbs(page.draft_title),
        }
        return render(request, "contribute/discard.html", context)
    try:
        discard_changes(page=page, user=request.user, seen=as_key(request.POST.get("seen", "")))
    except (InReviewError, StateChangedError, ChangedMeanwhileError):
        say_changed(request)
    except LockedError:
        say_locked(request)
    else:
        messages.success(request, _("Discarded. The contribution stays as readers see it."))
    return to_mine()


@require_http_methods(CONFIRM)
def discard_form(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Ask once, then delete a form that saved itself; the contribution that it changes stays as it is."""
    draft = get_object_or_404(Draft.objects.select_related("user", "page"), key=key, user=request.user)
    if not user_can_discard_draft(request.user, draft):
        raise PermissionDenied
    title = draft.title or _("Untitled")
    if request.method != "POST":
        context = {
            "title_discarded": title,
            "can_discard": True,
            "only_changes": draft.page_id is not None or draft.proposal_id is not None,
            "breadcrumbs": crumbs(title),
        }
        return render(request, "contribute/discard.html", context)
    discard_draft(draft=draft)
    messages.success(request, _("The draft “%(title)s” is deleted.") % {"title": title})
    return to_mine()
