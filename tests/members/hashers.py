from django.contrib.auth.hashers import PBKDF2PasswordHasher


class SlowPasswordHasher(PBKDF2PasswordHasher):
    """Slow enough that a check which is left out shows on the clock, quick enough for a test."""

    iterations = 100_000
