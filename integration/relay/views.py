"""The inbox, a conversation with its answer, and the first message about an entry."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from integration.catalogue.models import Entry
from integration.members.breaks import keeps_typed
from integration.members.limits import PAUSE, draw_form
from integration.members.requests import MemberRequest, as_key
from integration.relay import services
from integration.relay.endings import is_done
from integration.relay.forms import MessageForm
from integration.relay.models import Conversation
from integration.relay.permissions import user_can_send_message, user_can_start_conversation
from integration.relay.requests import conversation_for, crumbs, entry_for, is_allowed, say_limit, sent_with, typed
from integration.relay.selectors import list_conversations, read_page, writing_to

FORM = ["GET", "HEAD", "POST"]


@require_safe
def inbox(request: MemberRequest) -> HttpResponse:
    """List the person's conversations, the newest first."""
    page, rows = list_conversations(request.user, request.GET.get("seite"))
    return render(request, "relay/inbox.html", {"page": page, "rows": rows, "breadcrumbs": crumbs()})


@require_http_methods(FORM)
@keeps_typed(typed)
def conversation(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a conversation and remember how far the person has read; take an answer."""
    found = conversation_for(request.user, pk)
    if request.method != "POST":
        return _draw_conversation(request, found, MessageForm(), HTTPStatus.OK)
    if found.side_of(request.user) is None:
        raise PermissionDenied
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _draw_conversation(request, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    made, key = sent_with(request.user, form)
    if made is None:
        if not user_can_send_message(request.user, found):
            return _refuse_answer(request, found, form)
        if not is_allowed(request, form):
            return _draw_conversation(request, found, form, HTTPStatus.TOO_MANY_REQUESTS)
        try:
            made = services.reply(
                conversation=found, sender=request.user, text=form.cleaned_data["text"], form_key=key
            ).message
        except services.EndedError:
            return _refuse_answer(request, conversation_for(request.user, pk), form)
        except services.DailyLimitError as error:
            say_limit(form, error)
            return _draw_conversation(request, found, form, HTTPStatus.TOO_MANY_REQUESTS, error.seconds)
        messages.success(request, _("Your message is sent. The other side gets it by mail, too."))
    return redirect(made)


def _refuse_answer(request: MemberRequest, found: Conversation, form: MessageForm) -> HttpResponse:
    """Keep what was typed where nobody can write any more: it can be copied."""
    form.add_error(None, _("This message could not be sent. What you wrote is still here."))
    return _draw_conversation(request, found, form, HTTPStatus.CONFLICT)


def _draw_conversation(
    request: MemberRequest, found: Conversation, form: MessageForm, status: int, seconds: int = PAUSE
) -> HttpResponse:
    number = found.last_page if form.is_bound else as_key(request.GET.get("seite", ""))
    shown = read_page(found, request.user, number)
    if request.method == "GET" and shown.last_shown > found.read_by(request.user):
        services.note_read(conversation=found, user=request.user, position=shown.last_shown)
    context = {
        "shown": shown,
        "conversation": found,
        "form": form if shown.can_send or form.is_bound else None,
        "breadcrumbs": crumbs((found.title, None)),
    }
    return draw_form(request, "relay/conversation.html", context, status=status, seconds=seconds)


@require_http_methods(FORM)
@keeps_typed(typed)
def write(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the first message to the author of an entry; who has written before is led to the conversation."""
    entry = entry_for(request.user, pk)
    if request.method != "POST":
        earlier = Conversation.objects.of(request.user).filter(entry=entry, owner=entry.author).first()
        if earlier is not None and entry.author != request.user:
            return redirect(earlier)
        return _draw_write(request, entry, None, HTTPStatus.OK)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _draw_write(request, entry, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    made, key = sent_with(request.user, form)
    if made is None:
        if is_done(entry) and entry.author != request.user:  # while somebody was writing
            form.add_error(None, _("This is done meanwhile. What you wrote is still here, so that you can copy it."))
            return _draw_write(request, entry, form, HTTPStatus.CONFLICT)
        _may_start(request, entry)
        if not is_allowed(request, form):
            return _draw_write(request, entry, form, HTTPStatus.TOO_MANY_REQUESTS)
        try:
            made = services.start(
                entry=entry, sender=request.user, text=form.cleaned_data["text"], form_key=key
            ).message
        except services.EndedError:
            form.add_error(None, _("This message could not be sent. What you wrote is still here."))
            return _draw_write(request, entry, form, HTTPStatus.CONFLICT)
        except services.DailyLimitError as error:
            say_limit(form, error)
            return _draw_write(request, entry, form, HTTPStatus.TOO_MANY_REQUESTS, error.seconds)
        messages.success(request, _("Your message is sent. The other side gets it by mail, too."))
    return redirect(made)


def _may_start(request: MemberRequest, entry: Entry) -> None:
    """Raise `PermissionDenied` where this person cannot write to the author."""
    if not user_can_start_conversation(request.user, entry):
        raise PermissionDenied


def _draw_write(
    request: MemberRequest, entry: Entry, form: MessageForm | None, status: int, seconds: int = PAUSE
) -> HttpResponse:
    if form is None or not form.non_field_errors():
        _may_start(request, entry)
    writing = writing_to(entry, request.user)
    context = {
        "entry": entry,
        "writing": writing,
        "form": form or MessageForm(),
        "breadcrumbs": [(_("Home"), "/"), (entry.title, entry.url), (_("Write a message"), None)],
    }
    return draw_form(request, "relay/write.html", context, status=status, seconds=seconds)
