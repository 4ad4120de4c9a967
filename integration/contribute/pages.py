"""What the pages of those who write have in common: the contribution that an address names, and the way back."""

from typing import cast

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from integration.models import ContributionPage


def page_or_404(pk: int) -> ContributionPage:
    """Return a contribution of any kind."""
    return cast(ContributionPage, get_object_or_404(ContributionPage, pk=pk).specific)


def crumbs(last: str) -> list[tuple[str, str | None]]:
    """Return the way to a page below "Meine Beiträge"."""
    return [(_("Home"), "/"), (_("My contributions"), "/meine-beitraege/"), (last, None)]
