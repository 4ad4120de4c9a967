"""Accounts in the Wagtail admin."""

from wagtail.users.views.users import UserViewSet


class AccountViewSet(UserViewSet):
    """Editors make accounts here."""
