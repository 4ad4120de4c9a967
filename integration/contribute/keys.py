"""The key of a form: whatever kind the form has in the end, one key makes one contribution."""

from uuid import UUID

from integration.contribute.models import Submission
from integration.members.models import User
from integration.models import ContributionPage, TopicProposal


class OtherKindError(Exception):
    """This form was handed in already, as a contribution of another kind."""

    def __init__(self, made: ContributionPage | TopicProposal) -> None:
        super().__init__()
        self.made = made


def lock_forms_of(user: User) -> None:
    """Let one form of a person become a contribution at a time; whoever needs the page tree, too, locks that first."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def made_with(user: User, key: UUID) -> ContributionPage | TopicProposal | None:
    """Return what was made of this person's form with this key."""
    submission = Submission.objects.filter(user=user, key=key).select_related("page").first()
    if submission is not None:
        return submission.page.specific
    return TopicProposal.objects.filter(owner=user, form_key=key).first()
