"""A portal for tests that commit: set up again before each, because the flush after one takes what migrations wrote."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from wagtail.models import Collection, Locale, Page

from cms.setup import setup_portal

JOIN_SECONDS = 120.0


def restore_portal() -> None:
    """Bring back what Wagtail's migrations put into an empty database, then what `setup_portal` adds."""
    cache.clear()  # not a model's table: it outlives the flush, with addresses of pages that are gone
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(instance=Page(title="Root", slug="root"))
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(instance=Collection(name="Root"))
    setup_portal()


@pytest.fixture
def portal(transactional_db: None) -> Iterator[None]:
    """A portal whose writes are committed, so that other threads and processes see them."""
    restore_portal()
    yield
    cache.clear()


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all calls at the same moment, each in a thread with a connection of its own; return results or exceptions."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [TimeoutError("did not end")] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=JOIN_SECONDS)
            results[number] = call()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item, daemon=True) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(JOIN_SECONDS)
    return results


def database_url() -> str:
    """Return the address of the test database for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    account = quote(values["USER"]) + (f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else "")
    host, port, name = quote(values["HOST"], safe=""), values["PORT"], values["NAME"]
    return f"postgres://{account}@{host}{f':{port}' if port else ''}/{name}"


def server_environment(**values: str) -> dict[str, str]:
    """Return the environment of a process that works on the test database."""
    return os.environ | {"DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATABASE_URL": database_url()} | values
