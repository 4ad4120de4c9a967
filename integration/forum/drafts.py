"""What somebody is writing in the forum, saved while it is typed: one draft for each form, for nobody else's eyes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from integration.autosave import TURN, WINDOW, Data, NewerDraftError, check_version, comes_late
from integration.forum.held import HeldPost
from integration.forum.models import Post, Thread
from integration.forum.personal import Draft
from integration.forum.services import lock_thread, made_with
from integration.members.models import User

MOST = 100  # drafts of one person
SHOWN = ("title", "body", "topic", "sort", "quote")  # fields whose value a form that is opened anew shows
KEPT = {*SHOWN, "shielded", "quoted", "kept_documents", "kept_images", "seen_edits", WINDOW, TURN}


class TooManyDraftsError(Exception):
    """Nobody has so many unfinished answers; some have to be sent or thrown away first."""


@dataclass(frozen=True)
class Target:
    """Which form it is: for an answer in a thread, for a change of a post, or for a new question."""

    thread: Thread | None = None
    post: Post | None = None

    @property
    def lookup(self) -> dict[str, Any]:
        """What tells the one draft of it that a person has."""
        return {"thread": self.thread, "post": self.post}

    @property
    def address(self) -> str:
        """Where the form is found."""
        if self.post is not None:
            return reverse("forum:edit", args=[self.post.pk])
        return self.thread.get_absolute_url() if self.thread is not None else reverse("forum:ask")


@dataclass(frozen=True)
class Unfinished:
    """A draft as its writer finds it again."""

    draft: Draft
    title: str
    address: str


def draft_of(user: User, target: Target) -> Draft | None:
    """Return what this person has written so far in this form, if anything stands there."""
    draft = Draft.objects.filter(user=user, **target.lookup).first()
    return None if draft is None or draft.is_blank else draft


def draft_in(thread: Any) -> Draft | None:
    """Return what the person has begun to write in a thread `for_writing`: nothing is asked for again."""
    if thread.draft_version is None:
        return None
    draft = Draft(thread=thread, data=thread.draft_data, version=thread.draft_version)
    draft.user_id, draft.updated_at = thread.reader_id, thread.draft_updated_at
    return None if draft.is_blank else draft


def unfinished_of(user: User) -> list[Unfinished]:
    """Return all drafts of a person, the newest first; what is written where the person may not read any more stays."""
    threads = Thread.objects.visible_to(user).values("pk")
    reachable = Q(thread=None, post=None) | Q(thread__in=threads) | Q(post__thread__in=threads)
    drafts = Draft.objects.filter(reachable, user=user).select_related("thread", "post__thread")
    found = []
    for draft in drafts:
        thread = draft.post.thread if draft.post else draft.thread
        title = draft.typed("title") or (thread.title if thread else "")
        if not draft.is_blank:
            found.append(Unfinished(draft, title, Target(draft.thread, draft.post).address))
    return found


@transaction.atomic
def save(*, user: User, target: Target, key: UUID | None, data: Data, version: int | None) -> Draft:
    """Write down a form as it stands.

    `version` is the one that the form was drawn with. Raises `NewerDraftError` where another window went on since or
    sent it, `TooManyDraftsError`.
    """
    _wait_for_senders(user, target)
    if key is not None and _is_sent(user, key):
        raise NewerDraftError
    drafts = Draft.objects.select_for_update()
    draft, created = drafts.get_or_create(user=user, **target.lookup, defaults={"key": key})
    if created and Draft.objects.filter(user=user).count() > MOST:
        raise TooManyDraftsError
    data = {name: values for name, values in data.items() if name in KEPT}
    check_version(draft, data, version, created=created)
    if not comes_late(draft, data):
        draft.key, draft.data, draft.version = key, data, draft.version + 1
        draft.save()
    return draft


def _is_sent(user: User, key: UUID) -> bool:
    """Return whether the form with this key has become a post, or one that waits for the editors."""
    return made_with(user, key) is not None or HeldPost.objects.filter(author=user, form_key=key).exists()


def _wait_for_senders(user: User, target: Target) -> None:
    """Hold what sending this form holds: a draft that comes in at the same moment does not outlive what was sent."""
    if target.post is not None:
        lock_thread(target.post.thread_id)
    elif target.thread is not None:
        lock_thread(target.thread.pk)
    else:
        User.objects.select_for_update(no_key=True).get(pk=user.pk)


def forget(*, user: User, target: Target, key: UUID | None, version: int | None) -> None:
    """Drop the draft of a form that was sent, unless another window has gone on with it since."""
    Draft.objects.filter(Q(key=key) | Q(version__lte=version or 0), user=user, **target.lookup).delete()


def discard(*, user: User, target: Target) -> None:
    """Throw away what this person has written in this form."""
    Draft.objects.filter(user=user, **target.lookup).delete()
