"""Lists of threads, one thread, asking and answering."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from integration.catalogue.models import Entry
from integration.forum import drafts, holding, services
from integration.forum.drafts import Target, draft_in, draft_of
from integration.forum.forms import AnswerForm, AskForm, PostForm
from integration.forum.held import HeldPost
from integration.forum.models import POSTS_ON_A_PAGE, Post, Thread, page_of, plain_text
from integration.forum.permissions import user_can_create_post, user_can_create_thread, user_must_wait
from integration.forum.personal import Draft
from integration.forum.requests import (
    crumbs,
    crumbs_of,
    is_allowed,
    moved_to,
    page_number,
    refuse_outsiders,
    sent_with,
    thread_for,
    typed,
)
from integration.forum.selectors import list_threads, page_end, read_page, related_to
from integration.members.breaks import keeps_typed, refuses_blocked
from integration.members.limits import draw_form
from integration.members.requests import MemberRequest, as_key
from search.query import clean_text
from search.similar import entries_about

FORM = ["GET", "HEAD", "POST"]
SIMILAR = 5  # contributions that are offered
SHORTEST = 6  # characters of what is being typed, before anything is offered
LOOKED_AT = 2_000  # characters of the text


@require_safe
def threads(request: MemberRequest) -> HttpResponse:
    """List threads: by board, and by how they stand."""
    found = list_threads(
        request.user,
        board=request.GET.get("thema", ""),
        view=request.GET.get("zeige", ""),
        page=request.GET.get("seite"),
    )
    if not found.rows:
        refuse_outsiders(request.user)
    name = found.board.topic.name if found.board and found.board.topic else _("Everything else")
    context = {
        "found": found,
        "unfinished": drafts.unfinished_of(request.user) if found.view == "meine" else [],
        "board_name": name if found.board else "",
        "breadcrumbs": crumbs((name, None)) if found.board else crumbs(),
    }
    return render(request, "forum/threads.html", context)


@require_safe
def thread(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a page of a thread, and remember how far the person has read."""
    try:
        found = thread_for(request.user, pk)
    except Http404:
        moved = moved_to(pk)
        if moved is None:
            raise
        return redirect("forum:thread", moved)
    if found.merged_into_id is not None:
        return redirect("forum:thread", found.merged_into_id)
    shown = read_page(found, request.user, page_number(request))
    seen = min(page_end(shown.number), found.last_position)
    if request.method == "GET" and seen > found.read_position:
        services.note_read(user=request.user, thread=found, position=seen)
    return render(request, "forum/thread.html", _thread_context(request, shown))


def _thread_context(request: MemberRequest, shown: Any) -> dict[str, Any]:
    found = shown.thread
    asks_here = found.author_id == request.user.pk
    return {
        "shown": shown,
        "thread": found,
        "page": Paginator(range(max(found.last_position, 1)), POSTS_ON_A_PAGE).get_page(shown.number),
        "form": _answer_form(request, found) if shown.can_answer else None,
        "asks_here": asks_here,
        "related": related_to(found, request.user),
        "breadcrumbs": [*crumbs_of(found)[:-1], (found.title, None)],
    }


@require_safe
def unread(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    """Lead to the first post that this person has not seen, or to the last one."""
    found = thread_for(request.user, pk)
    posts = Post.objects.filter(thread=found).order_by("position")
    first = posts.filter(position__gt=found.read_position).first() or posts.last()
    return redirect(first.place() if first else found.get_absolute_url())


@require_http_methods(FORM)
@refuses_blocked(typed)
def ask(request: MemberRequest) -> HttpResponse:
    """Take a question or the beginning of a discussion."""
    if not user_can_create_thread(request.user):
        raise PermissionDenied(_("This page is meant for certain groups."))
    if request.method != "POST":
        return _open_ask(request)
    if request.POST.get("action") == "similar":
        return _look_first(request)
    form = AskForm(request.POST, request.FILES)
    if not form.take(request):
        return _draw_ask(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    made, key = sent_with(request.user, form)
    if made is None:
        if not is_allowed(request, form):
            return _draw_ask(request, form, HTTPStatus.TOO_MANY_REQUESTS)
        data = form.cleaned_data
        question: dict[str, Any] = {name: data[name] for name in ("title", "sort", "topic", "shielded")}
        if user_must_wait(request.user):
            held = holding.hold(user=request.user, key=key, words=form.words(), **question)
            return _held(request, held, form, Target())
        made = services.ask(user=request.user, key=key, words=form.words(), **question).post
        messages.success(request, _("Your question is in the forum. You get a mail when somebody answers."))
    drafts.forget(user=request.user, target=Target(), key=form.form_key, version=form.known_version)
    return redirect(made.thread)


def _open_ask(request: MemberRequest) -> HttpResponse:
    """Draw the form as it was left. A title that comes with the address begins another question beside that."""
    title = clean_text(request.GET.get("titel", ""))
    initial = {"title": title, "topic": request.GET.get("thema", "")}
    draft = draft_of(request.user, Target())
    form = AskForm(initial=initial, draft=None if title else draft)
    if "ohne-namen" in request.GET:
        form.initial["shielded"] = True
    return _draw_ask(request, form, HTTPStatus.OK, other=draft if title else None)


def _held(request: MemberRequest, held: HeldPost, form: PostForm, target: Target) -> HttpResponseRedirect:
    drafts.forget(user=request.user, target=target, key=form.form_key, version=form.known_version)
    messages.success(request, _("Thank you! The editors look at it first. You get a mail when everybody reads it."))
    return redirect(held)


def _look_first(request: MemberRequest) -> HttpResponse:
    """Show the form as it is, with what there is already on it: the way without JavaScript."""
    form = AskForm(request.POST, request.FILES)
    form.take(request)
    form.errors.clear()
    return _draw_ask(request, form, HTTPStatus.OK, looked=True)


@require_POST
def similar(request: MemberRequest) -> HttpResponse:
    """Return what there is already on what somebody is typing, as a piece of the page."""
    if not user_can_create_thread(request.user):
        raise PermissionDenied
    return render(request, "forum/parts/similar.html", {"similar": _similar(request)})


def _similar(request: MemberRequest) -> list[Entry]:
    """Return what there is on the title and, behind it, the text of the form."""
    text = clean_text(f"{request.POST.get('title', '')} {plain_text(request.POST.get('body', '')[:LOOKED_AT])}")
    return entries_about(text, request.user, SIMILAR) if len(text) >= SHORTEST else []


def _draw_ask(
    request: MemberRequest, form: AskForm, status: int, *, looked: bool = False, other: Draft | None = None
) -> HttpResponse:
    context = {
        "other": other,
        "form": form,
        "similar": _similar(request) if form.is_bound else [],
        "looked": looked,
        "breadcrumbs": crumbs((_("Ask a question"), None)),
    }
    return draw_form(request, "forum/ask.html", context, status=status)


@require_http_methods(FORM)
@refuses_blocked(typed)
@keeps_typed(typed)
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an answer, with a quotation where the address names a post."""
    try:
        found = thread_for(request.user, pk)
    except Http404:
        moved = moved_to(pk)  # while somebody was writing
        if moved is None:
            raise
        found = thread_for(request.user, moved)
    if not user_can_create_post(request.user, found):
        return _refuse_answer(request, found)
    form = _answer_form(request, found)
    if request.method != "POST":
        return _draw_answer(request, found, form, HTTPStatus.OK)
    if not form.take(request, unnamed=found.unnamed):
        return _draw_answer(request, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    made, key = sent_with(request.user, form)
    if made is None:
        if not is_allowed(request, form):
            return _draw_answer(request, found, form, HTTPStatus.TOO_MANY_REQUESTS)
        written: dict[str, Any] = {
            "user": request.user,
            "thread": found,
            "key": key,
            "words": form.words(),
            "shielded": form.cleaned_data.get("shielded", False),
        }
        if user_must_wait(request.user):
            return _held(request, holding.hold(**written), form, Target(thread=found))
        try:
            made = services.answer(**written).post
        except services.ClosedError:
            form.add_error(None, _("This conversation was closed meanwhile. What you wrote is still here."))
            return _draw_answer(request, found, form, HTTPStatus.CONFLICT)
        messages.success(request, _("Your answer is in the forum. Thank you!"))
    drafts.forget(user=request.user, target=Target(thread=found), key=form.form_key, version=form.known_version)
    return redirect(made.place())


def _refuse_answer(request: MemberRequest, found: Any) -> HttpResponse:
    """Say that nothing more can be written here; who sent something sees it again, to copy it."""
    if request.method != "POST" or not request.POST.get("body", "").strip():
        raise PermissionDenied(_("Nothing more can be written here."))
    form = _answer_form(request, found)
    form.add_error(None, _("Nothing more can be written here. What you wrote is still here, so that you can copy it."))
    return _draw_answer(request, found, form, HTTPStatus.FORBIDDEN)


def _answer_form(request: MemberRequest, found: Any) -> AnswerForm:
    """Return the form as it was sent, or as it was left."""
    if request.method == "POST":
        quoted = _quoted(found, request.POST.get("quoted", ""))
        return AnswerForm(request.POST, request.FILES, unnamed=found.unnamed, quoted=quoted)
    draft = draft_in(found)
    quoted = _quoted(found, request.GET.get("zitat", "") or (draft.typed("quoted") if draft else ""))
    return AnswerForm(unnamed=found.unnamed, quoted=quoted, draft=draft)


def _quoted(found: Thread, number: str) -> Post | None:
    """Return the post of this thread that is to be quoted."""
    key = as_key(number)
    posts = Post.objects.filter(thread=found, removed_at=None).select_related("author")
    return posts.filter(pk=key).first() if key else None


def _draw_answer(request: MemberRequest, found: Thread, form: AnswerForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "thread": found,
        "question": found.posts.filter(position=1, removed_at=None).first(),
        "page": page_of(max(found.last_position, 1)),
        "breadcrumbs": crumbs_of(found, (_("Answer"), None)),
    }
    return draw_form(request, "forum/answer.html", context, status=status)


@require_POST
def follow(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    """Follow a thread, or stop."""
    found = thread_for(request.user, pk)
    follows = request.POST.get("on") == "1"
    services.follow(user=request.user, thread=found, follows=follows)
    text = _("You follow this conversation now.") if follows else _("You do not follow this conversation any more.")
    messages.success(request, text)
    return redirect(found)


@require_POST
def bookmark(request: MemberRequest, pk: int) -> HttpResponseRedirect:
    """Keep a thread among the bookmarks, or take it out."""
    found = thread_for(request.user, pk)
    kept = request.POST.get("on") == "1"
    services.bookmark(user=request.user, thread=found, kept=kept)
    messages.success(request, _("Bookmark set.") if kept else _("Bookmark taken away."))
    return redirect(found)
