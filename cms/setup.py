"""What a portal needs before its first visitor."""

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction

from home.setup import set_up_pages
from integration.contribute.setup import set_up_review
from integration.marketplace.setup import set_up_categories
from integration.members.services import sync_roles

STOCK_GROUPS = ("Editors", "Moderators")  # Wagtail's own; ours are in integration.members.roles


def setup_portal() -> None:
    """Bring an empty or existing database to a portal that works; safe to repeat."""
    call_command("createcachetable", verbosity=0)
    with transaction.atomic():
        sync_roles()
        Group.objects.filter(name__in=STOCK_GROUPS).delete()
        set_up_review(set_up_pages())
        set_up_categories()
