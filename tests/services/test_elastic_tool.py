"""The starter of Elasticsearch as a command; what it starts is asked in the tests that need it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.service

ASK = "import os; print(os.environ['ELASTICSEARCH_URL']); raise SystemExit(3)"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the tool without what the surroundings say about Elasticsearch."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"CI", "TEST_ELASTICSEARCH_URL", "ES_JAVA_HOME", "JAVA_HOME"}
    }
    return subprocess.run(
        [sys.executable, "tools/elastic.py", *arguments],
        cwd=settings.BASE_DIR,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_java_the_command_is_skipped_loudly() -> None:
    done = run("run", "--", "make", "tea", PATH="/nonexistent")
    assert done.returncode == 0
    assert "*** SKIPPED: no Java" in done.stdout
    assert "Not run: make tea" in done.stdout


def test_under_continuous_integration_that_is_a_failure() -> None:
    assert run("run", "--", "make", "tea", PATH="/nonexistent", CI="true").returncode == 1


def test_a_server_that_is_named_is_used_and_the_exit_code_is_that_of_the_command() -> None:
    done = run("run", "--", sys.executable, "-c", ASK, TEST_ELASTICSEARCH_URL="http://search.example:9200")
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1] == "http://search.example:9200"


def test_without_a_command_its_use_is_told() -> None:
    done = run("run", "--nodes", "3")
    assert done.returncode == 2
    assert "-- COMMAND" in done.stderr
