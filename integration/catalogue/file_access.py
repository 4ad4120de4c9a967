"""Files that published contributions use may be seen by those who may see the contribution."""

from django.db.models import QuerySet
from wagtail.models import ReferenceIndex

from integration.catalogue.models import Entry
from integration.catalogue.usage import entries_in
from integration.files.access import register_policy
from integration.members.models import User


@register_policy
def user_can_view_contribution_that_uses(user: User, references: "QuerySet[ReferenceIndex]") -> bool:
    """Return whether one of these references comes from a published contribution that this person may see."""
    return Entry.objects.visible_to(user).live().filter(pk__in=entries_in(references).values("pk")).exists()
