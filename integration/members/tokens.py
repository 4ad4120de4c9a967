"""The links that set a password: one for forgotten passwords, one with a longer life for invitations."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.crypto import constant_time_compare
from django.utils.http import base36_to_int

from integration.members.models import User

INVITATION_MARK = "i."
SECONDS_PER_DAY = 24 * 60 * 60


class InvitationTokenGenerator(PasswordResetTokenGenerator):
    """Makes tokens that live for INVITATION_DAYS, because nobody opens an unexpected mail within the hour.

    Like a reset token it dies with the first password, the first sign-in and every change of the address.
    """

    key_salt = "integration.members.tokens.InvitationTokenGenerator"

    def make_token(self, user: User) -> str:
        return INVITATION_MARK + super().make_token(user)

    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or not token or not token.startswith(INVITATION_MARK):
            return False
        plain = token.removeprefix(INVITATION_MARK)
        try:
            made_at = base36_to_int(plain.partition("-")[0])
        except ValueError:
            return False
        if not any(
            constant_time_compare(self._make_token_with_timestamp(user, made_at, secret), plain)
            for secret in [self.secret, *self.secret_fallbacks]
        ):
            return False
        return self._num_seconds(self._now()) - made_at <= settings.INVITATION_DAYS * SECONDS_PER_DAY


class PasswordLinkTokenGenerator(PasswordResetTokenGenerator):
    """Makes tokens for forgotten passwords and accepts those of invitations too: both lead to the same page.

    Stands in for allauth's, which would write down every address that an account ever had: a former address
    could then still sign in and have the password reset.
    """

    invitations = InvitationTokenGenerator()

    def check_token(self, user: User | None, token: str | None) -> bool:
        return super().check_token(user, token) or self.invitations.check_token(user, token)
