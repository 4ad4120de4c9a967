"""Who may read, write and change what in the forum; one test file for each action."""

from integration.catalogue.audience import section_restrictions
from integration.forum.held import ForumSettings
from integration.forum.models import Post, Thread
from integration.members.models import User
from integration.members.permissions import user_can_post
from integration.members.roles import TRUSTED


def user_can_view_forum(user: User) -> bool:
    """Return whether the forum is meant for this person: its section may be restricted to groups."""
    if not user.is_active:
        return False
    return user.is_editor or all(user.group_ids() & set(groups) for groups in section_restrictions(Thread.kind))


def user_can_create_thread(user: User) -> bool:
    """Everybody who may read the forum may ask, but for those whom the editors have asked for a break."""
    return user_can_post(user) and user_can_view_forum(user)


def user_can_view_thread(user: User, thread: Thread) -> bool:
    """Return whether this person may read a thread; the same as `Thread.objects.visible_to`, for one."""
    return Thread.objects.visible_to(user).filter(pk=thread.pk).exists()


def user_can_create_post(user: User, thread: Thread) -> bool:
    """Whoever reads an open thread may answer; in a closed one the editors have the last word."""
    if not user_can_post(user) or thread.hidden_at is not None or thread.merged_into_id is not None:
        return False
    return thread.closed_at is None or user.is_editor


def user_can_keep_draft(user: User, post: Post | None = None) -> bool:
    """Whoever may read the forum keeps what is being typed, even where nothing can be sent any more.

    Of a change those whose change it can be.
    """
    if not user_can_view_forum(user):
        return False
    return post is None or user.is_editor or (post.author_id is not None and post.author_id == user.pk)


def user_must_wait(user: User) -> bool:
    """Return whether the editors look at what this person writes first; editors and trusted people never wait."""
    settings = ForumSettings.load()
    if not settings.hold_first_posts or user.is_editor or user.groups.filter(name=TRUSTED).exists():
        return False
    shown = Post.objects.filter(author=user, removed_at=None)[: settings.held_number]
    return shown.count() < settings.held_number


def user_can_edit_post(user: User, post: Post) -> bool:
    """The author while the thread is open, and editors; what was removed nobody changes."""
    if not user.is_active or post.removed_at is not None or not user_can_create_post(user, post.thread):
        return False
    return user.is_editor or (post.author_id is not None and post.author_id == user.pk)


def user_can_remove_post(user: User, post: Post) -> bool:
    """The author, in a closed thread too, and editors."""
    if not user.is_active or post.removed_at is not None:
        return False
    return user.is_editor or (post.author_id is not None and post.author_id == user.pk)


def user_can_restore_post(user: User, post: Post) -> bool:
    """Editors bring back what was removed."""
    return user.is_editor and post.removed_at is not None


def user_can_view_history(user: User, post: Post) -> bool:
    """Whoever may read a post may read what it said before; of a removed one editors alone."""
    return user.is_editor or (user.is_active and post.removed_at is None)


def user_can_accept_post(user: User, post: Post) -> bool:
    """Who asked says which answer helped, or an editor does; a discussion has none, and the question is none."""
    thread = post.thread
    if not user.is_active or not thread.is_question or post.is_first or post.removed_at is not None:
        return False
    return user.is_editor or (thread.author_id is not None and thread.author_id == user.pk)


def user_can_mark_post(user: User, post: Post) -> bool:
    """Everybody but its author may say that a post helped."""
    return user.is_active and post.removed_at is None and post.author_id != user.pk


def user_can_report_post(user: User, post: Post) -> bool:
    """Everybody but its author may ask the editors to look at a post that is there."""
    return user.is_active and post.removed_at is None and post.author_id != user.pk


def user_can_moderate_forum(user: User) -> bool:
    """Editors move, close, pin, split and merge, and see who asked without a name."""
    return user.is_editor
