"""Listings as what members report and editors decide on."""

from collections.abc import Iterable

from django.utils.html import linebreaks
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integration.marketplace.models import Listing
from integration.marketplace.services import hide, restore
from integration.members.models import User
from integration.reports.registry import NotPossibleError, Reportable, ReportedContext


class ReportableListing(Reportable):
    """A request or an offer, hidden as editors hide it on its page."""

    kind = "listing"
    label = _("Entry in the marketplace")

    def find(self, pk: int, user: User) -> Listing | None:
        return Listing.objects.visible_to(user).filter(pk=pk).first()

    def contexts(self, pks: Iterable[int]) -> dict[int, ReportedContext]:
        return {
            listing.pk: ReportedContext(
                title=listing.title,
                html=linebreaks(listing.text, autoescape=True),
                url=listing.get_absolute_url(),
                author=listing.author,
                hidden=listing.hidden_at is not None,
            )
            for listing in Listing.objects.filter(pk__in=list(pks)).select_related("author")
        }

    def hide(self, pk: int, by: User) -> None:
        hide(listing=_listing(pk))

    def restore(self, pk: int, by: User) -> None:
        restore(listing=_listing(pk))


def _listing(pk: int) -> Listing:
    listing = Listing.objects.filter(pk=pk).first()
    if listing is None:
        raise NotPossibleError(gettext("This entry is not there any more."))
    return listing
