"""What runs in the transaction of a save: at once, or once at the end of a write that saves several times."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ReferenceIndex

from integration.jobs.immediate import run_once
from integration.models import ContributionImage
from tests.factories import ImageFactory, ProjectPageFactory
from tests.jobs.jobs_for_tests import RAN, run_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_ran():
    RAN.clear()


def test_outside_of_a_write_a_task_runs_at_once() -> None:
    run_at_once.enqueue("a")
    run_at_once.enqueue("a")
    assert RAN == ["a", "a"]


def test_within_a_write_the_same_runs_once_at_the_end() -> None:
    with run_once():
        for what in ("a", "b", "a"):
            run_at_once.enqueue(what)
        with run_once():
            run_at_once.enqueue("b")
        assert RAN == []
    assert RAN == ["a", "b"]
    run_at_once.enqueue("c")
    assert RAN == ["a", "b", "c"]


def test_of_a_write_that_fails_nothing_runs() -> None:
    def fail() -> None:
        with run_once():
            run_at_once.enqueue("a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert RAN == []
    run_at_once.enqueue("b")
    assert RAN == ["b"]


def test_publishing_a_page_reads_references_once_and_as_they_are_in_the_end() -> None:
    page, picture = ProjectPageFactory(), ImageFactory()
    page.images.add(ContributionImage(image=picture, alternative="Ein Bild"))
    revision = page.save_revision()
    with CaptureQueriesContext(connection) as queries:
        revision.publish()
    assert ReferenceIndex.get_references_to(picture).count() == 1
    asked = [query["sql"] for query in queries.captured_queries if query["sql"].startswith("SELECT")]
    assert sum('FROM "wagtailcore_referenceindex"' in sql for sql in asked) == 1  # not for each part
