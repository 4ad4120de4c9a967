"""A mail server for tests: takes every mail over SMTP and keeps it."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from threading import Thread


class SmtpSink(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine; addresses that contain `refuse` are refused."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[Mail] = []
        self.refuse = ""

    @property
    def url(self) -> str:
        """The sink as EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def transport(self) -> dict[str, object]:
        """The sink as django-environ would give it."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.server_address[1],
            "EMAIL_HOST_USER": None,
            "EMAIL_HOST_PASSWORD": None,
        }


class _Session(socketserver.StreamRequestHandler):
    server: SmtpSink

    def handle(self) -> None:
        with suppress(ConnectionError):  # the client was killed: what it had not ended does not count
            self._talk()

    def _talk(self) -> None:
        self._say("220 sink")
        for line in self.rfile:
            command = line.decode("ascii", "replace").strip().upper()
            if command.startswith("RCPT") and self.server.refuse and self.server.refuse.upper() in command:
                self._say("550 no such person")
            elif command == "DATA":
                self._say("354 go on")
                content = self._content()
                if content is None:
                    return
                self.server.mails.append(message_from_bytes(content, policy=default))
                self._say("250 taken")
            elif command == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _content(self) -> bytes | None:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b"..") else line)
        return None

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def smtp_sink() -> Iterator[SmtpSink]:
    """Run a sink as long as the block lasts."""
    with SmtpSink() as sink:
        thread = Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()
