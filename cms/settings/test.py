"""Tests: the local settings on a database of their own, cheap passwords, mail kept in the outbox."""

import tempfile

from cms.settings.base import STORAGES, VAR_DIR, database, env
from cms.settings.local import *  # noqa: F403

DATABASES = {"default": database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'test.sqlite3'}"))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, because threads of a test share it; xdist gives each worker its own suffix
    DATABASES["default"]["TEST"] = {"NAME": env.str("PYTEST_SQLITE", default=str(VAR_DIR / "pytest.sqlite3"))}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = tempfile.mkdtemp(prefix="portal-test-media-")
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
BASE_URL = "http://portal.test"
WAGTAILADMIN_BASE_URL = BASE_URL
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
WHITENOISE_AUTOREFRESH = False
STATIC_ROOT = None  # type: ignore[assignment]  # nothing is collected
