"""Files of posts may be seen by those who may read the post."""

from django.db.models import Q, QuerySet
from wagtail.models import ReferenceIndex

from integration.files.access import register_policy
from integration.files.models import Document, Image
from integration.forum.models import Post
from integration.members.models import User


@register_policy
def user_can_view_post_with(user: User, file: Document | Image, references: "QuerySet[ReferenceIndex]") -> bool:
    """Return whether a post that this person may read carries the file."""
    which = Q(files__document=file) if isinstance(file, Document) else Q(files__image=file)
    return Post.objects.visible_to(user).filter(which).exists()
