"""What others would change in a contribution: proposed once, told to the author, answered once."""

from django.db import transaction
from django.utils import timezone

from integration.contribute.models import ChangeProposal
from integration.contribute.permissions import user_can_view_page_of_proposal
from integration.members.models import User
from integration.models import ContributionPage
from integration.notifications.services import queue_message


class OpenProposalError(Exception):
    """This person has proposed something for this contribution that is not answered yet."""


class AnsweredError(Exception):
    """Somebody has answered the proposal meanwhile."""


def open_proposal_of(user: User, page: ContributionPage) -> ChangeProposal | None:
    """Return what this person has proposed for a contribution and nobody has answered."""
    return ChangeProposal.objects.filter(page_id=page.pk, user=user, state=ChangeProposal.State.OPEN).first()


@transaction.atomic
def propose_change(*, page: ContributionPage, user: User, text: str) -> ChangeProposal:
    """Store a proposal and tell the author; where there is none (any more), the editors. Nothing changes by itself.

    Raises `OpenProposalError` where an earlier one of this person waits, as after a second click.
    """
    locked = ContributionPage.objects.select_for_update().get(pk=page.pk)
    if open_proposal_of(user, locked) is not None:
        raise OpenProposalError
    proposal = ChangeProposal.objects.create(page=locked, user=user, text=text)
    author = User.objects.filter(pk=locked.owner_id, is_active=True).first()
    for reader in [author] if author is not None else User.objects.editors():
        queue_message(
            recipient=reader.email,
            user=reader,
            template="change_proposed",
            context={"proposal": proposal, "title": locked.title, "proposer": user, "is_author": reader == author},
        )
    return proposal


@transaction.atomic
def answer_proposal(*, proposal: ChangeProposal, user: User, taken: bool, answer: str) -> None:
    """Say whether a proposal was taken up, and tell the one who made it; `AnsweredError` where somebody else has."""
    locked = ChangeProposal.objects.select_for_update().get(pk=proposal.pk)
    if locked.state != ChangeProposal.State.OPEN:
        raise AnsweredError
    locked.state = ChangeProposal.State.TAKEN if taken else ChangeProposal.State.DECLINED
    locked.answer = answer
    locked.answered_by = user
    locked.answered_at = timezone.now()
    locked.save()
    proposer = User.objects.filter(pk=locked.user_id, is_active=True).first() if locked.user_id else None
    if proposer is not None and proposer != user:
        title = locked.page.title if user_can_view_page_of_proposal(proposer, locked) else ""
        queue_message(
            recipient=proposer.email,
            user=proposer,
            template="change_answered",
            context={"proposal": locked, "title": title, "taken": taken, "answerer": user},
        )
