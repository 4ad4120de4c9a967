"""Keeps the first posts of new members until an editor has seen them, and makes posts of those that are released."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integration.files.services import keep_files
from integration.forum.held import HeldPost
from integration.forum.models import Post, Thread
from integration.forum.services import ClosedError, Words, answer, ask
from integration.members.models import User
from integration.reports.registry import NotPossibleError, Reportable, ReportedContext, Said
from integration.reports.services import hold as put_into_queue
from integration.taxonomy.models import Topic


class ReportableHeldPost(Reportable):
    """A post that waits: showing it makes a post of it, hiding it refuses it."""

    kind = "held"
    label = _("First post of a new member")
    is_held = True

    def find(self, pk: int, user: User) -> None:
        """Nobody can report what nobody else has read."""

    def contexts(self, pks: Iterable[int]) -> dict[int, ReportedContext]:
        posts = HeldPost.objects.filter(pk__in=list(pks)).select_related("thread", "author")
        questions = {
            question.thread_id: question
            for question in Post.objects.filter(thread__in=[post.thread_id for post in posts], position=1)
        }
        found = {}
        for post in posts:
            question = questions.get(post.thread_id or 0)
            before = (Said(gettext("Question"), question.body),) if question and not question.removed_at else ()
            found[post.pk] = ReportedContext(
                title=post.subject,
                html=post.body,
                url=post.get_absolute_url(),
                author=post.author,
                hidden=post.post_id is None,
                shielded=post.shielded,
                before=before,
            )
        return found

    def hide(self, pk: int, by: User) -> None:
        """Refuse it; its author still reads it under its address."""
        HeldPost.objects.waiting().filter(pk=pk).update(refused_at=timezone.now())

    @transaction.atomic
    def restore(self, pk: int, by: User) -> None:
        """Make a post of it, as if its author had sent it now."""
        held = HeldPost.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if held is None:
            raise NotPossibleError(gettext("This post is not there any more."))
        if held.post_id is None:
            held.post, held.refused_at = _write(held), None
            held.save(update_fields=["post", "refused_at"])


@transaction.atomic
def hold(
    *,
    user: User,
    key: UUID,
    words: Words,
    thread: Thread | None = None,
    title: str = "",
    sort: str = "",
    topic: Topic | None = None,
    shielded: bool = False,
) -> HeldPost:
    """Keep a question, or an answer to a thread, until an editor decides; once for each key."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    earlier = HeldPost.objects.filter(author=user, form_key=key).first()
    if earlier is not None:
        return earlier
    held = HeldPost.objects.create(
        thread=thread,
        title=title,
        sort=sort,
        topic=topic,
        author=user,
        shielded=shielded,
        body=words.body,
        quoted=words.quoted,
        quote=words.quote,
        form_key=key,
    )
    keep_files(documents=words.documents, images=words.images)
    held.documents.set(words.documents)
    held.images.set(words.images)
    context = ReportableHeldPost().context(held.pk)
    assert context is not None
    put_into_queue(kind=ReportableHeldPost.kind, object_id=held.pk, context=context)
    return held


def _write(held: HeldPost) -> Post:
    words = Words(
        body=held.body,
        quoted=held.quoted,
        quote=held.quote,
        documents=list(held.documents.all()),
        images=list(held.images.all()),
    )
    if held.thread is None:
        return ask(
            user=held.author,
            key=held.form_key,
            title=held.title,
            words=words,
            sort=held.sort,
            topic=held.topic,
            shielded=held.shielded,
        ).post
    thread = held.thread.merged_into or held.thread
    try:
        return answer(user=held.author, thread=thread, key=held.form_key, words=words, shielded=held.shielded).post
    except ClosedError as error:
        text = gettext("The conversation was closed or deleted meanwhile. Open it first, or refuse the post.")
        raise NotPossibleError(text) from error
