"""What editors find in the admin beside the pages: the reported barriers, and the way back to the portal."""

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from home.models import Feedback
from integration.members.models import User
from integration.notifications.admin_lists import OfferedFiltersIndexView


class FeedbackPermissions(PermissionHelper):
    """Reports come from the form alone; nobody writes one here."""

    def user_can_create(self, user: User) -> bool:
        return False


class FeedbackAdmin(ModelAdmin):
    """The list of reported barriers; editors read them and tick off what is done."""

    model = Feedback
    index_view_class = OfferedFiltersIndexView
    permission_helper_class = FeedbackPermissions
    menu_label = _("Barriers")  # the sidebar has room for one word
    menu_icon = "warning"
    menu_order = 800
    list_display = ("shortened_text", "page_url", "name", "email", "created_at", "state")
    list_filter = ("done", "created_at")
    search_fields = ("text", "page_url", "name", "email")
    list_per_page = 50
    ordering = ("done", "-created_at")
    panels = (
        FieldPanel("text", read_only=True),
        FieldPanel("page_url", read_only=True),
        FieldPanel("name", read_only=True),
        FieldPanel("email", read_only=True),
        FieldPanel("created_at", read_only=True),
        FieldPanel("done"),
    )

    def shortened_text(self, report: Model) -> str:
        return str(report)

    shortened_text.short_description = _("what does not work")  # type: ignore[attr-defined]

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
