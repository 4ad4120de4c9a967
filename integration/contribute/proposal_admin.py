"""Proposed changes in the Wagtail admin: editors see what waits, and since when."""

from typing import Any, ClassVar

from django.contrib.admin import display
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from integration.contribute.models import ChangeProposal
from integration.contribute.review.queue import age_of
from integration.members.models import User
from integration.notifications.admin_lists import OfferedFiltersIndexView


class ProposalPermissions(PermissionHelper):
    """Editors look here and answer on the proposal's own page; nothing is written or deleted in the list."""

    def user_can_list(self, user: User) -> bool:
        return user.is_editor

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_edit_obj(self, user: User, obj: ChangeProposal) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: ChangeProposal) -> bool:
        return False


class ChangeProposalAdmin(ModelAdmin):
    """The list, the open ones first, the oldest of them on top."""

    model = ChangeProposal
    index_view_class = OfferedFiltersIndexView
    menu_label = gettext_lazy("Proposals")  # the sidebar has room for one word
    menu_icon = "comment"
    menu_order = 790
    history_view_enabled = False
    list_display = ("proposed", "people", "age", "progress")
    list_filter = ("state",)
    search_fields = ("text", "page__title")
    list_per_page = 50
    list_select_related: ClassVar[list[str]] = ["page__owner", "user"]
    ordering = ("-waits", "created_at")
    permission_helper_class = ProposalPermissions

    @display(description=gettext_lazy("proposed change"), ordering="page__title")
    def proposed(self, proposal: ChangeProposal) -> str:
        """The contribution, which leads to the proposal, and how it begins."""
        url = reverse("contribute:proposal", args=[proposal.pk])
        return format_html('<a href="{}">{}</a><br>{}', url, proposal.page.title, str(proposal))

    @display(description=gettext_lazy("from and to"))
    def people(self, proposal: ChangeProposal) -> str:
        """Who proposed it, and who is to answer."""
        owner = proposal.page.owner
        reader = owner.display_name if owner is not None and owner.is_active else _("the editors")
        proposer = proposal.user.display_name if proposal.user else _("an account that is gone")
        return format_html("{}<br>{}", proposer, _("to %(name)s") % {"name": reader})

    @display(description=gettext_lazy("age"), ordering="created_at")
    def age(self, proposal: ChangeProposal) -> str:
        """Since when it waits, or waited."""
        return age_of(proposal.created_at)

    @display(description=gettext_lazy("state"), ordering="state")
    def progress(self, proposal: ChangeProposal) -> str:
        return str(proposal.get_state_display())

    def get_queryset(self, request: HttpRequest) -> "QuerySet[ChangeProposal]":
        waits = Case(When(state=ChangeProposal.State.OPEN, then=1), default=0)
        # Not the package's own: it would order before there is anything to order by
        return ChangeProposal.objects.annotate(waits=waits).order_by(*self.ordering)

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        wanted = self.url_helper.get_action_url_name("index")
        found: Any = super().get_admin_urls_for_registration()
        return tuple(url for url in found if url.name == wanted)
