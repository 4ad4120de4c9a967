"""Who may do what with searches that are kept, which are nobody's business but the owner's; who sees what is sought."""

from django.contrib.auth.models import AnonymousUser

from integration.members.models import User
from search.models import SavedSearch


def user_can_create_saved_search(user: User) -> bool:
    """Every active account keeps searches of its own."""
    return user.is_active


def user_can_view_saved_search(user: User, saved: SavedSearch) -> bool:
    """Only the owner, editors neither: what somebody looks for is private."""
    return user.is_active and saved.user_id == user.pk


def user_can_edit_saved_search(user: User, saved: SavedSearch) -> bool:
    """Only the owner renames it."""
    return user_can_view_saved_search(user, saved)


def user_can_delete_saved_search(user: User, saved: SavedSearch) -> bool:
    """Only the owner throws it away."""
    return user_can_view_saved_search(user, saved)


def user_can_view_search_queries(user: User | AnonymousUser) -> bool:
    """Editors learn from them what is missing; nobody's name stands there."""
    return user.has_perm("search.view_loggedquery")
