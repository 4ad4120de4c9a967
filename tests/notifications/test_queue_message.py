"""Our own mails: rendered from templates, each event once."""

from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.conf import settings as configured
from django.db import connection, transaction

from integration.members.models import User
from integration.notifications.models import Message
from integration.notifications.services import absolute_url, queue_message


@pytest.fixture(autouse=True)
def _template(settings, tmp_path: Path) -> None:
    folder = tmp_path / "notifications"
    folder.mkdir()
    text = "Betreff zu {{ title }}\n\nGuten Tag {{ user.display_name }}, {{ title }}: {{ base_url }}/x/\n"
    (folder / "probe.txt").write_text(text)
    (configured_templates,) = configured.TEMPLATES
    settings.TEMPLATES = [{**configured_templates, "DIRS": [tmp_path, *configured_templates["DIRS"]]}]


def queue(key: str | None = None, **values: object) -> Message | None:
    return queue_message(
        recipient="a@x.example", template="probe", context={"title": "Müll & <b>"}, dedupe_key=key, **values
    )


@pytest.mark.django_db
def test_the_first_line_is_the_subject_and_nothing_is_escaped(member: User) -> None:
    message = queue(user=member)
    assert message is not None
    assert message.subject == "Betreff zu Müll & <b>"
    assert message.body == f"Guten Tag {member.display_name}, Müll & <b>: http://portal.test/x/\n"
    assert (message.sender, message.user) == (configured.DEFAULT_FROM_EMAIL, member)


@pytest.mark.django_db
def test_a_subject_that_is_given_leaves_the_text_whole() -> None:
    message = queue(subject="Eigener Betreff")
    assert message is not None
    assert message.subject == "Eigener Betreff"
    assert message.body.startswith("Betreff zu")


@pytest.mark.django_db
def test_the_same_event_is_told_once_and_the_transaction_goes_on() -> None:
    with transaction.atomic():
        assert queue("project-7-published") is not None
        assert queue("project-7-published") is None
        assert queue("project-8-published") is not None
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_without_a_key_every_mail_counts() -> None:
    queue()
    queue()
    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_event_at_the_same_moment_is_told_once() -> None:
    barrier, results = Barrier(5), []

    def tell() -> None:
        try:
            barrier.wait()
            results.append(queue("at-once"))
        finally:
            connection.close()

    threads = [Thread(target=tell) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 5
    assert sum(result is not None for result in results) == 1
    assert Message.objects.count() == 1


def test_links_begin_with_the_address_of_the_portal() -> None:
    assert absolute_url("/meine-beitraege/") == "http://portal.test/meine-beitraege/"
