"""What lies between the portal and a server: it passes everything on, or refuses, hangs and fails when told to."""

import http.client
import ssl
import threading
from collections.abc import Callable
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PATIENCE = 120.0  # seconds for an answer of a busy machine
HOP = {"connection", "content-length", "transfer-encoding", "keep-alive"}  # headers of one line only


class Mode(Enum):
    """How it treats a request."""

    PASS = "pass"
    REFUSE = "refuse"
    HANG = "hang"
    DRIP = "drip"  # a byte now and then, without end
    ERROR = 500
    UNAVAILABLE = 503


class Proxy:
    """A proxy on a free port, of HTTP or with a context of HTTPS, whose `mode` can change at any time."""

    def __init__(self, upstream: str, context: ssl.SSLContext | None = None) -> None:
        self.upstream, self.context = urlsplit(upstream), context
        self.requests: list[tuple[str, str | None]] = []  # path and credentials of each
        self._mode, self._released, self._port = Mode.PASS, threading.Event(), 0
        self._server: ThreadingHTTPServer | None = None
        self._open()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http{'s' if self.context else ''}://127.0.0.1:{self._port}"

    @property
    def mode(self) -> Mode:
        """How it treats requests now."""
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._released.set()  # those that hang are let go without an answer
        self._mode, self._released = mode, threading.Event()
        if mode is Mode.REFUSE:
            self._close()
        elif self._server is None:
            self._open()

    def stop(self) -> None:
        """End it."""
        self.mode = Mode.REFUSE

    def _open(self) -> None:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except OSError:  # the other side has gone, or does not trust us
                    self.close_connection = True

            def __getattr__(self, name: str) -> Callable[[], None]:
                if name.startswith("do_"):  # whatever the method
                    return lambda: proxy.answer(self)
                raise AttributeError(name)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        server.daemon_threads = True
        self._port = server.server_port
        if self.context:
            server.socket = self.context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        self._server = server
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def _close(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.socket.close()
            self._server = None

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Treat one request."""
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        self.requests.append((request.path, request.headers.get("Authorization")))
        mode, released = self._mode, self._released
        if mode is Mode.HANG:
            released.wait(PATIENCE)
        if mode in (Mode.HANG, Mode.REFUSE):
            request.close_connection = True
            return
        if mode is Mode.DRIP:
            self._drip(request, released)
            return
        if mode is Mode.PASS:
            status, headers, content = self._pass_on(request, body)
        else:
            status, headers, content = mode.value, {"Content-Type": "text/html"}, b"<h1>Error</h1>"
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(content)

    def _drip(self, request: BaseHTTPRequestHandler, released: threading.Event) -> None:
        request.close_connection = True
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", "1000000")
        request.end_headers()
        while not released.wait(0.05):
            request.wfile.write(b" ")
            request.wfile.flush()

    def _pass_on(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection(self.upstream.hostname or "", self.upstream.port, timeout=PATIENCE)
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP}
        line.request(request.command, request.path, body or None, headers)
        answer = line.getresponse()
        content = answer.read()
        line.close()
        kept = {name: value for name, value in answer.getheaders() if name.lower() not in HOP}
        return answer.status, kept, content
