"""Real web servers on this machine for the tests of links: each answers as its test says and counts who asked."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A running server: its port, and the requests it got."""

    port: int
    scheme: str = "http"
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


def page(
    body: str | bytes, *, content_type: str = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> Answer:
    """Return an answer with this page."""
    data = body.encode() if isinstance(body, str) else body

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        if content_type:
            request.send_header("Content-Type", content_type)
        request.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        with suppress(OSError):  # whoever asked may have had enough
            request.wfile.write(data)

    return answer


def redirect(location: str, status: int = 302) -> Answer:
    return page("", status=status, Location=location)


@contextmanager
def serve(answer: Answer, *, certificate: Path | None = None) -> Iterator[Site]:
    """Serve one answer on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a visitor that refuses the certificate, or hangs up

    server = Server(("127.0.0.1", 0), Handler)
    site = Site(server.server_address[1], "https" if certificate else "http")
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def raw_server(talk: Callable[[socket.socket, threading.Event], None]) -> Iterator[int]:
    """Serve whatever `talk` writes on a bare connection; the event tells it that the test is over. Yields the port."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def work() -> None:
            with suppress(OSError):
                connection, _address = listener.accept()
                with connection:
                    connection.settimeout(60)
                    with suppress(OSError):
                        talk(connection, over)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=60)


def make_certificate(path: Path, host: str) -> Path:
    """Write key and certificate of a host that nobody vouches for."""
    key = path.with_suffix(".key")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"),
            *("-keyout", str(key), "-out", str(path)),
        ],
        check=True,
        capture_output=True,
    )
    path.write_text(key.read_text() + path.read_text())
    return path
