"""What the pages of messages show, each in a number of queries that does not grow with what was written."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from integration.catalogue.models import Entry
from integration.members.models import Municipality, User
from integration.relay.endings import Ending, ending_of, is_done
from integration.relay.forms import MessageForm
from integration.relay.models import MESSAGES_ON_A_PAGE, Conversation, Message, Side, name_of, page_of
from integration.relay.permissions import (
    user_can_report_message,
    user_can_send_message,
    user_can_start_conversation,
    user_can_view_hidden_text,
)

CONVERSATIONS_ON_A_PAGE = 20


@dataclass(frozen=True)
class Person:
    """A side of a conversation as the other one sees it: no address, nor letters of one."""

    name: str
    line: str = ""
    known: User | None = None  # where there is a name, for the picture beside it
    municipality: Municipality | None = None

    @property
    def face(self) -> User | str:
        """What the letters and the colour of the picture are taken from."""
        return self.known or self.name


def person_of(user: User | None) -> Person:
    """Return how somebody is shown to the other side."""
    if user is None:
        return Person(name_of(None))
    known = user if user.get_full_name() else None
    line = ", ".join(part for part in (user.function, user.municipality.name if user.municipality else "") if part)
    return Person(name_of(user), line, known, user.municipality)


@dataclass(frozen=True)
class Row:
    """A conversation as the inbox shows it."""

    conversation: Any  # a Conversation `for_rows`
    other: Person
    new: int  # messages that were written since the person looked
    is_own: bool  # the newest message is the person's own

    @property
    def text(self) -> str:
        """The newest message, unless it was taken away."""
        return "" if self.conversation.newest_hidden_at else str(self.conversation.newest_text or "")


def list_conversations(user: User, page: str | None) -> "tuple[Page[Any], list[Row]]":
    """Return a page of the conversations in which this person is a side, the newest first."""
    mine = Conversation.objects.visible_to(user).of(user)
    found = Paginator(mine.for_rows().newest_first(), CONVERSATIONS_ON_A_PAGE)
    found.count = mine.count()  # without the subqueries of the rows
    shown = found.get_page(page)
    return shown, [_row(conversation, user) for conversation in shown]


def _row(conversation: Any, user: User) -> Row:
    is_starter = conversation.side_of(user) == Side.STARTER
    return Row(
        conversation=conversation,
        other=person_of(conversation.other_than(user)),
        new=max(0, conversation.last_position - conversation.read_by(user)),
        is_own=conversation.newest_by_starter == is_starter,
    )


def count_unread(user: User) -> int:
    """Return in how many conversations something waits for this person; one small query."""
    return Conversation.objects.visible_to(user).unread_by(user).count()


@dataclass(frozen=True)
class Line:
    """A message as a page shows it."""

    message: Message
    person: Person
    is_own: bool
    is_first_unread: bool
    can_read_hidden: bool
    can_report: bool

    @property
    def is_hidden(self) -> bool:
        return self.message.hidden_at is not None

    @property
    def is_erased(self) -> bool:
        """Whether its words went with its writer's account."""
        return not self.message.text


@dataclass(frozen=True)
class ConversationPage:
    """One page of a conversation."""

    conversation: Conversation
    number: int
    lines: list[Line]
    entry: Entry | None  # where this person may see it
    people: list[Person]  # the other side; for an editor who is none both
    is_side: bool
    is_reported: bool
    ending: Ending | None
    can_send: bool

    @property
    def pages(self) -> "Page[Any]":
        """The pages, for the row of their numbers."""
        positions = range(max(self.conversation.last_position, 1))
        return Paginator(positions, MESSAGES_ON_A_PAGE).get_page(self.number)

    @property
    def last_shown(self) -> int:
        """The highest position of the page."""
        return min(self.number * MESSAGES_ON_A_PAGE, self.conversation.last_position)

    @property
    def sent_key(self) -> str:
        """The key of the newest message that this person wrote: what the browser kept of it is not needed any more."""
        return next((str(line.message.form_key) for line in reversed(self.lines) if line.is_own), "")


def read_page(conversation: Conversation, user: User, number: int | None) -> ConversationPage:
    """Return a page of a conversation; without a number the one with the first unread message, else the last."""
    seen, last = conversation.read_by(user), conversation.last_page
    number = min(max(number or page_of(min(seen + 1, conversation.last_position)), 1), last)
    messages = list(Message.objects.filter(conversation=conversation).on_page(number).order_by("position"))
    for message in messages:
        message.conversation = conversation
    entry = conversation.entry
    if entry is not None and not Entry.objects.visible_to(user).filter(pk=entry.pk).exists():
        entry = None
    side = conversation.side_of(user)
    both = {True: person_of(conversation.starter), False: person_of(conversation.owner)}
    unread = next((one.pk for one in messages if one.position > seen), None)
    return ConversationPage(
        conversation=conversation,
        number=number,
        lines=[
            Line(
                message=one,
                person=both[one.by_starter],
                is_own=side is not None and one.by_starter == (side == Side.STARTER),
                is_first_unread=one.pk == unread and seen > 0,
                can_read_hidden=user_can_view_hidden_text(user),
                can_report=user_can_report_message(user, one),
            )
            for one in messages
        ],
        entry=entry,
        people=[both[side != Side.STARTER]] if side else [both[True], both[False]],
        is_side=side is not None,
        is_reported=Message.objects.filter(conversation=conversation, reported_at__isnull=False).exists(),
        ending=ending_of(conversation),
        can_send=user_can_send_message(user, conversation),
    )


@dataclass(frozen=True)
class Writing:
    """What the page of an entry offers to somebody who wants to write to its author."""

    entry: Entry
    person: Person
    is_own: bool
    is_over: bool  # nobody needs to write any more
    is_there: bool  # the author is in the portal
    conversation: Conversation | None  # they write to each other already
    form: MessageForm | None


def writing_to(entry: object, user: User) -> Writing | None:
    """Return what to offer below an entry that this person sees; None where its kind takes no messages."""
    if not isinstance(entry, Entry) or not entry.takes_messages or not entry.live:
        return None
    author = entry.author
    is_own = author is not None and author.pk == user.pk
    mine = Conversation.objects.visible_to(user)
    earlier = None if is_own or author is None else mine.filter(entry=entry, starter=user, owner=author).first()
    return Writing(
        entry=entry,
        person=person_of(author),
        is_own=is_own,
        is_over=is_done(entry),
        is_there=author is not None and author.is_active,
        conversation=earlier,
        form=MessageForm() if earlier is None and user_can_start_conversation(user, entry) else None,
    )
