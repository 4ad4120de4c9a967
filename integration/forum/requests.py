"""What the views of the forum have in common: what a request asks for, and where it goes on."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from integration.forum.forms import PostForm
from integration.forum.held import HeldPost
from integration.forum.models import Post, Thread
from integration.forum.permissions import user_can_view_forum
from integration.forum.services import made_with
from integration.members.limits import say_wrote_too_much
from integration.members.models import User
from integration.members.requests import MemberRequest, as_key
from integration.richtext.fields import is_huge, to_html, to_plain

TEN_MINUTES = timedelta(minutes=10)
Crumbs = list[tuple[str, str | None]]


def thread_for(user: User, pk: int) -> Any:
    """Return a thread that this person may read, with what the person has read of it and begun to write there.

    Raises `PermissionDenied` where the forum is not meant for the person, `Http404` for what is not there.
    """
    threads = Thread.objects.visible_to(user).with_reader(user).for_writing(user).select_related("topic")
    found = next(iter(threads.filter(pk=pk)), None)
    if found is None:
        refuse_outsiders(user)
        raise Http404
    return found


def moved_to(pk: int) -> int | None:
    """Return the thread that took another one in."""
    return Thread.objects.filter(pk=pk, merged_into__isnull=False).values_list("merged_into", flat=True).first()


def post_for(user: User, pk: int) -> Post:
    """Return a post of a thread that this person may read, removed ones too: they keep their place."""
    threads = Thread.objects.visible_to(user).values("pk")
    posts = Post.objects.filter(thread__in=threads).select_related("thread__topic", "author__municipality")
    try:
        return get_object_or_404(posts, pk=pk)
    except Http404:
        refuse_outsiders(user)
        raise


def refuse_outsiders(user: User) -> None:
    """Raise `PermissionDenied` where the forum is meant for groups that this person is not in."""
    if not user_can_view_forum(user):
        raise PermissionDenied(_("This page is meant for certain groups."))


def page_number(request: MemberRequest) -> int:
    """Return the page that an address asks for; anything else than a number is the first one."""
    return as_key(request.GET.get("seite", "")) or 1


def crumbs(*further: tuple[str, str | None]) -> Crumbs:
    return [(_("Home"), "/"), (_("Forum"), reverse("forum:threads")), *further]


def crumbs_of(thread: Thread, *further: tuple[str, str | None]) -> Crumbs:
    """Return the way to a thread: its board in front of it."""
    board = [(thread.topic.name, f"{reverse('forum:threads')}?thema={thread.topic.slug}")] if thread.topic else []
    return crumbs(*board, (thread.title, thread.get_absolute_url()), *further)


def is_allowed(request: MemberRequest, form: forms.Form, *, edits: bool = False) -> bool:
    """Return whether this person may write a post, or change one, at this moment; the form says if not.

    Posts count themselves, by an index; changes are counted beside.
    """
    if edits:
        is_slow = ratelimit.consume(request, action="forum_post")
    else:
        lately = {"author": request.user, "created_at__gt": timezone.now() - TEN_MINUTES}
        written = Post.objects.filter(**lately).count() + HeldPost.objects.filter(**lately).count()
        is_slow = written < settings.FORUM_POSTS_IN_TEN_MINUTES
    if is_slow:
        return True
    say_wrote_too_much(form)
    return False


def sent_with(user: User, form: PostForm) -> tuple[Post | None, UUID]:
    """Return what a form has made already, and the key for what it is to make.

    Who goes back in the browser, writes something else and sends it means another post: the words count, not the key.
    """
    key = form.form_key
    made, body = made_with(user, key), form.cleaned_data["body"]
    if made is not None:
        is_other = not made.edit_count and made.body != body
        return (None, uuid4()) if is_other else (made, key)
    held = HeldPost.objects.filter(author=user, form_key=key).exclude(body=body).exists()
    return None, uuid4() if held else key


def typed(request: MemberRequest) -> str:
    """Return what was written into a form, as plain text to copy."""
    body = request.POST.get("body", "")
    text = body if is_huge(body) else to_plain(to_html(body))
    parts = [request.POST.get("title", ""), request.POST.get("quote", ""), text]
    return "\n\n".join(part.strip() for part in parts if part.strip())
