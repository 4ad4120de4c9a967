"""Workers that are killed while they send: nothing is lost, and what comes twice can be recognised."""

from collections import Counter

import pytest

from integration.notifications.models import Message
from tests.factories.messages import MessageFactory
from tests.jobs.conftest import StartWorker, wait_until
from tests.notifications.smtp_sink import SmtpSink

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]


def kill_again_and_again(start_worker: StartWorker, sink: SmtpSink, *, mails: int, kills: int) -> Counter[str]:
    """Kill a worker after each few mails, let the last one finish; return how often each Message-ID arrived."""
    MessageFactory.create_batch(mails)
    environment = {"EMAIL_URL": sink.url, "OUTBOX_LEASE_SECONDS": "5"}
    for round_number in range(1, kills + 1):
        goal = mails * round_number // (kills + 1)
        worker = start_worker(**environment)
        wait_until(lambda goal=goal: len({mail["Message-ID"] for mail in sink.mails}) >= goal, f"{goal} mails arrived")
        worker.kill()
        worker.wait()
    start_worker(**environment)
    wait_until(lambda: not Message.objects.exclude(state=Message.State.SENT).exists(), "all are sent", seconds=180)
    return Counter(str(mail["Message-ID"]) for mail in sink.mails)


def check(arrived: Counter[str], kills: int) -> None:
    assert set(arrived) == set(Message.objects.values_list("message_id", flat=True))
    assert sum(arrived.values()) - len(arrived) <= kills


def test_three_kills_over_thirty_mails_lose_none(start_worker: StartWorker, sink: SmtpSink) -> None:
    check(kill_again_and_again(start_worker, sink, mails=30, kills=3), kills=3)


@pytest.mark.slow
def test_fifty_kills_over_five_hundred_mails_lose_none(start_worker: StartWorker, sink: SmtpSink) -> None:
    check(kill_again_and_again(start_worker, sink, mails=500, kills=50), kills=50)
