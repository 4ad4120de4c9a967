"""A request behind the sign-in, for type checkers: there its user is always an account."""

from django.http import HttpRequest

from integration.members.models import User


class MemberRequest(HttpRequest):
    """What views get that only members reach."""

    user: User
