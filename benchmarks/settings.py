"""The portal as `make run` serves it, with the floor view beside its own addresses."""

from cms.settings.local import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
DEMO = False
