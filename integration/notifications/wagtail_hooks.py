"""What Wagtail's admin loads from this app."""

from wagtail_modeladmin.options import modeladmin_register

from integration.notifications.admin import OutboxAdmin

modeladmin_register(OutboxAdmin)
