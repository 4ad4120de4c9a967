"""What all throw-away servers have in common: free ports, an end however a run ends, and a command beside them."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import FrameType

COMMAND_SECONDS = 30.0  # that a terminated command has to end


class ServerError(Exception):
    """The server could not be made; the text says why."""


class MissingError(ServerError):
    """This machine lacks what the server needs."""


def free_ports(number: int) -> list[int]:
    """The system names ports that nobody listens on, each another."""
    with ExitStack() as probes:
        sockets = [probes.enter_context(socket.socket()) for _ in range(number)]
        for probe in sockets:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in sockets]


def free_port() -> int:
    """The system names a port that nobody listens on."""
    return free_ports(1)[0]


def end_with_this_process() -> None:
    """Let a terminated run tear its servers down as an interrupted one does."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def run_beside(
    server: Callable[[], AbstractContextManager[str]], command: list[str], *, name: str, variable: str
) -> int:
    """Run a command with the address of a server in its environment, and return its exit code.

    A server that TEST_ and the variable name is used instead of one of our own. What this machine lacks is said
    loudly; under CI=true it is a failure.
    """
    try:
        if url := os.environ.get(f"TEST_{variable}"):
            return _run(command, name, variable, url)
        with server() as url:
            return _run(command, name, variable, url)
    except MissingError as error:
        print(f"\n*** SKIPPED: {error}. Not run: {shlex.join(command)}")
        print(f"*** Install what is missing or set TEST_{variable}.\n", flush=True)
        return 1 if os.environ.get("CI") == "true" else 0
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(command: list[str], name: str, variable: str, url: str) -> int:
    print(f"{name}: {url}", flush=True)
    with subprocess.Popen(command, env=os.environ | {variable: url}) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:  # a terminal tells the command too, `kill` does not
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=COMMAND_SECONDS)
            raise
