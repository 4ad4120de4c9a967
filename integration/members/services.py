"""Writes over several models of people and roles."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from integration.members.roles import RIGHTS


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
    """Bring the four groups and their permissions to what `roles.py` says; other groups are left alone.

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
            GroupCollectionPermission.objects.create(
                group=group, collection=root_collection, permission=permission
            )
