"""One writer at a time: what every write to a contribution takes first, and what it says when it must not go on."""

from typing import TypeVar, cast

from wagtail.models import Page, WorkflowState

from integration.models import ContributionPage, TopicProposal

Kind = TypeVar("Kind", ContributionPage, TopicProposal)


class InReviewError(Exception):
    """The contribution is with the editors: it has to be taken back before it can be changed."""


class LockedError(Exception):
    """The editors keep the contribution as it is for the moment."""


class ChangedMeanwhileError(Exception):
    """Somebody saved a newer version after the form was opened."""


class FilesGoneError(Exception):
    """A file of the form was deleted meanwhile, such as with its draft in another window."""


class NotInReviewError(Exception):
    """There is nothing to take back: the editors have decided already."""


def lock_tree() -> None:
    """Let one writer at the tree at a time: parallel creates and moves would deadlock on PostgreSQL."""
    Page.objects.select_for_update().get(depth=1)


def lock_contribution(thing: Kind) -> tuple[WorkflowState | None, Kind]:
    """Return the running review and the contribution as they are now, both kept for this transaction.

    The review comes first, as in the editors' decisions: two orders would deadlock. Raises `LockedError` where the
    editors keep it as it is.
    """
    active = WorkflowState.objects.select_for_update().active().for_instance(thing).first()
    model = Page if isinstance(thing, Page) else type(thing)
    fresh = model._default_manager.select_for_update().get(pk=thing.pk)
    if fresh.locked:
        raise LockedError
    return active, cast(Kind, fresh.specific if isinstance(fresh, Page) else fresh)


def is_in_review(thing: ContributionPage | TopicProposal) -> bool:
    """Return whether a contribution is with the editors at this moment."""
    running = WorkflowState.objects.active().for_instance(thing).filter(status=WorkflowState.STATUS_IN_PROGRESS)
    return bool(running.exists())
