"""Files that contributions use may be seen by those who may see the contribution."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import ReferenceIndex

from integration.catalogue.models import Entry
from integration.catalogue.usage import entries_in
from integration.files.access import register_policy
from integration.files.models import Document, Image
from integration.members.models import User


@register_policy
def user_can_view_contribution_that_uses(
    user: User, file: Document | Image, references: "QuerySet[ReferenceIndex]"
) -> bool:
    """Return whether one of these references comes from a published contribution that this person may see."""
    return Entry.objects.visible_to(user).live().filter(pk__in=entries_in(references).values("pk")).exists()


@register_policy
def user_can_view_draft_that_uses(user: User, file: Document | Image, references: "QuerySet[ReferenceIndex]") -> bool:
    """Return whether the newest version of an unpublished contribution of a colleague shows the file.

    The index knows stored pages only, so the version itself is asked; only the contact of a municipality comes here.
    """
    drafts = Entry.objects.unpublished_of_colleagues(user).order_by("-updated_at")
    if isinstance(file, Document):
        return drafts.filter(documents=file).exists()
    for entry in drafts.prefetch_related("content_object"):
        thing: Any = entry.content_object
        if thing is not None and thing.newest_version().shows(file):
            return True
    return False
