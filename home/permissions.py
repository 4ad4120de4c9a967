"""Who may see which page of the tree."""

from typing import cast

from django.db import models
from wagtail.models import Page, PageViewRestriction

from integration.catalogue.models import Entry
from integration.catalogue.registry import is_contribution
from integration.members.models import User


def visible_entry(user: User, page: Page) -> Entry | None:
    """Return the catalogue's row of a published contribution, if this person may see it."""
    entries = Entry.objects.visible_to(user).live().select_related("municipality")
    return entries.filter(object_id=page.pk, content_type=page.content_type_id).first()


def user_can_view_page(user: User, page: Page) -> bool:
    """Return whether this member may see this published page: a contribution as the catalogue says, any other page
    unless a restriction at it or above names groups that the member is not in."""
    if not user.is_active or not page.live:
        return False
    if is_contribution(cast(models.Model, page)):
        return visible_entry(user, page) is not None
    if user.is_editor:
        return True
    for restriction in page.get_view_restrictions().prefetch_related("groups"):
        if restriction.restriction_type == PageViewRestriction.PASSWORD:
            return False
        if restriction.restriction_type == PageViewRestriction.GROUPS and not user.group_ids().intersection(
            group.pk for group in restriction.groups.all()
        ):
            return False
    return True
