from collections.abc import Iterator

import pytest

from tests.jobs.conftest import start_worker
from tests.notifications.smtp_sink import SmtpSink, smtp_sink

__all__ = ["start_worker"]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    """A mail server that takes everything; nothing is sent to it until a test says so."""
    with smtp_sink() as server:
        yield server
