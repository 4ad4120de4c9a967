"""The outbox in the Wagtail admin: what went out and what did not, without the texts."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import display
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from integration.members.models import User
from integration.notifications.admin_lists import OfferedFiltersIndexView
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
    index_view_class = OfferedFiltersIndexView
    menu_label = gettext_lazy("Outbox")
    menu_icon = "mail"
    add_to_settings_menu = True
    history_view_enabled = False
    list_display = ("mail", "progress", "times", "error")
    list_filter = ("state",)
    search_fields = ("recipient", "subject")
    list_per_page = 50
    list_select_related: ClassVar[list[str]] = []
    permission_helper_class = OutboxPermissionHelper
    button_helper_class = OutboxButtonHelper

    @display(description=gettext_lazy("mail"), ordering="subject")
    def mail(self, message: Message) -> str:
        """Subject and recipient."""
        return format_html("{}<br>{}", message.subject, message.recipient)

    @display(description=gettext_lazy("state"), ordering="state")
    def progress(self, message: Message) -> str:
        """State and attempts."""
        attempts = ngettext("%(count)d attempt", "%(count)d attempts", message.attempts) % {"count": message.attempts}
        return format_html("{}<br>{}", message.get_state_display(), attempts)

    @display(description=gettext_lazy("times"), ordering="created_at")
    def times(self, message: Message) -> str:
        """When it was written, and sent or due."""
        written = _("written: %(when)s") % {"when": _moment(message.created_at)}
        if message.sent_at:
            return format_html("{}<br>{}", written, _("sent: %(when)s") % {"when": _moment(message.sent_at)})
        if message.state == Message.State.WAITING:
            return format_html("{}<br>{}", written, _("due: %(when)s") % {"when": _moment(message.next_attempt_at)})
        return written

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("body", "html_body")

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        wanted = self.url_helper.get_action_url_name("index")
        index = tuple(url for url in super().get_admin_urls_for_registration() if url.name == wanted)
        return (*index, path("notifications/message/retry/<int:pk>/", retry, name=RETRY_URL_NAME))


def _moment(value: datetime) -> str:
    return date_format(localtime(value), "SHORT_DATETIME_FORMAT")


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
