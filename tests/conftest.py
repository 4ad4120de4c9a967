"""A portal that is set up, and a person of each role."""

import gc
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from elasticsearch import Elasticsearch
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling, Scheduling

from cms.setup import setup_portal
from integration.contribute import drafts
from integration.members.models import Municipality, User
from integration.members.roles import Role
from search.engines.elasticsearch import ElasticIndex, connect
from tests import migrated
from tests.factories import MunicipalityFactory, UserFactory
from tests.shared_elasticsearch import shared
from tools.throwaway import MissingError

ASKS_EVERY_PAGE = ("tests/cms/", "tests/permissions/", "tests/search/", "tests/contribute/test_richtext.py")
TOUCHES_DATABASE = frozenset({"db", "transactional_db", "django_db_setup"})
# Run by one process each, as what their tests share is dear: a portal, or a world with everything an address can name
TOGETHER = (
    "tests/browser/test_contribute_hostile.py",
    "tests/cms/test_admin_gate.py",
    "tests/cms/test_odd_input.py",
    "tests/cms/test_public_urls.py",
    "tests/permissions/test_canaries.py",
    "tests/permissions/test_matrix.py",
)


class OneByOneOrTogether(LoadScopeScheduling):
    """Hands each test to whoever is free; a file of `TOGETHER` as a whole, before all others."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path in TOGETHER else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Take the place of `--dist loadgroup`, which no longer groups anything under this version of pytest."""
    return OneByOneOrTogether(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what says nothing and costs minutes.

    Counting coverage nearly doubles a test's time. It is left out of the sweeps that ask every page many times over, as
    others reach these pages too, and of all but the first case of a test. A test that touches no database says on
    PostgreSQL what it said on SQLite.
    """
    counted: set[str] = set()
    for item in items:
        function = item.nodeid.partition("[")[0]
        is_sweep = item.get_closest_marker("sweep") and item.nodeid.startswith(ASKS_EVERY_PAGE)
        if is_sweep or function in counted:
            item.add_marker(pytest.mark.no_cover)
        counted.add(function)
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        without = [item for item in items if not TOUCHES_DATABASE.intersection(item.fixturenames)]  # type: ignore[attr-defined]
        without = [item for item in without if not item.get_closest_marker("django_db")]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if item not in set(without)]


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what stays until the end: looking through it again and again took a seventh."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite Django finds a migrated database and applies nothing but what is new."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Put the migrated database where this process's own is expected."""
    if connection.vendor == "sqlite":
        migrated.copy_to(Path(connection.settings_dict["TEST"]["NAME"]))
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template_in(connection.settings_dict)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """Set the portal up once; each test's transaction starts from there."""
    with django_db_blocker.unblock():
        setup_portal()


@pytest.fixture(scope="session", autouse=True)
def _media_folder() -> Iterator[None]:
    yield
    shutil.rmtree(Path(settings.MEDIA_ROOT), ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _outbox(django_test_environment: None) -> None:
    """Undo what Django's test runner does to the mail backend: mails are rows, as everywhere."""
    settings.EMAIL_BACKEND = "integration.notifications.backend.OutboxEmailBackend"


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    """Wait for a file as long as a busy machine takes to read it: what it suggests is then there at once."""
    assert drafts.READ_SECONDS
    drafts.READ_SECONDS = 60.0


@pytest.fixture(autouse=True)
def _fresh_limits(request: pytest.FixtureRequest) -> None:
    """Limits are counted in the cache: no test inherits another's."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        cache.clear()


def no_server(error: MissingError) -> NoReturn:
    """Skip loudly what needs a server that this machine cannot run; in continuous integration nothing is skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(str(error))
    pytest.skip(f"*** {error}: NOT TESTED.")


@pytest.fixture(scope="session")
def elasticsearch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elasticsearch]:
    """Return the client of a real server: that of TEST_ELASTICSEARCH_URL, or one that all processes of a run share."""
    if url := os.environ.get("TEST_ELASTICSEARCH_URL"):
        yield connect(url)
        return
    folder = tmp_path_factory.getbasetemp()
    with ExitStack() as stack:
        try:
            url = stack.enter_context(shared(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder))
        except MissingError as error:
            no_server(error)
        yield connect(url)


@pytest.fixture
def in_elasticsearch(elasticsearch: Elasticsearch, settings) -> Iterator[ElasticIndex]:
    """Have the portal search with Elasticsearch, in an index of its own: what was taken out still counts."""
    made = ElasticIndex(f"portal_{secrets.token_hex(4)}", elasticsearch)
    made.create()
    made.serve()
    settings.ELASTICSEARCH_URL = next(iter(elasticsearch.transport.node_pool.all())).base_url
    settings.ELASTICSEARCH_INDEX = made.alias
    settings.ELASTICSEARCH_SECONDS = 60.0  # a busy machine
    yield made
    made.drop()


@pytest.fixture
def municipality(db: None) -> Municipality:
    return MunicipalityFactory(name="Lindlohe")


@pytest.fixture
def member(municipality: Municipality) -> User:
    return UserFactory(email="mitglied@lindlohe.example", municipality=municipality)


@pytest.fixture
def colleague(municipality: Municipality) -> User:
    """A member of the same municipality."""
    return UserFactory(municipality=municipality)


@pytest.fixture
def other_member(db: None) -> User:
    """A member of another municipality."""
    return UserFactory()


@pytest.fixture
def contact(municipality: Municipality) -> User:
    """The contact of the member's municipality."""
    return UserFactory(role=Role.CONTACT, municipality=municipality)


@pytest.fixture
def other_contact(db: None) -> User:
    return UserFactory(role=Role.CONTACT)


@pytest.fixture
def editor(db: None) -> User:
    return UserFactory(role=Role.EDITOR, municipality=None)


@pytest.fixture
def admin(db: None) -> User:
    return UserFactory(role=Role.ADMIN, municipality=None)


@pytest.fixture
def signed_in(db: None) -> Callable[[User], Client]:
    """`signed_in(member)` returns a client of that person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
