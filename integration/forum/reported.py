"""Posts of the forum as what members report and editors decide on."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integration.forum.models import Post
from integration.forum.services import remove, restore
from integration.members.models import User
from integration.reports.registry import NotPossibleError, Reportable, ReportedContext, Said

AROUND = 2  # posts before and after


class ReportablePost(Reportable):
    """A post: hiding it is what editors do when they delete it, so that its place says so."""

    kind = "post"
    label = _("Post in the forum")

    def find(self, pk: int, user: User) -> Post | None:
        return Post.objects.visible_to(user).filter(pk=pk).first()

    def contexts(self, pks: Iterable[int]) -> dict[int, ReportedContext]:
        posts = list(Post.objects.filter(pk__in=list(pks)).select_related("thread", "author"))
        around = _around(posts)
        return {
            post.pk: ReportedContext(
                title=post.thread.title,
                html=post.body,
                url=post.get_absolute_url(),
                author=post.author,
                hidden=post.removed_at is not None,
                shielded=post.shielded,
                before=tuple(_said(other) for other in around[post.pk] if other.position < post.position),
                after=tuple(_said(other) for other in around[post.pk] if other.position > post.position),
            )
            for post in posts
        }

    def hide(self, pk: int, by: User) -> None:
        remove(user=by, post=_post(pk))

    def restore(self, pk: int, by: User) -> None:
        restore(post=_post(pk))


def _post(pk: int) -> Post:
    post = Post.objects.filter(pk=pk).first()
    if post is None:
        raise NotPossibleError(gettext("This post is not there any more."))
    return post


def _around(posts: list[Post]) -> dict[int, list[Post]]:
    """Return the neighbours of each post in one query; those that were removed say so themselves."""
    near = Q()
    for post in posts:
        near |= Q(thread=post.thread_id, position__range=(post.position - AROUND, post.position + AROUND))
    by_place: dict[tuple[int, int], Post] = {}
    if posts:
        for other in Post.objects.filter(near).select_related("author"):
            by_place[other.thread_id, other.position] = other
    found: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        for position in range(post.position - AROUND, post.position + AROUND + 1):
            neighbour = by_place.get((post.thread_id, position))
            if neighbour is not None and neighbour.pk != post.pk:
                found[post.pk].append(neighbour)
    return found


def _said(post: Post) -> Said:
    """Return what a neighbour says; a name that peers do not know is nothing to judge this post by."""
    name = gettext("Without a name") if post.shielded else post.author.display_name if post.author else ""
    removed = f"<p>{gettext('This post was deleted.')}</p>"
    return Said(name or gettext("Former member"), removed if post.removed_at else post.body)
