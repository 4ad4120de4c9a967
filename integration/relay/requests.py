"""What the views of messages have in common: what is asked for, how much one may write, how a form comes back."""

from uuid import UUID, uuid4

from allauth.core import ratelimit
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from integration.catalogue.models import Entry
from integration.members.limits import say_wrote_too_much
from integration.members.models import User
from integration.members.requests import MemberRequest
from integration.relay.forms import MessageForm
from integration.relay.models import Conversation, Message
from integration.relay.services import DailyLimitError, made_with

Crumbs = list[tuple[str, str | None]]
HOUR = 60 * 60  # seconds


def conversation_for(user: User, pk: int) -> Conversation:
    """Return a conversation that this person may read, with both sides. Raises `Http404`."""
    people = Conversation.objects.visible_to(user).select_related(
        "entry", "starter__municipality", "owner__municipality"
    )
    found = people.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def entry_for(user: User, pk: int) -> Entry:
    """Return an entry that this person may see and whose author can be written to in principle. Raises `Http404`."""
    entries = Entry.objects.visible_to(user).live().select_related("author__municipality")
    found = entries.filter(pk=pk).first()
    if found is None or not found.takes_messages:
        raise Http404
    return found


def crumbs(*further: tuple[str, str | None]) -> Crumbs:
    return [
        (_("Home"), "/"),
        (_("My area"), reverse("contribute:mine")),
        (_("Messages"), reverse("relay:inbox")),
        *further,
    ]


def sent_with(user: User, form: MessageForm) -> tuple[Message | None, UUID]:
    """Return what a form has made already, and the key for what it is to make.

    Who goes back in the browser, changes the text and sends it means another message: the words count, not the key.
    """
    key = form.form_key
    made = made_with(user, key)
    if made is not None and made.text != form.cleaned_data["text"]:
        return None, uuid4()
    return made, key


def is_allowed(request: MemberRequest, form: MessageForm) -> bool:
    """Count a message, and return whether this person may write one at this moment; the form says if not."""
    if ratelimit.consume(request, action="relay_message"):
        return True
    say_wrote_too_much(form)
    return False


def say_limit(form: MessageForm, error: DailyLimitError) -> None:
    """Have the form say that the day is used up, and when it goes on."""
    hours = max(1, round(error.seconds / HOUR))
    text = _(
        "You have written as many messages within a day as one person can. Your text is still here: in about"
        " %(hours)d h you can send it. If it is urgent, phone the editors."
    )
    form.add_error(None, text % {"hours": hours})


def typed(request: MemberRequest) -> str:
    """Return what was written, to copy."""
    return request.POST.get("text", "").strip()
