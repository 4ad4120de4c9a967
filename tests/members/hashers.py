from typing import Any, ClassVar

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class CountingPasswordHasher(PBKDF2PasswordHasher):
    """The hasher of production, quick enough for a test, that counts how often it was at work."""

    iterations = 1000
    hashed: ClassVar[int] = 0

    def encode(self, *args: Any, **kwargs: Any) -> str:
        CountingPasswordHasher.hashed += 1
        return super().encode(*args, **kwargs)
