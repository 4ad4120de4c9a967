"""What the forum keeps of a person: posts stay and say "former member"; what was read and followed goes."""

from integration.forum.held import HeldPost
from integration.forum.models import Post
from integration.forum.personal import Draft, Mention, Reader
from integration.members.models import User
from integration.members.signals import forgets_person


@forgets_person
def forget_person(user: User) -> None:
    """Delete what this person read and followed and where the person was addressed; marks only count, and stay."""
    Reader.objects.filter(user=user.pk).delete()
    Draft.objects.filter(user=user.pk).delete()
    Mention.objects.filter(user=user.pk).delete()
    HeldPost.objects.filter(author=user.pk, post=None).delete()  # nobody else has read it
    Post.objects.filter(author=user.pk).update(form_key=None)
