"""Files of the portal's settings and of pages that are no contributions: seen by those who may see the page."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, ReferenceIndex

from home.models import PortalSettings
from home.permissions import user_can_view_page
from integration.catalogue.registry import is_contribution
from integration.files.access import register_policy
from integration.files.models import Document, Image
from integration.members.models import User

ReferenceIndex.register_model(PortalSettings)  # Wagtail indexes pages and snippets of itself, settings not


@register_policy
def user_can_view_settings_that_use(user: User, file: Document | Image, references: "QuerySet[ReferenceIndex]") -> bool:
    """Return whether the portal's settings use the file, such as the editor's photo: every member sees them."""
    return references.filter(content_type=ContentType.objects.get_for_model(PortalSettings)).exists()


@register_policy
def user_can_view_page_that_uses(user: User, file: Document | Image, references: "QuerySet[ReferenceIndex]") -> bool:
    """Return whether a published page that is no contribution uses the file and is open to this person."""
    of_pages = references.filter(base_content_type=ContentType.objects.get_for_model(Page))
    keys = [int(key) for key in of_pages.values_list("object_id", flat=True)]
    pages = Page.objects.live().filter(pk__in=keys).specific() if keys else []
    return any(not is_contribution(page) and user_can_view_page(user, page) for page in pages)
