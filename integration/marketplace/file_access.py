"""Pictures of listings may be seen by those who may see the listing."""

from django.db.models import QuerySet
from wagtail.models import ReferenceIndex

from integration.files.access import register_policy
from integration.files.models import Document, Image
from integration.marketplace.models import Listing
from integration.members.models import User


@register_policy
def user_can_view_listing_with(user: User, file: Document | Image, references: "QuerySet[ReferenceIndex]") -> bool:
    """Return whether a listing that this person may see shows the picture."""
    return isinstance(file, Image) and Listing.objects.visible_to(user).filter(pictures__image=file).exists()
