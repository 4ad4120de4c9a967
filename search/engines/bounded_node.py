"""A way to a server that ends in time: urllib3 counts the seconds anew for every byte that arrives."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import urllib3
from elastic_transport import ConnectionTimeout, NodeConfig, TransportError, Urllib3HttpNode
from elastic_transport.client_utils import DEFAULT
from urllib3.connection import HTTPConnection, HTTPSConnection

_under_way = threading.local()  # the deadline of what this thread asks


class _Deadline:
    """Cuts the connection of one request when its time is over."""

    def __init__(self, seconds: float) -> None:
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self.over = False
        self.timer = threading.Timer(seconds, self._cut)
        self.timer.daemon = True

    def watch(self, line: socket.socket | None) -> None:
        with self._lock:
            self._line = line
            if self.over:
                _shut(line)

    def _cut(self) -> None:
        with self._lock:
            self.over = True
            _shut(self._line)


def _shut(line: socket.socket | None) -> None:
    """End both directions: whoever reads in another thread reads the end."""
    if line is not None:
        with suppress(OSError):  # it has ended by itself
            line.shutdown(socket.SHUT_RDWR)


class _Watched:
    """A connection whose deadline knows its socket, by a second handle that outlives the change to TLS."""

    _handle: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        line: socket.socket = super()._new_conn()  # type: ignore[misc]
        self._handle = line.dup()
        self._watch()
        return line

    def request(self, *args: Any, **options: Any) -> None:
        self._watch()  # one that was kept from an earlier request
        super().request(*args, **options)  # type: ignore[misc]

    def close(self) -> None:
        super().close()  # type: ignore[misc]
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def _watch(self) -> None:
        deadline: _Deadline | None = getattr(_under_way, "deadline", None)
        if deadline is not None:
            deadline.watch(self._handle)


class _Connection(_Watched, HTTPConnection):
    pass


class _SecureConnection(_Watched, HTTPSConnection):
    pass


class BoundedNode(Urllib3HttpNode):
    """Gives an answer within the time of a request as a whole, or `ConnectionTimeout`."""

    def __init__(self, config: NodeConfig) -> None:
        super().__init__(config)
        secure = isinstance(self.pool, urllib3.HTTPSConnectionPool)
        self.pool.ConnectionCls = _SecureConnection if secure else _Connection

    def perform_request(
        self, method: str, target: str, body: bytes | None = None, headers: Any = None, request_timeout: Any = DEFAULT
    ) -> Any:
        seconds = self.config.request_timeout if request_timeout is DEFAULT else request_timeout
        if seconds is None:
            return super().perform_request(method, target, body, headers, request_timeout)
        with _limited(seconds) as deadline:
            try:
                return super().perform_request(method, target, body, headers, request_timeout)
            except TransportError as error:
                if deadline.over:
                    raise ConnectionTimeout("Connection timed out during request", errors=(error,)) from error
                raise


@contextmanager
def _limited(seconds: float) -> Iterator[_Deadline]:
    deadline = _under_way.deadline = _Deadline(seconds)
    deadline.timer.start()
    try:
        yield deadline
    finally:
        deadline.timer.cancel()
        deadline.watch(None)
        _under_way.deadline = None
