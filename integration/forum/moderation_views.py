"""The page on which editors keep a thread in order."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from integration.forum import moderation
from integration.forum.forms import title_field, topic_field
from integration.forum.models import TITLE_LENGTH, Thread
from integration.forum.permissions import user_can_moderate_forum
from integration.forum.requests import crumbs_of, page_number, thread_for
from integration.forum.selectors import read_page
from integration.forum.services import NotPossibleError
from integration.members.requests import MemberRequest, as_key, as_keys

NOT_POSSIBLE = gettext_lazy("Nothing was changed: the conversation is not as it was when you opened this page.")


class MoveForm(forms.Form):
    """Another board."""

    topic = topic_field()


class MergeForm(forms.Form):
    """Another thread, by its address or its number."""

    target = forms.CharField(
        label=gettext_lazy("Address of the other conversation"),
        max_length=500,
        help_text=gettext_lazy("Copy it from the browser, or enter the number in it."),
        error_messages={"required": gettext_lazy("Please enter the address of the other conversation.")},
    )

    def clean_target(self) -> Thread:
        parts = self.cleaned_data["target"].partition("?")[0].partition("#")[0].strip("/ ").split("/")
        key = as_key(parts[-1])
        found = Thread.objects.shown().filter(pk=key).first() if key else None
        if found is None:
            raise forms.ValidationError(_("There is no conversation under this address."))
        return found


class SplitForm(forms.Form):
    """A title for what becomes a thread of its own, and its board."""

    title = title_field()
    topic = topic_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("Title of the new conversation")
        self.fields["title"].max_length = TITLE_LENGTH  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def moderate(request: MemberRequest, pk: int) -> HttpResponse:
    """Close, pin, move, split or merge a thread."""
    if not user_can_moderate_forum(request.user):
        raise PermissionDenied
    found = thread_for(request.user, pk)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    data = {name: request.POST if name == action else None for name in ("move", "merge", "split")}
    there = {"topic": found.topic and found.topic.slug}
    drawn: dict[str, forms.Form] = {
        "move": MoveForm(data["move"], initial=there, prefix="move"),
        "merge": MergeForm(data["merge"], prefix="merge"),
        "split": SplitForm(data["split"], initial=there, prefix="split"),
    }
    chosen = as_keys(request.POST.getlist("posts"))
    if action:
        form = drawn.get(action)
        if action == "split" and not chosen:
            drawn["split"].add_error(None, _("Please tick the answers that are to go."))
        if form is None or form.is_valid():
            try:
                return redirect(_act(request, found, action, form.cleaned_data if form else {}, chosen))
            except NotPossibleError:
                messages.warning(request, NOT_POSSIBLE)
                return redirect("forum:moderate", found.pk)
    context = {
        "thread": found,
        "shown": read_page(found, request.user, page_number(request)),
        "chosen": chosen,
        "move": drawn["move"],
        "merge": drawn["merge"],
        "split": drawn["split"],
        "breadcrumbs": crumbs_of(found, (_("Keep in order"), None)),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if action else HTTPStatus.OK
    return render(request, "forum/moderate.html", context, status=status)


def _act(request: MemberRequest, thread: Thread, action: str, data: dict[str, Any], chosen: set[int]) -> Thread:
    """Do what was asked for and return the thread to show; what is unknown does nothing."""
    if action in ("close", "open"):
        moderation.close(thread=thread, closed=action == "close")
        text = _("The conversation is closed.") if action == "close" else _("The conversation is open again.")
    elif action in ("pin", "unpin"):
        moderation.pin(thread=thread, pinned=action == "pin")
        text = _("It stands on top of the list now.") if action == "pin" else _("It is not pinned any more.")
    elif action == "move":
        moderation.move(thread=thread, topic=data["topic"])
        text = _("Moved to another board.")
    elif action == "merge":
        thread = moderation.merge(thread=thread, into=data["target"])
        text = _("Both conversations are one now. The old address leads here.")
    elif action == "split":
        thread = moderation.split(thread=thread, posts=chosen, title=data["title"], topic=data["topic"])
        text = _("The answers are a conversation of their own now.")
    else:
        return thread
    messages.success(request, text)
    return thread
