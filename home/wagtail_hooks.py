"""What editors find in the admin beside the pages, and what they cannot take away: the frame of the portal."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from home.models import Feedback, HomePage
from integration.members.models import User
from integration.models import SectionPage
from integration.notifications.admin_lists import OfferedFiltersIndexView


class FeedbackPermissions(PermissionHelper):
    """Messages come from the forms alone; nobody writes one here."""

    def user_can_create(self, user: User) -> bool:
        return False


class FeedbackAdmin(ModelAdmin):
    """The list of messages: barriers and questions; editors read them and tick off what is done."""

    model = Feedback
    index_view_class = OfferedFiltersIndexView
    permission_helper_class = FeedbackPermissions
    menu_label = _("Messages")  # the sidebar has room for one word
    menu_icon = "mail"
    menu_order = 800
    list_display = ("shortened_text", "kind", "created_at", "state")  # the rest does not fit beside the filter
    list_filter = ("kind", "done")
    search_fields = ("subject", "text", "page_url", "name", "email")
    list_per_page = 50
    ordering = ("done", "-created_at")
    panels = (
        FieldPanel("kind", read_only=True),
        FieldPanel("subject", read_only=True),
        FieldPanel("text", read_only=True),
        FieldPanel("page_url", read_only=True),
        FieldPanel("name", read_only=True),
        FieldPanel("email", read_only=True),
        FieldPanel("created_at", read_only=True),
        FieldPanel("done"),
    )

    def shortened_text(self, report: Model) -> str:
        return str(report)

    shortened_text.short_description = _("message")  # type: ignore[attr-defined]

    def state(self, report: Feedback) -> str:
        """Say it in words: the package's sign for yes and no is a file of an admin that is not installed."""
        return str(_("dealt with") if report.done else _("still open"))

    state.short_description = _("state")  # type: ignore[attr-defined]
    state.admin_order_field = "done"  # type: ignore[attr-defined]


modeladmin_register(FeedbackAdmin)


@hooks.register("register_admin_menu_item")
def back_to_the_portal() -> MenuItem:
    """Lead editors back to what members see."""
    return MenuItem(_("To the portal"), reverse("landing"), name="portal", icon_name="home", order=1)


# Everything else stands on these; `manage.py setup_portal` makes them, menus and addresses rely on them
FIXED = (HomePage, SectionPage)
KEPT_FROM = {"delete", "unpublish", "move"}  # names of Wagtail's bulk actions


def _refusal(request: HttpRequest, page: Page) -> HttpResponse:
    messages.error(
        request,
        _("“%(title)s” belongs to the frame of the portal and stays where it is. Nothing was changed.")
        % {"title": page.title},
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_delete_page")
@hooks.register("before_unpublish_page")
def keep_fixed_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refusal(request, page) if issubclass(page.specific_class, FIXED) else None


@hooks.register("before_move_page")
def keep_fixed_page_in_place(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    return keep_fixed_page(request, page)


@hooks.register("before_bulk_action")
def keep_fixed_pages(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Refuse the whole selection: half of it done would be hard to follow."""
    if action_type not in KEPT_FROM:
        return None
    for page in objects:
        if isinstance(page, Page) and issubclass(page.specific_class, FIXED):
            return _refusal(request, page)
    return None
