"""Production: refuses to start without its secrets and addresses."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *  # noqa: F403
from cms.settings.base import database, env

REQUIRED = ("SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL")
SECRET_KEY_LENGTH = 50
missing = [name for name in REQUIRED if not env.str(name, default="")]
if missing:
    raise ImproperlyConfigured(f"Set these environment variables before starting: {', '.join(missing)}")

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = [host.strip() for host in env.list("ALLOWED_HOSTS") if host.strip()]
BASE_URL = env.str("BASE_URL").rstrip("/")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts: '*' would let anyone choose the host of a link.")
if len(SECRET_KEY) < SECRET_KEY_LENGTH or SECRET_KEY.startswith("local-only"):
    raise ImproperlyConfigured(
        f"SECRET_KEY must be at least {SECRET_KEY_LENGTH} random characters, for this portal only."
    )
if urlsplit(BASE_URL).scheme != "https" or not urlsplit(BASE_URL).hostname:
    raise ImproperlyConfigured("BASE_URL must be a full address with https, such as https://portal.example.")
WAGTAILADMIN_BASE_URL = BASE_URL
DATABASES = {"default": database(env.str("DATABASE_URL"))}

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # probes come without TLS from the same machine
if env.int("TRUSTED_PROXIES", default=0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=60 * 60 * 24 * 365)
# Whether the city's other hosts are bound too is the operator's decision: both are off until set.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

X_ACCEL_REDIRECT_PREFIX = env.str("X_ACCEL_REDIRECT_PREFIX", default="/geschuetzt/")
ADMINS: list[tuple[str, str]] = []
