"""Who may look after which account. The rule behind all: nobody hands out, or takes over, more than they hold."""

from django.contrib.auth.models import Group
from django.db.models import QuerySet

from integration.members.models import User
from integration.members.roles import RIGHTS, TRUSTED, Role

# What the rules read of every account of a list
PREFETCH_FOR_RULES = ("groups__permissions__content_type", "user_permissions__content_type")


def user_can_administer(user: User) -> bool:
    """Return whether this person hands out the role Administration and groups with rights of their own."""
    return user.is_active and user.has_perm("members.administer_portal")


def _held_permissions(account: User) -> set[str]:
    """Name the permissions of an account whether it is active or not: a deactivated one can be activated again."""
    held = [
        *account.user_permissions.all(),
        *(held for group in account.groups.all() for held in group.permissions.all()),
    ]
    return {f"{permission.content_type.app_label}.{permission.codename}" for permission in held}


def user_can_post(user: User) -> bool:
    """Return whether this person may write where all members read; every predicate for writing there asks this."""
    return user.is_active and not user.is_blocked_from_posting


def user_can_edit_account(user: User, account: User) -> bool:
    """Return whether this person may change this account.

    Whoever changes an address can have the password reset: so an account is safe from all who hold less than it does.
    """
    if not user.is_active or not user.has_perm("members.change_user") or account.anonymised_at is not None:
        return False
    if user.is_superuser:
        return True
    given = {name for role in roles_user_can_give(user) for name in RIGHTS[role].models}
    return not account.is_superuser and _held_permissions(account) <= given | user.get_all_permissions()


def user_can_delete_account(user: User, account: User) -> bool:
    """Return whether this person may delete this account for good; nobody deletes the own one."""
    return user.has_perm("members.delete_user") and user != account and user_can_edit_account(user, account)


def user_can_anonymise_account(user: User, account: User) -> bool:
    """Return whether this person may take everything personal out of an account for good; not the own one."""
    return user_can_administer(user) and user != account and user_can_edit_account(user, account)


def user_can_block_account(user: User, account: User) -> bool:
    """Return whether this person may stop somebody from writing for a while; nobody stops themselves."""
    return user.is_editor and user != account and user_can_edit_account(user, account)


def user_can_invite_account(user: User, account: User) -> bool:
    """Return whether this person may send this account a link to set the first password."""
    return account.awaits_first_sign_in and user_can_edit_account(user, account)


def roles_user_can_give(user: User) -> list[Role]:
    """Return the roles that this person may hand out."""
    return [role for role in Role if role != Role.ADMIN or user_can_administer(user)]


def groups_user_can_give(user: User) -> QuerySet[Group]:
    """Return the groups beside the roles that this person may hand out.

    A group that only names an audience carries no rights; one with rights is Administration's to give.
    """
    groups = Group.objects.exclude(name__in=[TRUSTED, *(role.value for role in Role)]).order_by("name")
    if user_can_administer(user):
        return groups
    return groups.filter(permissions=None, page_permissions=None, collection_permissions=None)
