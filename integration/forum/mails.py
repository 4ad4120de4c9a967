"""What people hear of the forum by mail; who writes without a name is never named, to editors neither."""

from django.utils.translation import gettext as _

from integration.forum.models import Post
from integration.members.models import User
from integration.notifications.services import queue_message


def writer_of(post: Post) -> str:
    """Return who wrote a post, as everybody may know it."""
    if post.shielded or post.author is None:
        return _("Somebody who does not give a name")
    return post.author.display_name


def tell_follower(*, post: Post, user: User) -> None:
    """Tell somebody who follows a thread that there is something new."""
    _queue("forum_new_post", post, user, dedupe_key=f"forum-post-{post.pk}-{user.pk}")


def tell_mentioned(*, post: Post, user: User) -> None:
    """Tell somebody who is addressed by name."""
    _queue("forum_mention", post, user, dedupe_key=f"forum-mention-{post.pk}-{user.pk}")


def _queue(template: str, post: Post, user: User, *, dedupe_key: str) -> None:
    context = {"writer": writer_of(post), "thread": post.thread, "post": post, "text": _beginning(post)}
    queue_message(recipient=user.email, user=user, template=template, context=context, dedupe_key=dedupe_key)


def _beginning(post: Post) -> str:
    return str(post)
