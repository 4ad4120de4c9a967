"""Who is at the door, and what they may do: the sign-in of allauth, which asks once for all permissions."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission

from integration.members.models import User


class MemberBackend(AuthenticationBackend):
    """Reads the permissions of a person and of their groups together; every page asks for some of them."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> Any:
        """Return the permissions as "app.codename", from where Django keeps what it has read of a person."""
        ordinary = isinstance(user_obj, User) and user_obj.is_active and not user_obj.is_superuser
        if ordinary and not hasattr(user_obj, "_perm_cache"):
            columns = ("content_type__app_label", "codename")
            own = Permission.objects.filter(user=user_obj).order_by().values_list(*columns)
            of_groups = Permission.objects.filter(group__user=user_obj).order_by().values_list(*columns)
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in own.union(of_groups)}
        return super().get_all_permissions(user_obj, obj)
