"""Who may write, change, withdraw and read unpublished contributions from the front end."""

from integration.catalogue.models import Entry
from integration.members.models import User
from integration.models import ContributionPage


def user_can_create_contribution(user: User) -> bool:
    """Every active account may hand something in."""
    return user.is_active


def user_can_edit_contribution(user: User, page: ContributionPage) -> bool:
    """The author may, from the front end; editors use the admin. Whether it is the moment says `is_in_review`."""
    return user.is_active and page.owner_id == user.pk


def user_can_withdraw_contribution(user: User, page: ContributionPage) -> bool:
    """The author may take back what is in review."""
    return user_can_edit_contribution(user, page)


def user_can_preview_contribution(user: User, page: ContributionPage) -> bool:
    """Author, editors, and for what is unpublished the contact of the municipality."""
    if not user.is_active:
        return False
    if user.is_editor or page.owner_id == user.pk:
        return True
    return (
        Entry.objects.visible_to(user).filter(live=False, content_type=page.content_type_id, object_id=page.pk).exists()
    )
