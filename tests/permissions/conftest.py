"""One world for the tests of a module."""

from tests.permissions.world import world

__all__ = ["world"]
