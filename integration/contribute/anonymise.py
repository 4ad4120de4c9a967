"""What the forms keep of a person: what was begun and never handed in."""

from integration.contribute.models import Draft, SkippedQuestion
from integration.members.models import User
from integration.members.signals import forgets_person


@forgets_person
def forget_person(user: User) -> None:
    """Delete the drafts of forms, which nobody else ever saw, and which questions were not to be asked again."""
    Draft.objects.filter(user=user.pk).delete()
    SkippedQuestion.objects.filter(user=user.pk).delete()
