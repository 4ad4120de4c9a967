"""Settings that every environment shares; what differs is in local, test and production."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

# Applications: ours first, so that our templates win

INSTALLED_APPS = [
    "cms",
    "home",
    "integration.contribute",
    "integration.forum",
    "integration.marketplace",
    "integration",
    "search",
    "integration.relay",
    "integration.reports",
    "integration.notifications",
    "integration.catalogue",
    "integration.intake",
    "integration.files",
    "integration.taxonomy",
    "integration.members",
    "integration.jobs",
    "integration.members.apps.AccountsInAdminConfig",  # wagtail.users with our account forms
    "wagtail.contrib.settings",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.embeds",
    "wagtail.snippets",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django_prose_editor",  # its script only; field, buttons and cleaning are ours
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.ContentSecurityPolicyMiddleware",
    "cms.middleware.PrivateResponseMiddleware",
    "cms.middleware.RequestSizeMiddleware",
    "cms.middleware.OddInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.middleware.MembersOnlyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "integration.contribute.review.too_late.TooLateMiddleware",
    "cms.tree.TreeWriteMiddleware",  # last, because it calls the view
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.portal",
            ],
        },
    },
]
FORM_RENDERER = "cms.forms.PortalRenderer"

# Database


def database(url: str) -> dict[str, Any]:
    """Return Django's settings of one database from its URL, with what SQLite needs to bear parallel writers."""
    config: dict[str, Any] = dict(env.db_url_config(url))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    return config


DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache: in the database, so that limits are shared by all workers without another server

CACHES = {
    "default": env.cache_url("CACHE_URL", default="dbcache://portal_cache?max_entries=100000"),
    # Pages read their pictures' versions in one query; Wagtail would write each into the database cache at every view
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

# People

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["integration.members.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = "landing"
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds

ACCOUNT_ADAPTER = "integration.members.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by editors for known addresses
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "integration.members.forms.SignInForm",
    "reset_password": "integration.members.forms.PasswordResetForm",
    "reset_password_from_key": "integration.members.forms.SetPasswordForm",
    "user_token": "integration.members.forms.PasswordLinkForm",
    "change_password": "integration.members.forms.ChangePasswordForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "integration.members.tokens.PasswordLinkTokenGenerator"  # noqa: S105 - a path
# "ip" is an IPv4 address or an IPv6 /64, "key" the address that was typed; only failed sign-ins count for login_failed
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "9/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "report_barrier": "5/h/ip",
    "propose_change": "10/h/user",
    "ask_editors": "10/h/user",
    "upload": "120/10m/user",
    "forum_post": "30/10m/user",
    "listing": "30/10m/user",
    "relay_message": "15/5m/user",
    "report": "20/h/user",
}
INVITATION_DAYS = 7  # how long the link in the mail to a new account works
FORUM_POSTS_IN_TEN_MINUTES = 30  # of one person, counted in the forum itself; "forum_post" above counts changes
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

SESSION_COOKIE_NAME = "portal_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14  # seconds
CSRF_COOKIE_NAME = "portal_csrf"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie
CSRF_FAILURE_VIEW = "cms.views.csrf_failure"

# Language and time

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

# Static files and uploads

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
WORDS_DIR = VAR_DIR / "words"  # what `manage.py search_words` makes
STATICFILES_DIRS = [BASE_DIR / "static", ("kern", BASE_DIR / "node_modules" / "@kern-ux" / "native" / "dist")]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))
MEDIA_URL = "/medien/"  # every address below it is answered by integration.files.views after a permission check
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
X_ACCEL_REDIRECT_PREFIX = ""  # production: internal location of the web server that maps to MEDIA_ROOT
FILE_UPLOAD_PERMISSIONS = 0o640
MAX_UPLOAD_MB = env.int("MAX_UPLOAD_MB", default=50)  # megabytes of 1,048,576 bytes, for each file
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes of text fields
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "integration.files.upload_handlers.SizeLimitUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "integration.files.upload_handlers.RoomyUploadHandler",
]

# Security headers; the admin has its own policy because Wagtail writes inline scripts

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail allows its previews itself; browsers go by frame-ancestors below
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
ADMIN_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": CONTENT_SECURITY_POLICY["DIRECTIVES"]
    | {
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "frame-src": [SELF],
    }
}

# Mail: every mail becomes a row of the outbox; the worker sends it over EMAIL_URL

EMAIL_BACKEND = "integration.notifications.backend.OutboxEmailBackend"
OUTBOX_TRANSPORT = env.email_url("EMAIL_URL", default="consolemail://")
OUTBOX_TIMEOUT = 20  # seconds that the mail server may take for each answer
# A mail whose worker died while sending it is tried again after this time
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=300)
OUTBOX_KEEP_BODY = False  # a sent mail may hold a reset link: its text goes when it is out
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # the editors are told; a superuser would get two mails
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Integrationsportal <portal@portal.example>")

# Tasks: ours wait in the database for the worker; Wagtail's own (reference index, by which files are guarded) run
# at once in the writer's transaction, as Wagtail ships them

TASKS = {
    "default": {"BACKEND": "integration.jobs.immediate.OnceBackend"},
    "queue": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}
TASK_ATTEMPTS = 5  # then a task counts as failed: `manage.py tasks`
TASK_RETRY_SECONDS = 30  # after the first failure; four times as long after each further one
WORKER_STALE_SECONDS = 30  # a worker that is silent for longer counts as dead

# Wagtail

WAGTAIL_SITE_NAME = "Integrationsportal"
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"  # how the admin's fields write a date; Django's German formats read it
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("de", "Deutsch")]
WAGTAILADMIN_LOGIN_URL = "admin_gate"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "integration.contribute.finish.publish_reviewed_revision"
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAILIMAGES_IMAGE_MODEL = "files.Image"
WAGTAILIMAGES_IMAGE_FORM_BASE = "integration.files.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024  # bytes
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"webp": "webp"}
WAGTAILDOCS_DOCUMENT_MODEL = "files.Document"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "integration.files.forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "pptx", "xlsx", "odt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # an embed would ask a foreign host
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database.fallback"}}
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True

# Messages between members: what one person may write within 24 hours, whatever the pace

RELAY_MESSAGES_A_DAY = env.int("RELAY_MESSAGES_A_DAY", default=100)
RELAY_CONVERSATIONS_A_DAY = env.int("RELAY_CONVERSATIONS_A_DAY", default=20)

# Search: without an address the database answers

ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", default="")
ELASTICSEARCH_API_KEY = env.str("ELASTICSEARCH_API_KEY", default="")
ELASTICSEARCH_CA = env.str("ELASTICSEARCH_CA", default="")
ELASTICSEARCH_INDEX = env.str("ELASTICSEARCH_INDEX", default="integrationsportal")  # another one for each portal
ELASTICSEARCH_SECONDS = env.float("ELASTICSEARCH_SECONDS", default=1.5)  # for a search, before the database answers

# The demo shows its outbox and says that its contents are invented

DEMO = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.security.DisallowedHost": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "elastic_transport": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
