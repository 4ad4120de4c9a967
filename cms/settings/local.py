"""A developer's machine and the demo: SQLite, files and built assets in `var/`, no environment variable needed."""

from cms.settings.base import *  # noqa: F403
from cms.settings.base import VAR_DIR, database, env

DEBUG = env.bool("DEBUG", default=False)  # off, so that the demo shows the pages that people see
SECRET_KEY = env.str("SECRET_KEY", default="local-only-not-a-secret-because-this-machine-serves-loopback-alone")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
BASE_URL = env.str("BASE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")
WAGTAILADMIN_BASE_URL = BASE_URL

VAR_DIR.mkdir(exist_ok=True)
DATABASES = {"default": database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"))}

if env.str("EMAIL_URL", default="") == "":
    OUTBOX_TRANSPORT = {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
OUTBOX_KEEP_BODY = True
DEMO = True
