"""Tasks that tests run in a real worker; they talk to the test through files."""

import time
from pathlib import Path

from django_tasks import task

STARTED, GO_ON, DONE = "started", "go-on", "done"
WAIT_SECONDS = 120


def note(folder: Path, name: str) -> None:
    """Append a line: its number of lines is how often this happened."""
    with (folder / name).open("a") as file:
        file.write("x\n")


def times(folder: Path, name: str) -> int:
    """How often this was noted."""
    path = folder / name
    return len(path.read_text().splitlines()) if path.exists() else 0


@task(backend="queue")
def wait_for_a_file(folder: str) -> None:
    """Say that it runs, wait until the test lets it go on, say that it is done."""
    place = Path(folder)
    note(place, STARTED)
    deadline = time.monotonic() + WAIT_SECONDS
    while not (place / GO_ON).exists():
        if time.monotonic() > deadline:
            raise TimeoutError("The test did not let the task go on.")
        time.sleep(0.02)
    note(place, DONE)


@task(backend="queue")
def fail_until(folder: str, successful_attempt: int) -> str:
    """Fail until this attempt."""
    place = Path(folder)
    note(place, STARTED)
    if times(place, STARTED) < successful_attempt:
        raise RuntimeError("Not yet\x00.")
    note(place, DONE)
    return "Geschafft"


@task(backend="queue")
def answer_with_an_object() -> object:
    """Return what no JSON can hold."""
    return object()


RAN: list[str] = []


@task()
def run_at_once(what: str) -> None:
    """Tell that it ran; like Wagtail's own it is enqueued in no queue."""
    RAN.append(what)
