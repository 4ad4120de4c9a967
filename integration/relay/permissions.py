"""Who may read and write messages: one predicate for each action, and one test file."""

from integration.catalogue.models import Entry
from integration.members.models import User
from integration.members.permissions import user_can_post
from integration.relay.endings import ending_of, is_done
from integration.relay.models import Conversation, Message, Side


def user_can_start_conversation(user: User, entry: Entry) -> bool:
    """Whoever may read an entry writes to its author, where its kind takes messages and somebody is there to read."""
    author = entry.author
    if not user_can_post(user) or not entry.takes_messages or is_done(entry):
        return False
    return author is not None and author.is_active and author.pk != user.pk


def user_can_send_message(user: User, conversation: Conversation) -> bool:
    """The two sides, while what they talk about is there for both and both are in the portal."""
    return user_can_post(user) and conversation.side_of(user) is not None and ending_of(conversation) is None


def user_can_report_message(user: User, message: Message) -> bool:
    """Whoever a message was written to reports it, while it is there; nobody the own one."""
    side = message.conversation.side_of(user)
    if not user.is_active or side is None or message.hidden_at is not None or not message.text:
        return False
    return message.by_starter != (side == Side.STARTER)


def user_can_view_hidden_text(user: User) -> bool:
    """What was taken away only editors read."""
    return user.is_editor
