"""Writes over several models of people and roles."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from integration.members.mail import invitation_mail
from integration.members.models import User
from integration.members.roles import RIGHTS, TRUSTED


def _permissions(names: tuple[str, ...]) -> list[Permission]:
    found = []
    for name in names:
        app_label, codename = name.split(".")
        try:
            found.append(Permission.objects.get(content_type__app_label=app_label, codename=codename))
        except Permission.DoesNotExist:
            raise LookupError(f"roles.py names the permission {name}, which no model declares") from None
    return found


@transaction.atomic
def sync_roles() -> None:
    """Bring the groups of our own and their permissions to what `roles.py` says; other groups are left alone.

    Raises `LookupError` where `roles.py` names a permission that no model declares.
    """
    root_page = Page.objects.get(depth=1)
    root_collection = Collection.objects.get(depth=1)
    for role, rights in RIGHTS.items():
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set(_permissions(rights.models))
        GroupPagePermission.objects.filter(group=group).exclude(
            page=root_page, permission__codename__in=rights.pages
        ).delete()
        for codename in rights.pages:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.get_or_create(group=group, page=root_page, permission=permission)
        GroupCollectionPermission.objects.filter(group=group).delete()
        for permission in _permissions(rights.collections):
            GroupCollectionPermission.objects.create(group=group, collection=root_collection, permission=permission)
    Group.objects.get_or_create(name=TRUSTED)


@transaction.atomic
def invite(*, account: User) -> None:
    """Send the mail by which somebody sets the first password, and remember when.

    Raises `ValueError` for an account that has a password or is not active: its owner must not get such a link.
    """
    if not account.awaits_first_sign_in:
        raise ValueError("Only an active account without a password can be invited.")
    account.invited_at = timezone.now()
    account.save(update_fields=["invited_at"])
    invitation_mail(account, valid_until=account.invited_at + timedelta(days=settings.INVITATION_DAYS)).send()
