"""Messages as what members report and editors decide on."""

from collections.abc import Iterable

from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integration.members.models import User
from integration.relay.models import Message, name_of
from integration.relay.permissions import user_can_report_message
from integration.reports.registry import Reportable, ReportedContext, Said

BEFORE = 2  # messages above the reported one that editors read with it


class ReportableMessage(Reportable):
    """A message: only the person whom it was written to reports it, and only then editors read the conversation."""

    kind = "message"
    label = gettext_lazy("Message")

    def find(self, pk: int, user: User) -> Message | None:
        """Return a message that this person can report: one that the other side wrote and that is still there."""
        message = Message.objects.visible_to(user).select_related("conversation").filter(pk=pk).first()
        return message if message is not None and user_can_report_message(user, message) else None

    def contexts(self, pks: Iterable[int]) -> dict[int, ReportedContext]:
        """Return what editors see of reported messages, in two queries however many there are."""
        wanted = Message.objects.filter(pk__in=list(pks)).select_related("conversation", "sender__municipality")
        messages = {message.pk: message for message in wanted}
        around: dict[tuple[int, int], Message] = {}
        places = {
            (message.conversation_id, message.position - step)
            for message in messages.values()
            for step in range(1, BEFORE + 1)
        }
        if places:
            found = Message.objects.filter(
                conversation__in={conversation for conversation, _position in places},
                position__in={position for _conversation, position in places},
            ).select_related("sender")
            around = {(message.conversation_id, message.position): message for message in found}
        return {pk: _context(message, around) for pk, message in messages.items()}

    def note_reported(self, pk: int) -> None:
        """Open the conversation of a message to the editors, in the transaction of the first report."""
        Message.objects.filter(pk=pk, reported_at=None).update(reported_at=timezone.now())

    def hide(self, pk: int, by: User) -> None:
        """Take a message away; its place says so to both sides."""
        Message.objects.filter(pk=pk, hidden_at=None).update(hidden_at=timezone.now(), hidden_by=by)

    def restore(self, pk: int, by: User) -> None:
        """Bring a message back that was taken away."""
        Message.objects.filter(pk=pk).update(hidden_at=None, hidden_by=None)


def _context(message: Message, around: dict[tuple[int, int], Message]) -> ReportedContext:
    steps = range(message.position - BEFORE, message.position)
    before = [around[place] for position in steps if (place := (message.conversation_id, position)) in around]
    return ReportedContext(
        title=_("Message about “%(title)s”") % {"title": message.conversation.title},
        html=_html(message),
        url=message.get_absolute_url(),
        author=message.sender,
        hidden=message.hidden_at is not None,
        before=tuple(Said(name_of(one.sender), _html(one)) for one in before),
    )


def _html(message: Message) -> SafeString:
    return format_html("<p>{}</p>", linebreaksbr(message.text, autoescape=True))
