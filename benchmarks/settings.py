"""The portal as `make run` serves it, with the floor view beside its own addresses and commands for experiments."""

from cms.settings.local import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks"]  # noqa: F405
ROOT_URLCONF = "benchmarks.urls"
DEMO = False
