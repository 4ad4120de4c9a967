"""The world of the permission tests, for tests that ask every address."""

from tests.permissions.world import world

__all__ = ["world"]
