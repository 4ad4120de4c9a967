"""What the environment decides, and what production refuses to start with; each in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.sweep  # each in a process of its own

ROOT = Path(settings.BASE_DIR)
PRODUCTION = {
    "SECRET_KEY": "fuer-diesen-test-lang-genug-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "portal.example,www.portal.example",
    "BASE_URL": "https://portal.example",
    "DATABASE_URL": "sqlite:////tmp/never-opened.sqlite3",
}
PRINT = (
    "import json, sys; from django.conf import settings; names = sys.argv[1].split(',');"
    "print(json.dumps({name: getattr(settings, name, None) for name in names}, default=str))"
)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with nothing in its environment but what is named here."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def values(*names: str, module: str = "cms.settings.production", **environment: str) -> dict[str, Any]:
    """Return settings as a process with this environment sees them."""
    done = run("-c", PRINT, ",".join(names), **environment, DJANGO_SETTINGS_MODULE=module)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", PRODUCTION)
@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_production_does_not_start_without(name: str, value: str | None) -> None:
    environment = {key: text for key, text in PRODUCTION.items() if key != name}
    if value is not None:
        environment[name] = value
    done = run("-c", "import cms.settings.production", **environment)
    assert done.returncode != 0
    message = done.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in message
    assert name in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "portal.example,*"),
        ("ALLOWED_HOSTS", " * "),
        ("SECRET_KEY", "kurz" * 12),
        ("SECRET_KEY", "local-only-not-a-secret-because-this-machine-serves-loopback-alone"),
        ("BASE_URL", "portal.example"),
        ("BASE_URL", "http://portal.example"),
        ("BASE_URL", "javascript:alert(1)"),
        ("BASE_URL", "https://"),
    ],
)
def test_production_does_not_start_with(name: str, value: str) -> None:
    done = run("-c", "import cms.settings.production", **PRODUCTION | {name: value})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name}" in done.stderr


@pytest.mark.sweep
@pytest.mark.parametrize("module", ["cms.wsgi", "cms.asgi"])
def test_the_servers_default_to_production(module: str) -> None:
    bare = run("-c", f"import {module}")
    assert bare.returncode != 0
    assert "SECRET_KEY, ALLOWED_HOSTS, BASE_URL, DATABASE_URL" in bare.stderr
    code = f"import {module}; from django.conf import settings; print(settings.SETTINGS_MODULE, settings.DEBUG)"
    done = run("-c", code, **PRODUCTION)
    assert done.stdout.strip() == "cms.settings.production False", done.stderr


def test_commands_default_to_local_and_need_no_variable() -> None:
    done = run("manage.py", "diffsettings")
    assert done.returncode == 0, done.stderr
    assert "SETTINGS_MODULE = 'cms.settings.local'" in done.stdout


def test_unit_and_container_start_production() -> None:
    for name in ("integrationsportal-web.service", "integrationsportal-worker.service", "Containerfile"):
        assert "DJANGO_SETTINGS_MODULE=cms.settings.production" in (ROOT / "ops" / name).read_text()


def test_the_four_required_variables_arrive() -> None:
    seen = values("SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "WAGTAILADMIN_BASE_URL", "DATABASES", **PRODUCTION)
    assert seen["SECRET_KEY"] == PRODUCTION["SECRET_KEY"]
    assert seen["ALLOWED_HOSTS"] == ["portal.example", "www.portal.example"]
    assert seen["BASE_URL"] == seen["WAGTAILADMIN_BASE_URL"] == "https://portal.example"
    assert seen["DATABASES"]["default"]["NAME"] == "/tmp/never-opened.sqlite3"


def test_sqlite_gets_the_options_that_parallel_writers_need() -> None:
    options = values("DATABASES", **PRODUCTION)["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 20
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_is_chosen_by_its_address() -> None:
    address = "postgres://portal:geheim@db.example:5433/portal"
    database = values("DATABASES", **PRODUCTION | {"DATABASE_URL": address})["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "portal")
    assert "transaction_mode" not in database.get("OPTIONS", {})


DEFAULTS = {
    "MEDIA_ROOT": str(ROOT / "var" / "media"),
    "DEFAULT_FROM_EMAIL": "Integrationsportal <portal@portal.example>",
    "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
    "SECURE_PROXY_SSL_HEADER": None,
    "ELASTICSEARCH_URL": "",
    "ELASTICSEARCH_API_KEY": "",
    "ELASTICSEARCH_CA": "",
    "ELASTICSEARCH_INDEX": "integrationsportal",
    "ELASTICSEARCH_SECONDS": 1.5,
    "MAX_UPLOAD_MB": 50,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
    "SECURE_HSTS_PRELOAD": False,
}


def test_without_further_variables_the_defaults_hold() -> None:
    seen = values(*DEFAULTS, "CACHES", "EMAIL_BACKEND", **PRODUCTION)
    assert {name: seen[name] for name in DEFAULTS} == DEFAULTS
    assert seen["CACHES"]["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert seen["EMAIL_BACKEND"] == "integration.notifications.backend.OutboxEmailBackend"


def test_every_variable_has_its_effect() -> None:
    environment = {
        "MEDIA_ROOT": "/srv/portal/media",
        "EMAIL_URL": "smtp+tls://absender:geheim@mail.example:587",
        "DEFAULT_FROM_EMAIL": "Portal <post@portal.example>",
        "CACHE_URL": "rediscache://cache.example:6379/1",
        "TRUSTED_PROXIES": "2",
        "ELASTICSEARCH_URL": "https://search.example:9200",
        "ELASTICSEARCH_API_KEY": "schluessel",
        "ELASTICSEARCH_CA": "/etc/ssl/search.pem",
        "ELASTICSEARCH_INDEX": "lindlohe",
        "ELASTICSEARCH_SECONDS": "4",
        "MAX_UPLOAD_MB": "20",
        "HSTS_SECONDS": "3600",
        "HSTS_INCLUDE_SUBDOMAINS": "true",
        "HSTS_PRELOAD": "true",
    }
    seen = values(*DEFAULTS, "CACHES", "OUTBOX_TRANSPORT", **PRODUCTION, **environment)
    assert seen["CACHES"]["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert "cache.example" in seen["CACHES"]["default"]["LOCATION"]
    transport = seen["OUTBOX_TRANSPORT"]
    assert (transport["EMAIL_HOST"], transport["EMAIL_PORT"]) == ("mail.example", 587)
    assert (transport["EMAIL_HOST_USER"], transport["EMAIL_HOST_PASSWORD"]) == ("absender", "geheim")
    assert transport["EMAIL_USE_TLS"] is True
    assert {name: seen[name] for name in DEFAULTS} == {
        "MEDIA_ROOT": "/srv/portal/media",
        "DEFAULT_FROM_EMAIL": "Portal <post@portal.example>",
        "ALLAUTH_TRUSTED_PROXY_COUNT": 2,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
        "ELASTICSEARCH_URL": "https://search.example:9200",
        "ELASTICSEARCH_API_KEY": "schluessel",
        "ELASTICSEARCH_CA": "/etc/ssl/search.pem",
        "ELASTICSEARCH_INDEX": "lindlohe",
        "ELASTICSEARCH_SECONDS": 4.0,
        "MAX_UPLOAD_MB": 20,
        "SECURE_HSTS_SECONDS": 3600,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_PRELOAD": True,
    }


@pytest.mark.sweep
def test_the_deployment_check_finds_nothing(tmp_path: Path) -> None:
    environment = PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path / 'check.sqlite3'}", "MEDIA_ROOT": str(tmp_path)}
    done = run(
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **environment,
        DJANGO_SETTINGS_MODULE="cms.settings.production",
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_what_production_silences_is_the_operators_decision_and_nothing_else() -> None:
    silenced = values("SILENCED_SYSTEM_CHECKS", **PRODUCTION)["SILENCED_SYSTEM_CHECKS"]
    assert silenced == ["security.W005", "security.W021"]


def test_only_the_demo_has_known_passwords_and_a_visible_outbox() -> None:
    assert values("DEMO", "OUTBOX_KEEP_BODY", **PRODUCTION) == {"DEMO": False, "OUTBOX_KEEP_BODY": False}
