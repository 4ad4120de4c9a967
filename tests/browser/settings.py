"""The portal that the browser visits: the demo as people get it, with static files straight from their sources.

Straight from the sources, because `make test` collects none and a test must never see an old stylesheet.
"""

from cms.settings.local import *  # noqa: F403
from cms.settings.local import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600  # seconds: longer than any run, so that a visitor asks for a file once
