"""The outbox in the Wagtail admin: what went out and what did not, without the texts."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from integration.members.models import User
from integration.notifications.models import Message
from integration.notifications.permissions import user_can_retry_message, user_can_view_outbox
from integration.notifications.sender import retry_message

RETRY_URL_NAME = "notifications_message_modeladmin_retry"
INDEX_URL_NAME = "notifications_message_modeladmin_index"


class OutboxPermissionHelper(PermissionHelper):
    """Looking is allowed to some, changing to nobody."""

    def user_can_list(self, user: User) -> bool:
        return user_can_view_outbox(user)

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_edit_obj(self, user: User, obj: Message) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: Message) -> bool:
        return False


class OutboxButtonHelper(ButtonHelper):
    """Offers another attempt beside a mail that was given up."""

    def get_buttons_for_obj(self, obj: Message, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        if not user_can_retry_message(self.request.user, obj):
            return []
        return [
            {
                "url": self.url_helper.get_action_url("retry", obj.pk),
                "label": _("Try again"),
                "classname": self.finalise_classname(["button-small", "button-secondary"]),
                "title": _("Try again to send this mail to %(recipient)s") % {"recipient": obj.recipient},
            }
        ]


class OutboxAdmin(ModelAdmin):
    """The list."""

    model = Message
    menu_label = gettext_lazy("Outbox")
    menu_icon = "mail"
    add_to_settings_menu = True
    history_view_enabled = False
    list_display = ("subject", "recipient", "state", "created_at", "sent_at", "attempts", "error")
    list_filter = ("state", "created_at")
    search_fields = ("recipient", "subject")
    list_per_page = 50
    list_select_related: ClassVar[list[str]] = []
    permission_helper_class = OutboxPermissionHelper
    button_helper_class = OutboxButtonHelper

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("body", "html_body")

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        wanted = self.url_helper.get_action_url_name("index")
        index = tuple(url for url in super().get_admin_urls_for_registration() if url.name == wanted)
        return (*index, path("notifications/message/retry/<int:pk>/", retry, name=RETRY_URL_NAME))


@require_http_methods(["GET", "HEAD", "POST"])
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then give a mail that was given up a new set of attempts."""
    if not user_can_view_outbox(request.user):
        raise PermissionDenied
    message = get_object_or_404(Message, pk=pk)
    if request.method != "POST":
        return render(request, "notifications/admin_retry.html", {"message": message, "index": INDEX_URL_NAME})
    if retry_message(message=message):
        messages.success(request, _("The mail is sent again within the next seconds."))
    else:
        messages.warning(request, _("This mail had not been given up, so nothing was changed."))
    return redirect(INDEX_URL_NAME)
