"""All listings in the Wagtail admin: editors find, read and export them; they hide them on the listing's own page."""

from typing import ClassVar

from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integration.marketplace.models import Listing
from integration.marketplace.permissions import user_can_moderate_marketplace
from integration.members.models import User
from integration.notifications.admin_lists import OfferedFiltersIndexView
from integration.reports.admin import ListOnly, LookingOnly


class ListingPermissions(LookingOnly):
    """Nothing is written or deleted in the list."""

    def user_can_list(self, user: User) -> bool:
        return user_can_moderate_marketplace(user)


class ListingAdmin(ListOnly):
    """The list, the newest first."""

    model = Listing
    index_view_class = OfferedFiltersIndexView
    menu_label = _("Marketplace")
    menu_icon = "pick"
    menu_order = 780
    list_display = ("entry", "standing", "writer", "created_at")
    list_filter = ("sort", "state")
    search_fields = ("title", "text", "author__last_name", "municipality__name")
    list_select_related: ClassVar[list[str]] = ["author", "category", "municipality"]
    ordering = ("-created_at", "-pk")
    permission_helper_class = ListingPermissions

    @display(description=_("title"), ordering="title")
    def entry(self, listing: Listing) -> str:
        """Its title, which leads to its page, and what it is."""
        what = [str(listing.get_sort_display()), listing.category.name if listing.category else ""]
        words = ", ".join(part for part in what if part)
        return format_html('<a href="{}">{}</a><br>{}', listing.get_absolute_url(), listing.title, words)

    @display(description=_("state"), ordering="state")
    def standing(self, listing: Listing) -> str:
        state = str(listing.get_state_display())
        return f"{state}, {gettext('hidden')}" if listing.hidden_at else state

    @display(description=_("author"), ordering="author__last_name")
    def writer(self, listing: Listing) -> str:
        """Who put it up, and the place."""
        name = listing.author.display_name if listing.author else gettext("an account that is gone")
        return format_html("{}<br>{}", name, listing.municipality.name if listing.municipality else "")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Listing]":
        return Listing.objects.select_related(*self.list_select_related).order_by(*self.ordering)
